"""CONTEXT and DETAIL of a COPY's errors."""

from duckgres.errors import ErrorFields, PgError
from duckgres.rows.copy_errors import CopyErrors, at
from duckgres.rows.copy_frames import FieldError
from tests.unit.rows.copying import columns, table

SOME = columns("INTEGER", "VARCHAR")


def errors(*, binary=False, **more):
    return CopyErrors(table(SOME, **more), binary=binary)


def test_a_line_is_shown_and_cut():
    assert errors().at_line(PgError("x"), None, 3).fields.where == "COPY t, line 3"
    assert errors().at_line(PgError("x"), b"a\tb", 3).fields.where == 'COPY t, line 3: "a\tb"'
    shown = errors().at_line(PgError("x"), "é".encode() * 60, 1).fields.where
    assert shown == f'COPY t, line 1: "{"é" * 50}..."'


def test_a_field_is_shown_where_it_is_text():
    assert errors().at_field(PgError("x"), 2, 1, b"q").fields.where == (
        'COPY t, line 2, column b: "q"'
    )
    shown = errors(binary=True).at_field(PgError("x"), 2, 1, b"q").fields.where
    assert shown == "COPY t, line 2, column b"


def test_a_binary_field_says_its_column():
    assert errors().at_frame(FieldError("x", 1), 2).fields.where == "COPY t, line 2, column b"
    assert errors().at_frame(PgError("x"), 2).fields.where == "COPY t, line 2"


def test_what_is_said_already_stays():
    error = PgError("x", fields=ErrorFields(where="here", detail="d"))
    assert at(error, "there").fields == ErrorFields(where="here", detail="d")
    assert at(PgError("x"), "").fields.where is None


def test_the_first_column_of_the_table_is_told():
    error = errors(never=("b",)).not_null([0], {"b": "x"})
    assert (error.sqlstate, error.fields.column, error.fields.table) == ("23502", "a", "t")
    assert error.fields.detail == "Failing row contains (null, x)."


def test_other_messages():
    assert errors().missing(1).message == 'missing data for column "b"'
    assert errors().no_default(1).fields.detail == 'Column "b" has no default value.'
    assert "REJECT_LIMIT (3)" in errors().too_many_skipped(3).message
