"""Options of sequences, and setval."""

import pytest

from duckgres.sql.ddl.steps import (
    ChangeSequence,
    Main,
    Name,
    NewNamedSequence,
    Sequence,
    SetValues,
)
from tests.unit.sql.ddl.planning import planned, refused, steps


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("", Sequence()),
        ("start 5 increment by -2 cycle", Sequence(start=5, increment=-2, cycle=True)),
        ("minvalue 1 maxvalue 9 no cycle cache 7", Sequence(minimum=1, maximum=9, cycle=False)),
        ("as smallint no minvalue", Sequence(bits=16)),
        ("owned by s.t.c", Sequence(owner=("s", "t", "c"))),
        ("start with 9000000000", Sequence(start=9000000000)),
    ],
)
def test_create(options, found):
    assert steps(f"create sequence s.q {options}") == (
        NewNamedSequence(Name("s", "q"), found, False),
    )


def test_alter():
    assert steps("alter sequence if exists q restart with 3") == (
        ChangeSequence(Name("", "q"), Sequence(restart=3, restarts=True), True),
    )


def test_an_option_twice():
    assert refused("create sequence q start 1 start 2") == (
        "42601",
        "conflicting or redundant options",
    )


def test_setval_comes_first():
    assert refused("select nextval('q'), setval('q', 5)")[0] == "0A000"
    assert steps("select setval('q', 5), nextval('q')")


def test_setval_is_a_query_and_its_values():
    found = planned("select setval('q', max(a)), 1 from t")
    assert found.steps == (
        SetValues("SELECT \x02sequence name q\x03, max(a)::bigint, true FROM t"),
        Main(),
    )
    assert found.returns_rows
