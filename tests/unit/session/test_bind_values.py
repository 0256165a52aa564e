"""Values of a Bind message: typed literals, or an error at the place PostgreSQL names."""

import pytest

from duckgres.errors import PgError, ProtocolViolation
from duckgres.pgtypes.oids import INT4, OID_OF, TEXT
from duckgres.session.bind_values import bind_values, check_result_formats
from duckgres.wire.frontend import Bind

ONE = b"\0\0\0\1"


def bind(values, types, formats=(), portal="", statement="s"):
    return bind_values(Bind(portal, statement, formats, values, ()), types)


def refusal(*args, **more):
    with pytest.raises(PgError) as caught:
        bind(*args, **more)
    error = caught.value
    return error.sqlstate, error.message, error.fields.where


def test_text_is_the_format_unless_told():
    assert bind((b"1",), (INT4,)) == bind((b"1",), (INT4,), (0,)) == bind((ONE,), (INT4,), (1,))


def test_one_format_is_for_all_and_several_are_for_each():
    both = bind((ONE, ONE), (INT4, INT4), (1,))
    assert both == bind((b"1", b"1"), (INT4, INT4))
    assert both == bind((ONE, b"1"), (INT4, INT4), (1, 0))


def test_null_is_typed_in_either_format():
    assert bind((None,), (INT4,)) == bind((None,), (INT4,), (1,))
    assert "NULL" in bind((None,), (INT4,))[0].upper()


def test_quotes_in_a_value_stay_inside_its_literal():
    (literal,) = bind((b"it's '' x",), (TEXT,))
    assert "it''s '''' x" in literal


def test_another_number_of_values_names_the_statement():
    with pytest.raises(ProtocolViolation) as caught:
        bind((b"1",), (INT4, INT4), statement="name")
    assert caught.value.message == (
        'bind message supplies 1 parameters, but prepared statement "name" requires 2'
    )


def test_another_number_of_formats_is_refused_first():
    with pytest.raises(ProtocolViolation) as caught:
        bind((b"1", b"1", b"1"), (), (0, 1))
    assert caught.value.message == "bind message has 2 parameter formats but 3 parameters"


def test_a_format_that_is_none_is_placed():
    assert refusal((b"1",), (INT4,), (2,)) == (
        "22023", "unsupported format code: 2", "unnamed portal parameter $1",
    )  # fmt: skip


def test_a_bad_text_is_placed_and_not_shown():
    sqlstate, _, where = refusal((b"1", b"x"), (INT4, INT4))
    assert (sqlstate, where) == ("22P02", "unnamed portal parameter $2 = '...'")
    assert refusal((b"",), (INT4,), portal="p")[2] == "portal \"p\" parameter $1 = ''"


def test_what_is_no_text_cannot_be_shown_in_part():
    sqlstate, _, where = refusal((b"\xff",), (TEXT,))
    assert (sqlstate, where) == ("22021", "unnamed portal parameter $1")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"\0\0\1", ("08P01", "insufficient data left in message")),
        (b"\0\0\0\0\1", ("22P03", "incorrect binary data format in bind parameter 1")),
    ],
)
def test_a_binary_value_of_the_wrong_size(value, expected):
    assert refusal((value,), (INT4,), (1,)) == (*expected, "unnamed portal parameter $1")


def test_a_binary_value_that_cannot_be_keeps_its_own_error():
    sqlstate, _, where = refusal((b"\0\0\0\7" + b"\xff" * 5,), (OID_OF["jsonb"],), (1,))
    assert sqlstate != "22P03"
    assert where == "unnamed portal parameter $1"


def test_result_formats_are_text_or_binary():
    check_result_formats(())
    check_result_formats((0, 1, 1))
    with pytest.raises(PgError, match="unsupported format code: -1"):
        check_result_formats((0, -1))
