"""The kinds of fields a message is made of, and how each is read and written.

A kind is an object with ``read(payload, at)``, which returns the value and where the next field
begins, and ``append(out, value)``. ``CString`` and its neighbours are the annotations by which a
message class names them; to a type checker they are the plain Python type of the value.

Reading stays inside the payload, which the framer has bounded: a count or length that says more
than is there is refused before anything is allocated for it. The wordings are those of
PostgreSQL's ``pqformat.c``.

Source: PostgreSQL manual, 55.6 "Message Data Types".
"""

from __future__ import annotations

from struct import Struct
from typing import Annotated, NamedTuple, NoReturn, Protocol, TypeVar

from duckgres.errors import ProtocolViolation

T = TypeVar("T")

INT16 = Struct("!h")
UINT16 = Struct("!H")
INT32 = Struct("!i")
UINT32 = Struct("!I")
FIELD_NUMBERS = Struct("!IhIhih")  # table oid, column number, type oid, type size, typmod, format

NUL_STAND_IN = (
    "\N{REPLACEMENT CHARACTER}".encode()
)  # for a zero byte inside a string, which no message can hold


class Kind(Protocol[T]):
    """One kind of field."""

    def read(self, payload: bytes, at: int) -> tuple[T, int]:
        """Return the value at ``at`` and the offset behind it.

        Raises:
            ProtocolViolation: It is not there, or not what it should be.
        """

    def append(self, out: bytearray, value: T) -> None:
        """Append the value's bytes."""


def insufficient_data() -> NoReturn:
    """Refuse a message that ends too early."""
    raise ProtocolViolation("insufficient data left in message")


def invalid_utf8(data: bytes, start: int) -> ProtocolViolation:
    """Describe the bad byte sequence at ``start``.

    As PostgreSQL's ``report_invalid_encoding`` does: it shows as many bytes as the first one
    announces, if so many are left.
    """
    first = data[start]
    announced = (
        2
        if first & 0xE0 == 0xC0
        else 3
        if first & 0xF0 == 0xE0
        else 4
        if first & 0xF8 == 0xF0
        else 1
    )
    shown = " ".join(f"0x{byte:02x}" for byte in data[start : start + announced])
    return ProtocolViolation(
        f'invalid byte sequence for encoding "UTF8": {shown}', sqlstate="22021"
    )


def decode_text(data: bytes) -> str:
    """Return UTF-8 bytes as text.

    Raises:
        ProtocolViolation: 22021, not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise invalid_utf8(data, error.start) from None


def encode_text(text: str) -> bytes:
    """Return text as UTF-8 for a string field; a zero byte or a lone surrogate is replaced."""
    data = text.encode("utf-8", "replace")
    return data.replace(b"\0", NUL_STAND_IN) if 0 in data else data


class _CStringKind:
    """UTF-8 text ended by a zero byte."""

    def read(self, payload: bytes, at: int) -> tuple[str, int]:
        end = payload.find(0, at)
        if end < 0:
            raise ProtocolViolation("invalid string in message")
        return decode_text(payload[at:end]), end + 1

    def append(self, out: bytearray, value: str) -> None:
        out += encode_text(value)
        out.append(0)


class _Byte1Kind:
    """One byte, as a character."""

    def read(self, payload: bytes, at: int) -> tuple[str, int]:
        if at >= len(payload):
            raise ProtocolViolation("no data left in message")
        return chr(payload[at]), at + 1

    def append(self, out: bytearray, value: str) -> None:
        out.append(ord(value))


class _NumberKind:
    """An integer of a fixed size."""

    def __init__(self, struct: Struct) -> None:
        self._struct = struct

    def read(self, payload: bytes, at: int) -> tuple[int, int]:
        end = at + self._struct.size
        if end > len(payload):
            insufficient_data()
        return self._struct.unpack_from(payload, at)[0], end

    def append(self, out: bytearray, value: int) -> None:
        out += self._struct.pack(value)


class _NumberListKind:
    """A two-byte count, unsigned, and as many integers of a fixed size."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._size = Struct(f"!{letter}").size

    def read(self, payload: bytes, at: int) -> tuple[tuple[int, ...], int]:
        count, at = _uint16.read(payload, at)
        end = at + count * self._size
        if end > len(payload):
            insufficient_data()
        return Struct(f"!{count}{self._letter}").unpack_from(payload, at), end

    def append(self, out: bytearray, value: tuple[int, ...]) -> None:
        out += Struct(f"!H{len(value)}{self._letter}").pack(len(value), *value)


class _ValueKind:
    """A four-byte length and as many bytes; length -1 is NULL."""

    def read(self, payload: bytes, at: int) -> tuple[bytes | None, int]:
        length, at = _int32.read(payload, at)
        if length == -1:
            return None, at
        end = at + length
        if length < 0 or end > len(payload):
            insufficient_data()
        return payload[at:end], end

    def append(self, out: bytearray, value: bytes | None) -> None:
        if value is None:
            out += b"\xff\xff\xff\xff"
        else:
            out += INT32.pack(len(value))
            out += value


