"""Places of DuckDB's text in the client's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.sql.alignment import aligned, parameter_position, source_position
from duckgres.sql.plan import plan
from duckgres.sql.statement import Statement, StatementKind
from tests.unit.sql.asking import unasked


def _statement(text="sélect $1, frob, $2"):
    return Statement(
        StatementKind.QUERY,
        "SELECT",
        pieces=("sélect ", ", frob, ", ""),
        slots=(1, 2),
        sources=(0, 9, 19),
    )


@given(st.text(alphabet="1é", max_size=9), st.text(alphabet="2€", max_size=9))
def test_position_skips_what_fills_the_slots(first, second):
    statement, values = _statement(), [first, second]
    rendered = statement.render(values, {})
    offset = len(rendered[: rendered.index("frob")].encode())
    assert source_position(statement, offset, values) == "sélect $1, frob".index("frob") + 1


def test_position_in_a_slot_is_the_slots():
    statement = _statement()
    assert source_position(statement, len("sélect ".encode()) + 2, ["12345", "6"]) == 8


def test_position_at_the_end_of_input():
    statement = Statement(StatementKind.QUERY, "SELECT", pieces=("select",), sources=(4,))
    assert source_position(statement, 6) == 11
    assert source_position(statement, 7) is None
    assert source_position(statement, -1) is None


def test_position_in_the_second_statement_counts_from_the_text():
    text = "select 'é'; select frob, version(), $1, nope"
    statement = plan(text, unasked)[1]
    values, session = ["CAST(1 AS INTEGER)"], {"version": "'PostgreSQL'"}
    rendered = statement.render(values, session)
    for word in ("frob", "nope"):
        offset = len(rendered[: rendered.index(word)].encode())
        assert source_position(statement, offset, values, session) == text.index(word) + 1


def test_position_behind_a_replaced_head():
    text = "explain (costs off, verbose) select frob"
    (statement,) = plan(text, unasked)
    rendered = statement.render((), {})
    assert source_position(statement, rendered.index("frob")) == text.index("frob") + 1


@pytest.mark.parametrize(
    "text",
    [
        "select  a / frob,\n  nope % 3 from  t",
        "select 'é', 1 / frob, 'é' || nope",
        "SELECT 1/FROB AS x -- comment\n, NOPE",
        "select 1; select 1 / frob, nope, version()",
    ],
)
def test_position_in_a_rewritten_statement(text):
    statement = plan(text, unasked)[-1]
    assert statement.origin is not None
    session = {"version": "'PostgreSQL'"}
    rendered = statement.render((), session)
    for word in ("frob", "nope"):
        offset = len(rendered[: rendered.index(word)].encode())
        assert source_position(statement, offset, (), session) == text.lower().index(word) + 1


def test_what_was_put_in_stands_where_the_next_word_does():
    client, rendered = "select a / b", "SELECT a / _pg.nonzero(b)"
    assert aligned(client, rendered, rendered.index("nonzero")) == client.index("b")


def test_the_end_is_the_end():
    assert aligned("select 1 / a", "SELECT 1 / _pg.nonzero(a)", 99) == len("select 1 / a")


def test_text_that_cannot_be_scanned_has_no_places():
    assert aligned("select a", "SELECT 'a", 8) is None


@pytest.mark.parametrize("text", ["select  $1 / 3", "select  $1"])
def test_position_of_the_first_parameter(text):
    assert parameter_position(plan(text, unasked)[0]) == 9


def test_no_parameter_has_no_position():
    assert parameter_position(plan("select 1 / a", unasked)[0]) is None
