"""Everything the server says.

Messages that never change are bytes made once (``PARSE_COMPLETE``, ``READY_FOR_QUERY[status]``…);
those sent once a statement have a direct encoder with the same bytes as their layout
(``command_complete``). DataRow here is the plain form for single rows; results are encoded by
``rows``.

``decode`` reads them back, for clients of the tests and for the trace. Source: PostgreSQL manual,
55.7 and 55.8.
"""

from __future__ import annotations

from duckgres.errors import ErrorFields, Notice, PgError
from duckgres.wire.layout import (
    INT32,
    Byte,
    Byte1,
    CountedStrings,
    CString,
    CStringList,
    FieldList,
    Int16List,
    Int32,
    OidList,
    Rest,
    TaggedStrings,
    ValueList,
    encode_text,
)
from duckgres.wire.layout import FieldDescription as FieldDescription  # a column of RowDescription
from duckgres.wire.message import Message, message


@message(b"R", prefix=INT32.pack(0))
class AuthenticationOk(Message):
    """The client is who it says."""


@message(b"R", prefix=INT32.pack(3))
class AuthenticationCleartextPassword(Message):
    """Send the password."""


@message(b"R", prefix=INT32.pack(5))
class AuthenticationMD5Password(Message):
    """Send the MD5 hash of password, user and this salt of four bytes."""

    salt: Rest


@message(b"R", prefix=INT32.pack(10))
class AuthenticationSASL(Message):
    """Begin SASL with one of these mechanisms, the server's favourite first."""

    mechanisms: CStringList


@message(b"R", prefix=INT32.pack(11))
class AuthenticationSASLContinue(Message):
    """A challenge."""

    data: Rest


@message(b"R", prefix=INT32.pack(12))
class AuthenticationSASLFinal(Message):
    """The outcome, by which the client knows the server."""

    data: Rest


@message(b"S")
class ParameterStatus(Message):
    """A setting the client is told about."""

    name: CString
    value: CString


@message(b"K")
class BackendKeyData(Message):
    """What a CancelRequest must say; the secret is 4 bytes, or up to 256 from protocol 3.2 on."""

    process_id: Int32
    secret: Rest


@message(b"Z")
class ReadyForQuery(Message):
    """Your turn; status is I (idle), T (in a transaction) or E (in a failed one)."""

    status: Byte1


@message(b"T")
class RowDescription(Message):
    """The columns of the rows that follow."""

    fields: FieldList


@message(b"D")
class DataRow(Message):
    """One row."""

    values: ValueList


@message(b"C")
class CommandComplete(Message):
    """A statement is done; the tag says which and how many rows."""

    tag: CString


@message(b"I")
class EmptyQueryResponse(Message):
    """There was no statement in the query string."""


@message(b"1")
class ParseComplete(Message):
    """Parse is done."""


@message(b"2")
class BindComplete(Message):
    """Bind is done."""


@message(b"3")
class CloseComplete(Message):
    """Close is done."""


@message(b"n")
class NoData(Message):
    """What was described returns no rows."""


@message(b"s")
class PortalSuspended(Message):
    """Execute stopped at its row limit."""


@message(b"t")
class ParameterDescription(Message):
    """The types of a statement's parameters."""

    oids: OidList


@message(b"v")
class NegotiateProtocolVersion(Message):
    """The server speaks an older minor version, or does not know these ``_pq_.`` options.

    ``version`` is the whole number (3 << 16 | minor), which is what PostgreSQL sends, although
    the manual calls it the minor version.
    """

    version: Int32
    options: CountedStrings


@message(b"A")
class NotificationResponse(Message):
    """Someone notified a channel this session listens to."""

    process_id: Int32
    channel: CString
    payload: CString


@message(b"G")
class CopyInResponse(Message):
    """Send your COPY data; ``format`` is 0 for text, 1 for binary, and so is each column's."""

    format: Byte
    column_formats: Int16List


@message(b"H")
class CopyOutResponse(Message):
    """COPY data follows; ``format`` is 0 for text, 1 for binary, and so is each column's."""

    format: Byte
    column_formats: Int16List


@message(b"d")
class CopyData(Message):
    """Bytes of a COPY stream; PostgreSQL sends a line or a binary row in each."""

    data: Rest


@message(b"c")
class CopyDone(Message):
    """The COPY stream is complete."""


@message(b"V")
class FunctionCallResponse(Message):
    """The old fast path's result: a length and the value."""

    result: Rest