class _ValueListKind:
    """A two-byte count and as many values."""

    def read(self, payload: bytes, at: int) -> tuple[tuple[bytes | None, ...], int]:
        count, at = _uint16.read(payload, at)
        values = []
        for _ in range(count):
            value, at = _value.read(payload, at)
            values.append(value)
        return tuple(values), at

    def append(self, out: bytearray, value: tuple[bytes | None, ...]) -> None:
        out += UINT16.pack(len(value))
        for item in value:
            _value.append(out, item)


class _CStringListKind:
    """Strings up to an empty one."""

    def read(self, payload: bytes, at: int) -> tuple[tuple[str, ...], int]:
        strings: list[str] = []
        while True:
            string, at = _cstring.read(payload, at)
            if not string:
                return tuple(strings), at
            strings.append(string)

    def append(self, out: bytearray, value: tuple[str, ...]) -> None:
        for string in value:
            _cstring.append(out, string)
        out.append(0)


class _CountedStringsKind:
    """A four-byte count and as many strings."""

    def read(self, payload: bytes, at: int) -> tuple[tuple[str, ...], int]:
        count, at = _int32.read(payload, at)
        if not 0 <= count <= len(payload) - at:
            insufficient_data()
        strings: list[str] = []
        for _ in range(count):
            string, at = _cstring.read(payload, at)
            strings.append(string)
        return tuple(strings), at

    def append(self, out: bytearray, value: tuple[str, ...]) -> None:
        out += INT32.pack(len(value))
        for string in value:
            _cstring.append(out, string)


class _TaggedStringsKind:
    """Pairs of a one-byte tag and a string, up to a zero byte: an error's or notice's fields."""

    def read(self, payload: bytes, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
        pairs: list[tuple[str, str]] = []
        while True:
            tag, at = _byte1.read(payload, at)
            if tag == "\0":
                return tuple(pairs), at
            text, at = _cstring.read(payload, at)
            pairs.append((tag, text))

    def append(self, out: bytearray, value: tuple[tuple[str, str], ...]) -> None:
        for tag, text in value:
            _byte1.append(out, tag)
            _cstring.append(out, text)
        out.append(0)


class _RestKind:
    """All bytes that are left."""

    def read(self, payload: bytes, at: int) -> tuple[bytes, int]:
        return payload[at:], len(payload)

    def append(self, out: bytearray, value: bytes) -> None:
        out += value


class FieldDescription(NamedTuple):
    """One column of a RowDescription.

    ``table_oid`` and ``column_number`` are 0 for what is no table's column.
    """

    name: str
    table_oid: int
    column_number: int
    type_oid: int
    type_size: int
    type_modifier: int
    format: int


class _FieldListKind:
    """A two-byte count and as many column descriptions."""

    def read(self, payload: bytes, at: int) -> tuple[tuple[FieldDescription, ...], int]:
        count, at = _uint16.read(payload, at)
        fields = []
        for _ in range(count):
            name, at = _cstring.read(payload, at)
            end = at + FIELD_NUMBERS.size
            if end > len(payload):
                insufficient_data()
            fields.append(FieldDescription(name, *FIELD_NUMBERS.unpack_from(payload, at)))
            at = end
        return tuple(fields), at

    def append(self, out: bytearray, value: tuple[FieldDescription, ...]) -> None:
        out += UINT16.pack(len(value))
        for name, *numbers in value:
            _cstring.append(out, name)
            out += FIELD_NUMBERS.pack(*numbers)


_cstring = _CStringKind()
_byte1 = _Byte1Kind()
_uint16 = _NumberKind(UINT16)
_int32 = _NumberKind(INT32)
_value = _ValueKind()

CString = Annotated[str, _cstring]
Byte1 = Annotated[str, _byte1]
Byte = Annotated[int, _NumberKind(Struct("!B"))]
Int16 = Annotated[int, _NumberKind(INT16)]
Int32 = Annotated[int, _int32]
Oid = Annotated[int, _NumberKind(UINT32)]
Int16List = Annotated[tuple[int, ...], _NumberListKind("h")]
OidList = Annotated[tuple[int, ...], _NumberListKind("I")]
Value = Annotated[bytes | None, _value]
ValueList = Annotated[tuple[bytes | None, ...], _ValueListKind()]
CStringList = Annotated[tuple[str, ...], _CStringListKind()]
CountedStrings = Annotated[tuple[str, ...], _CountedStringsKind()]
TaggedStrings = Annotated[tuple[tuple[str, str], ...], _TaggedStringsKind()]
FieldList = Annotated[tuple[FieldDescription, ...], _FieldListKind()]
Rest = Annotated[bytes, _RestKind()]
