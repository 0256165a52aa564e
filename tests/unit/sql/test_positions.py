"""Bytes and characters of a query string."""

from hypothesis import given
from hypothesis import strategies as st

from duckgres.sql.plan import plan
from duckgres.sql.positions import Source, source_position
from duckgres.sql.statement import Statement, StatementKind
from tests.unit.sql.asking import unasked


@given(st.text(alphabet="aé€😀 '", max_size=30))
def test_character_counts_what_lies_before_a_byte(text):
    source = Source(text)
    for index in range(len(text) + 1):
        assert source.character(len(text[:index].encode())) == index
    assert len(source) == len(text.encode())


def test_cut_takes_bytes():
    assert Source("é = 'x'").cut(0, 2) == "é"


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