# The tag of each optional field of an error, in PostgreSQL's order.
FIELD_TAGS: tuple[tuple[str, str], ...] = (
    ("detail", "D"), ("hint", "H"), ("position", "P"), ("where", "W"), ("schema", "s"),
    ("table", "t"), ("column", "c"), ("data_type", "d"), ("constraint", "n"),
    ("routine", "R"),
)  # fmt: skip


def _tagged(
    severity: str, sqlstate: str, text: str, fields: ErrorFields
) -> tuple[tuple[str, str], ...]:
    pairs = [("S", severity), ("V", severity), ("C", sqlstate), ("M", text)]
    for name, tag in FIELD_TAGS:
        value = getattr(fields, name)
        if value is not None:
            pairs.append((tag, str(value)))
    return tuple(pairs)


@message(b"E")
class ErrorResponse(Message):
    """A failure; ``fields`` are tag and text, in order."""

    fields: TaggedStrings

    @classmethod
    def of(cls, error: PgError) -> ErrorResponse:
        """Return the message that tells the client of ``error``."""
        return cls(_tagged(error.severity, error.sqlstate, error.message, error.fields))


@message(b"N")
class NoticeResponse(Message):
    """A remark; ``fields`` are tag and text, in order."""

    fields: TaggedStrings

    @classmethod
    def of(cls, notice: Notice) -> NoticeResponse:
        """Return the message that tells the client of ``notice``."""
        return cls(_tagged(notice.severity, notice.sqlstate, notice.message, notice.fields))


AUTHENTICATION_MESSAGES: tuple[type[Message], ...] = (
    AuthenticationOk, AuthenticationCleartextPassword, AuthenticationMD5Password,
    AuthenticationSASL, AuthenticationSASLContinue, AuthenticationSASLFinal,
)  # fmt: skip

BACKEND_MESSAGES: tuple[type[Message], ...] = (
    ParameterStatus, BackendKeyData, ReadyForQuery, RowDescription, DataRow, CommandComplete,
    EmptyQueryResponse, ParseComplete, BindComplete, CloseComplete, NoData, PortalSuspended,
    ParameterDescription, NegotiateProtocolVersion, NotificationResponse, CopyInResponse,
    CopyOutResponse, CopyData, CopyDone, FunctionCallResponse, ErrorResponse, NoticeResponse,
)  # fmt: skip

_BY_TYPE = {cls.TYPE: cls for cls in BACKEND_MESSAGES}
_BY_AUTHENTICATION_CODE = {cls.PREFIX: cls for cls in AUTHENTICATION_MESSAGES}

BackendMessage = Message

AUTHENTICATION_OK = AuthenticationOk().encode()
AUTHENTICATION_CLEARTEXT_PASSWORD = AuthenticationCleartextPassword().encode()
EMPTY_QUERY_RESPONSE = EmptyQueryResponse().encode()
PARSE_COMPLETE = ParseComplete().encode()
BIND_COMPLETE = BindComplete().encode()
CLOSE_COMPLETE = CloseComplete().encode()
NO_DATA = NoData().encode()
PORTAL_SUSPENDED = PortalSuspended().encode()
COPY_DONE = CopyDone().encode()
READY_FOR_QUERY: dict[str, bytes] = {status: ReadyForQuery(status).encode() for status in "ITE"}

SSL_ACCEPTED = b"S"  # the one-byte answers to SSLRequest and GSSENCRequest
ENCRYPTION_REFUSED = b"N"


def decode(message_type: int, payload: bytes) -> BackendMessage:
    """Return the message a server sent.

    Raises:
        KeyError: No server sends this type, or this authentication request.
        ProtocolViolation: The payload is not what the type asks for.
    """
    if message_type == AuthenticationOk.TYPE:
        return _BY_AUTHENTICATION_CODE[payload[:4]].decode(payload)
    return _BY_TYPE[message_type].decode(payload)


def command_complete(tag: str) -> bytes:
    """Return an encoded CommandComplete."""
    text = encode_text(tag)
    return b"C%b%b\0" % (INT32.pack(len(text) + 5), text)


def error_response(error: PgError) -> bytes:
    """Return an encoded ErrorResponse."""
    return ErrorResponse.of(error).encode()


def notice_response(notice: Notice) -> bytes:
    """Return an encoded NoticeResponse."""
    return NoticeResponse.of(notice).encode()


def parameter_status(name: str, value: str) -> bytes:
    """Return an encoded ParameterStatus."""
    return ParameterStatus(name, value).encode()


def error_response_v2(error: PgError) -> bytes:
    """Return an error as protocol 2.0 has it: a type and a string."""
    return b"E" + encode_text(f"{error.severity}:  {error.message}\n") + b"\0"
