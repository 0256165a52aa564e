"""What a statement says of its own effects."""

import pytest

from duckgres.sql.effects import Conflict, Effects
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def effects(text):
    (statement,) = plan(text, unasked)
    return statement.effects


VALUES = {"inserts": True, "values": True}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("insert into t values (1)", Effects("t", **VALUES)),
        ("insert into s.t (a, b) values (1, 2)", Effects("t", "s", columns=("a", "b"), **VALUES)),
        ("insert into t default values", Effects("t", defaults=True, **VALUES)),
        (
            "insert into t (a) values (default), ($1) returning a",
            Effects("t", columns=("a",), returns=True, defaults=True, **VALUES),
        ),
        ("insert into t select 1", Effects("t", inserts=True)),
        ("with x as (select 1) insert into t select * from x", Effects("t", inserts=True)),
        ("update t set a = 1", Effects("t", sets=("a",))),
        ("update t set a = default", Effects("t", defaults=True, sets=("a",))),
        (
            "merge into t using u on t.a = u.a when not matched then insert values (1)",
            Effects("t", may_insert=True),
        ),
        ("delete from s.t where a = 1 returning *", Effects("t", "s", returns=True)),
        (
            "merge into t using u on t.a = u.a when matched then delete",
            Effects("t"),
        ),
        (
            "with x as (delete from u returning a) insert into t select a from x",
            Effects("", inserts=True),
        ),
    ],
)
def test_effects(text, wanted):
    assert effects(text) == wanted


@pytest.mark.parametrize(
    ("clause", "wanted"),
    [
        ("on conflict do nothing", Conflict()),
        ("on conflict (a, b) do nothing", Conflict(("a", "b"))),
        (
            "on conflict (a) do update set b = excluded.b, c = 1",
            Conflict(("a",), ("b", "c")),
        ),
        ("on conflict (lower(a)) do update set b = 1", Conflict((), ("b",))),
    ],
)
def test_conflict(clause, wanted):
    assert effects(f"insert into t values (1) {clause}").conflict == wanted


@pytest.mark.parametrize("text", ["select 1", "create table t (a int)", "explain select 1"])
def test_what_changes_no_rows_has_none(text):
    assert effects(text) is None


def test_explain_analyze_has_those_of_its_statement():
    assert effects("explain analyze insert into t values (1)").table == "t"
