"""Rendering a statement."""

import pytest

from duckgres.sql.statement import Origin, Statement, StatementKind


def test_render_fills_the_slots_in_order():
    statement = Statement(
        StatementKind.QUERY, "SELECT", pieces=("a ", " b ", ""), slots=(2, "version")
    )
    assert statement.render(["1", "2"], {"version": "'v'"}) == "a 2 b 'v'"


def test_render_without_slots_is_the_text():
    assert (
        Statement(StatementKind.QUERY, "SELECT", pieces=("select 1",)).render((), {}) == "select 1"
    )


def test_pieces_and_slots_must_fit():
    statement = Statement(StatementKind.QUERY, "SELECT", pieces=("a",), slots=(1,))
    with pytest.raises(ValueError, match="zip"):
        statement.render(["1"], {})


def test_some_slots_are_filled_for_good():
    statement = Statement(
        StatementKind.QUERY, "SELECT", pieces=("a ", " b ", " c"), slots=(1, "version"),
        parameter_count=1, origin=Origin("a $1 b", 4, ("a ", " b"), (1,)),
    )  # fmt: skip
    found = statement.filled({1: "5"})
    assert (found.pieces, found.slots) == (("a 5 b ", " c"), ("version",))
    assert (found.parameter_count, found.origin.pieces) == (0, ("a 5 b",))
    assert statement.filled({}) is statement
