"""What crosses layers when something goes wrong."""

import pytest

from duckgres.errors import (
    NO_FIELDS,
    ConnectionLost,
    ErrorFields,
    FatalError,
    Notice,
    PgError,
    ProtocolViolation,
    used_up,
)


@pytest.mark.parametrize(
    ("error", "severity", "sqlstate"),
    [
        (PgError("a", sqlstate="42P01"), "ERROR", "42P01"),
        (PgError("a"), "ERROR", "XX000"),
        (FatalError("a", sqlstate="28P01"), "FATAL", "28P01"),
        (ProtocolViolation("a"), "ERROR", "08P01"),
    ],
)
def test_severity_and_sqlstate(error, severity, sqlstate):
    assert (error.severity, error.sqlstate, error.message, str(error)) == (
        severity,
        sqlstate,
        "a",
        "a",
    )


def test_the_common_fields_have_short_forms():
    error = PgError("a", detail="d", hint="h", position=3)
    assert error.fields == ErrorFields(detail="d", hint="h", position=3)


def test_whole_fields_win():
    assert PgError("a", fields=ErrorFields(table="t")).fields == ErrorFields(table="t")


def test_a_lost_connection_is_no_error_to_be_told():
    assert not issubclass(ConnectionLost, PgError)


def test_a_notice_has_no_fields_unless_given():
    assert Notice("n") == Notice("n", "NOTICE", "00000", NO_FIELDS)


def test_what_was_used_up_has_a_sqlstate():
    assert used_up(RecursionError()).sqlstate == "54001"
    assert used_up(MemoryError()).sqlstate == "53200"
