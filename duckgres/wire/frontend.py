"""Everything a client says after the startup packets.

Names are the manual's. ``decode(type, payload)`` is the way in; Query, Parse, Bind, Describe and
Execute have an unrolled reading, as each statement of every client passes through them: it takes
the shape clients really send, and leaves whatever else it meets (a byte too many, a bad length,
bad UTF-8) to the layouts, which word the error.

Knows nothing of when a message is allowed: that is ``state``. Source: PostgreSQL manual, 55.7
"Message Formats".
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

from duckgres.errors import ErrorFields, FatalError, ProtocolViolation
from duckgres.wire.layout import (
    INT32,
    UINT16,
    Byte1,
    CString,
    Int16,
    Int16List,
    Int32,
    Oid,
    OidList,
    Rest,
    ValueList,
    decode_text,
)
from duckgres.wire.message import Message, message


@message(b"Q")
class Query(Message):
    """Run a string of statements."""

    query: CString


@message(b"P")
class Parse(Message):
    """Make a prepared statement; an empty name is the unnamed one.

    ``parameter_types`` may be shorter than the statement's parameters; 0 leaves one to the server.
    """

    statement: CString
    query: CString
    parameter_types: OidList


@message(b"B")
class Bind(Message):
    """Make a portal from a statement and values.

    Format lists: empty = all text, one entry = for all, else one per item (0 text, 1 binary).
    """

    portal: CString
    statement: CString
    parameter_formats: Int16List
    parameters: ValueList
    result_formats: Int16List

    def parameter_place(self, index: int) -> str:
        """Return how PostgreSQL's CONTEXT names the parameter, ``index`` from 0."""
        return _parameter_place(self.portal, index)


@message(b"D")
class Describe(Message):
    """Ask what a statement (kind ``S``) or a portal (``P``) takes and returns."""

    kind: Byte1
    name: CString


@message(b"E")
class Execute(Message):
    """Run a portal for at most ``row_limit`` rows; 0 and less is all."""

    portal: CString
    row_limit: Int32


@message(b"C")
class Close(Message):
    """Drop a statement (kind ``S``) or a portal (``P``); a missing one is no error."""

    kind: Byte1
    name: CString


@message(b"H")
class Flush(Message):
    """Send what waits, without ending the batch."""


@message(b"S")
class Sync(Message):
    """End a batch of extended-query messages."""


@message(b"X", exact=False)
class Terminate(Message):
    """Good-bye."""


@message(b"d")
class CopyData(Message):
    """Bytes of a COPY stream; no boundary between two of them means anything."""

    data: Rest


@message(b"c", exact=False)
class CopyDone(Message):
    """The COPY stream is complete."""


@message(b"f", exact=False)
class CopyFail(Message):
    """The client gives the COPY up."""

    message: CString


@message(b"F")
class FunctionCall(Message):
    """The old fast-path call of a function by its OID."""

    function_oid: Oid
    argument_formats: Int16List
    arguments: ValueList
    result_format: Int16


class SaslInitial(NamedTuple):
    """What a SASLInitialResponse says; ``data`` is ``None`` when the client sent none."""

    mechanism: str
    data: bytes | None


@message(b"p")
class AuthenticationResponse(Message):
    """An answer to an authentication request.

    PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse share the type; which one it
    is, the login method knows.
    """

    payload: Rest

    def password(self) -> bytes:
        """Read it as a PasswordMessage; bytes, as a password may be in any encoding.

        Raises:
            FatalError: 08P01 for anything but one string; 28P01 for an empty password.
        """
        if self.payload.find(0) != len(self.payload) - 1 or not self.payload:
            raise FatalError("invalid password packet size", sqlstate="08P01")
        if len(self.payload) == 1:
            raise FatalError("empty password returned by client", sqlstate="28P01")
        return self.payload[:-1]

    def sasl_initial(self) -> SaslInitial:
        """Read it as a SASLInitialResponse.

        Raises:
            FatalError: 08P01, it is none.
        """
        name, zero, rest = self.payload.partition(b"\0")
        if not zero:
            raise FatalError("invalid string in message", sqlstate="08P01")
        length = INT32.unpack_from(rest)[0] if len(rest) >= INT32.size else -2
        data = rest[INT32.size :]
        if length < -1 or length > len(data):
            raise FatalError("insufficient data left in message", sqlstate="08P01")
        if len(data) != max(length, 0):
            raise FatalError("invalid message format", sqlstate="08P01")
        return SaslInitial(name.decode("utf-8", "backslashreplace"), None if length < 0 else data)


FrontendMessage = Message

_SUBTYPES = {Describe: "DESCRIBE", Close: "CLOSE"}
_FORMATS = {
    count: Struct(f"!{count}h") for count in range(1, 129)
}  # more is rare, and the layout's business
_OIDS = {count: Struct(f"!{count}I") for count in range(1, 129)}


def _parameter_place(portal: str, index: int) -> str:
    where = f'portal "{portal}"' if portal else "unnamed portal"
    return f"{where} parameter ${index + 1}"


def _decode_query(payload: bytes) -> Query:
    if payload.find(0) != len(payload) - 1 or not payload:
        return Query.decode(payload)
    try:
        return Query(payload[:-1].decode())
    except UnicodeDecodeError:
        return Query.decode(payload)


