"""PREPARE, EXECUTE and DECLARE: what is inside is planned as if it stood alone."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.sql.plan import plan
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import unasked


def one(text):
    (found,) = plan(text, unasked)
    return found


def test_prepare_holds_the_statement_behind_as():
    command = one('prepare "as" (int, text[], mood) as select $1 as "as"').command
    assert command.name == "as"
    assert command.statement.text == 'select $1 as "as"'
    assert command.types == (oids.INT4, oids.ARRAY_OF[oids.TEXT], 0)
    assert command.named == (('"mood"', 28),)


def test_places_inside_are_those_of_the_whole_text():
    assert one("prepare p as select a").command.statement.sources == (13,)


@pytest.mark.parametrize(
    ("argument", "constant"),
    [
        ("1", (oids.INT4, b"1")),
        ("-1", (oids.INT4, b"-1")),
        ("3000000000", (oids.INT8, b"3000000000")),
        ("1.50", (oids.NUMERIC, b"1.50")),
        ("'x'", (oids.UNKNOWN, b"x")),
        ("true", (oids.BOOL, b"t")),
        ("null", (oids.UNKNOWN, None)),
        ("1 + 1", None),
    ],
)
def test_constants_are_read_and_the_rest_is_selected(argument, constant):
    command = one(f"execute p({argument}, 2)").command
    assert command.arguments == (constant, (oids.INT4, b"2"))
    assert (command.values is None) is (constant is not None)


def test_arguments_are_expressions_of_postgresql():
    assert (
        one("execute p(7 / 2, 'a' || 'b')").command.values.text == "execute p(7 / 2, 'a' || 'b')"
    )
    assert "SELECT" in one("execute p(7 / 2)").command.values.render((), {})


def test_execute_inside_others_keeps_their_words():
    made = one("create table x (a) as execute p(1, (2)) with no data")
    assert (made.command.head, made.command.tail) == ("create table x (a) as ", " with no data")
    explained = one("explain (costs off) execute p(1)")
    assert (explained.command.head, explained.tag) == ("explain (costs off) ", "EXPLAIN")
    assert explained.kind is StatementKind.EXECUTE


def test_parameters_of_execute_are_refused_with_their_place():
    with pytest.raises(PgError, match=r"there is no parameter \$1") as caught:
        one("execute p(2, $1)")
    assert caught.value.fields.position == 14


@pytest.mark.parametrize(
    ("options", "scroll", "hold", "binary"),
    [
        ("cursor", None, False, False),
        ("scroll cursor with hold", True, True, False),
        ("binary no scroll cursor without hold", False, False, True),
        ("insensitive cursor", None, False, False),
    ],
)
def test_declare_reads_its_options(options, scroll, hold, binary):
    found = one(f"declare c {options} for select $1 from t")
    command = found.command
    assert (command.scroll, command.hold, command.binary) == (scroll, hold, binary)
    assert command.statement.text == "select $1 from t"
    assert found.parameter_count == 1


@pytest.mark.parametrize(
    ("text", "sqlstate"),
    [
        ("declare c scroll cursor for select 1 from t for update", "0A000"),
        ("declare c cursor for with x as (delete from t returning 1) select 1 from x", "0A000"),
    ],
)
def test_what_no_cursor_can_be(text, sqlstate):
    with pytest.raises(PgError) as caught:
        one(text)
    assert caught.value.sqlstate == sqlstate


def test_explain_of_a_cursor_explains_its_query():
    assert one("explain declare c cursor for select 1").explained.kind is StatementKind.QUERY
