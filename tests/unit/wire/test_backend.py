import pytest

from duckgres.errors import ErrorFields, FatalError, Notice, PgError
from duckgres.wire import backend as b


def test_prepared_bytes_are_their_messages():
    assert [b.READY_FOR_QUERY[status] for status in "ITE"] == [
        b.ReadyForQuery(status).encode() for status in "ITE"
    ]
    assert b.PARSE_COMPLETE == b.ParseComplete().encode() == b"1\0\0\0\4"
    assert b.PortalSuspended().encode() == b.PORTAL_SUSPENDED


@pytest.mark.parametrize("tag", ["SELECT 1", "INSERT 0 1", "", "é"])
def test_command_complete_has_the_bytes_of_its_layout(tag):
    assert b.command_complete(tag) == b.CommandComplete(tag).encode()


def test_error_has_postgresqls_fields_in_its_order():
    error = PgError(
        "no",
        sqlstate="23505",
        fields=ErrorFields("d", "h", 7, "w", "sch", "tab", "col", "typ", "con"),
    )
    assert b.ErrorResponse.of(error).fields == (
        ("S", "ERROR"), ("V", "ERROR"), ("C", "23505"), ("M", "no"), ("D", "d"), ("H", "h"), ("P",
        "7"), ("W", "w"), ("s", "sch"), ("t", "tab"), ("c", "col"), ("d", "typ"), ("n", "con"),
    )  # fmt: skip


def test_absent_fields_are_left_out_and_empty_ones_are_not():
    fields = b.ErrorResponse.of(FatalError("x", sqlstate="08P01", detail="")).fields
    assert fields == (("S", "FATAL"), ("V", "FATAL"), ("C", "08P01"), ("M", "x"), ("D", ""))


def test_error_with_a_zero_byte_stays_one_message():
    data = b.error_response(PgError("a\0b"))
    assert dict(b.decode(data[0], data[5:]).fields)["M"] == "a\N{REPLACEMENT CHARACTER}b"


def test_notice_keeps_its_severity():
    data = b.notice_response(Notice("there is no transaction in progress", "WARNING", "25P01"))
    assert dict(b.decode(data[0], data[5:]).fields) == {
        "S": "WARNING",
        "V": "WARNING",
        "C": "25P01",
        "M": "there is no transaction in progress",
    }


def test_parameter_status():
    assert b.parameter_status("a", "b") == b.ParameterStatus("a", "b").encode()


def test_protocol_2_error_is_what_postgresql_sends():
    error = FatalError("unsupported frontend protocol 2.0: server supports 3.0 to 3.0")
    assert b.error_response_v2(error) == (
        b"EFATAL:  unsupported frontend protocol 2.0: server supports 3.0 to 3.0\n\0"
    )


@pytest.mark.parametrize(("message_type", "payload"), [(b"Q", b""), (b"R", b"\0\0\0\x63")])
def test_what_no_server_sends_is_unknown(message_type, payload):
    with pytest.raises(KeyError):
        b.decode(message_type[0], payload)