def _decode_parse(payload: bytes) -> Parse:
    try:
        first = payload.index(0)
        second = payload.index(0, first + 1)
        count = UINT16.unpack_from(payload, second + 1)[0]
        if second + 3 + 4 * count != len(payload):
            return Parse.decode(payload)
        types = _OIDS[count].unpack_from(payload, second + 3) if count else ()
        return Parse(payload[:first].decode(), payload[first + 1 : second].decode(), types)
    except (ValueError, struct.error, KeyError):  # ValueError: no zero byte, or not UTF-8
        return Parse.decode(payload)


def _decode_bind(payload: bytes) -> Bind:
    try:
        first = payload.index(0)
        second = payload.index(0, first + 1)
        at = second + 3
        count = (payload[second + 1] << 8) | payload[second + 2]
        formats = ()
        if count:
            formats = _FORMATS[count].unpack_from(payload, at)
            at += 2 * count
        count = (payload[at] << 8) | payload[at + 1]
        at += 2
        values: list[bytes | None] = []
        for _ in range(count):
            length = INT32.unpack_from(payload, at)[0]
            at += 4
            if length >= 0:
                values.append(payload[at : at + length])
                at += length
            elif length == -1:
                values.append(None)
            else:
                return _decode_bind_exactly(payload)
        count = (payload[at] << 8) | payload[at + 1]
        if at + 2 + 2 * count != len(payload):
            return _decode_bind_exactly(payload)
        results = _FORMATS[count].unpack_from(payload, at + 2) if count else ()
        return Bind(
            payload[:first].decode() if first else "",
            payload[first + 1 : second].decode(),
            formats,
            tuple(values),
            results,
        )
    except (ValueError, IndexError, struct.error, KeyError):
        return _decode_bind_exactly(payload)


def _decode_bind_exactly(payload: bytes) -> Bind:
    """Decode by the layout; name a value that is cut short in the CONTEXT, as PostgreSQL does."""
    try:
        return Bind.decode(payload)
    except ProtocolViolation as error:
        index = _bad_value(payload)
        if index is not None:
            portal = decode_text(payload[: payload.index(0)])
            error.fields = ErrorFields(where=_parameter_place(portal, index))
        raise


def _bad_value(payload: bytes) -> int | None:
    """Return the index of the value that does not fit, if that is what is wrong."""
    kinds = dict(Bind.LAYOUT)
    at = 0
    index = None
    try:
        for name in ("portal", "statement", "parameter_formats"):
            _, at = kinds[name].read(payload, at)
        count = UINT16.unpack_from(payload, at)[0]
        at += UINT16.size
        for index in range(count):
            length = INT32.unpack_from(payload, at)[0]
            at += INT32.size + max(length, 0)
            if length < -1 or at > len(payload):
                return index
    except (ProtocolViolation, struct.error):
        return index
    return None


def _decode_described(cls: type[Describe] | type[Close]) -> Callable[[bytes], Describe | Close]:
    word = _SUBTYPES[cls]

    def decode_named(payload: bytes) -> Describe | Close:
        kind = payload[:1]
        if kind in (b"S", b"P") and payload.find(0) == len(payload) - 1:
            try:
                return cls("S" if kind == b"S" else "P", payload[1:-1].decode())
            except UnicodeDecodeError:
                return cls.decode(payload)
        made = cls.decode(payload)
        if made.kind not in ("S", "P"):
            raise ProtocolViolation(f"invalid {word} message subtype {ord(made.kind)}")
        return made

    return decode_named


def _decode_execute(payload: bytes) -> Execute:
    end = len(payload) - 5
    if payload.find(0) != end or end < 0:
        return Execute.decode(payload)
    try:
        return Execute(
            payload[:end].decode() if end else "", INT32.unpack_from(payload, end + 1)[0]
        )
    except UnicodeDecodeError:
        return Execute.decode(payload)


_FLUSH = Flush()
_SYNC = Sync()
_TERMINATE = Terminate()

FRONTEND_MESSAGES: tuple[type[Message], ...] = (
    Query, Parse, Bind, Describe, Execute, Close, Flush, Sync, Terminate,
    CopyData, CopyDone, CopyFail, FunctionCall, AuthenticationResponse,
)  # fmt: skip

DECODERS: dict[int, Callable[[bytes], Message]] = {
    **{cls.TYPE: cls.decode for cls in FRONTEND_MESSAGES},
    Query.TYPE: _decode_query,
    Parse.TYPE: _decode_parse,
    Bind.TYPE: _decode_bind,
    Describe.TYPE: _decode_described(Describe),
    Close.TYPE: _decode_described(Close),
    Execute.TYPE: _decode_execute,
    Flush.TYPE: lambda payload: Flush.decode(payload) if payload else _FLUSH,
    Sync.TYPE: lambda payload: Sync.decode(payload) if payload else _SYNC,
    Terminate.TYPE: lambda _: _TERMINATE,
    CopyData.TYPE: CopyData,
}


def decode(message_type: int, payload: bytes) -> FrontendMessage:
    """Return the message of a type a client may send.

    Raises:
        ProtocolViolation: The payload is not what the type asks for; the session goes on.
    """
    return DECODERS[message_type](payload)
