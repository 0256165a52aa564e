"""Constraints that come and go."""

import pytest

from duckgres.engine.ddl import model
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


def names(engine):
    table = model.read(engine.door(), engine.door().get("table", Name("", "t")))
    return [constraint.name for constraint in table.constraints]


def test_they_come_and_go(engine):
    engine.run("create table t (a int, b int)")
    engine.run("alter table t add primary key (a), add constraint k check (b > 0), add unique (b)")
    assert names(engine) == ["t_pkey", "k", "t_b_key"]
    engine.run("alter table t rename constraint k to kk; alter table t drop constraint t_pkey")
    assert names(engine) == ["kk", "t_b_key"]
    engine.run("alter table t validate constraint kk")


def test_an_index_becomes_a_constraint(engine):
    engine.run("create table t (a int, b int); create unique index i on t (a, b)")
    engine.run("alter table t add constraint k unique using index i")
    assert names(engine) == ["k"]
    engine.run("create index j on t (a)")
    with pytest.raises(PgError, match='"j" is not a unique index'):
        engine.run("alter table t add constraint k2 unique using index j")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("add constraint k check (a > 0)", "42710"),
        ("add primary key (zz)", "42703"),
        ("validate constraint zz", "42704"),
        ("rename constraint zz to y", "42704"),
    ],
)
def test_errors(engine, text, code):
    engine.run("create table t (a int constraint k check (a > 0))")
    with pytest.raises(PgError) as caught:
        engine.run(f"alter table t {text}")
    assert caught.value.sqlstate == code
