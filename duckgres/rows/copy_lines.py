r"""The rows of COPY's text and csv formats, read the obvious way.

The judge of the kernels, and the one who knows the errors: what a kernel does not take as plain
comes here, a row at a time. The rules are PostgreSQL's, strange ones included: how lines end is
found out at the first one; a newline behind a backslash does not end a line of the text format;
``\.`` ends the stream. Source: ``commands/copyfromparse.c`` (CopyReadLineText,
CopyReadAttributesText, CopyReadAttributesCSV).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from duckgres.errors import PgError

BAD_FORMAT = "22P04"
_NEWLINE, _RETURN, _BACKSLASH, _DOT = b"\n\r\\."
_ESCAPES = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.)|$)", re.DOTALL)
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class Eol(IntEnum):
    """How lines end; the numbers are those of the kernels."""

    UNKNOWN, NL, CR, CRNL = range(4)


class Default(IntEnum):
    """What stands for a field that is to be the column's default."""

    DEFAULT = 0


DEFAULT = Default.DEFAULT
Field = bytes | None | Default  # ``None`` is NULL


class More(Exception):
    """The row is not all there."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form of a stream.

    Attributes:
        csv: Or text.
        delimiter: Between fields.
        null: What stands for NULL.
        default: What stands for a default; ``None``: nothing does.
        quote: csv's.
        escape: csv's.
        force_null: For each column, whether quotes do not keep its value from being NULL.
        force_not_null: For each column, whether it is never NULL.
    """

    csv: bool
    delimiter: bytes
    null: bytes
    default: bytes | None = None
    quote: bytes = b'"'
    escape: bytes = b'"'
    force_null: tuple[bool, ...] = ()
    force_not_null: tuple[bool, ...] = ()


class LineReader:
    """Cuts a stream into lines.

    Attributes:
        eol: How they end.
        line: How many have begun.
        ended: The stream is over, whatever follows.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.eol = Eol.UNKNOWN
        self.line = 0
        self.ended = False

    def read(self, data: bytes, at: int, *, final: bool) -> tuple[bytes, int]:
        """Return the line at ``at``, without its end, and where the next one begins.

        ``ended`` is set with the last one; an empty one is then none.

        Args:
            data: All that is here.
            at: Where to begin.
            final: Nothing comes behind ``data``.

        Raises:
            More: The line is not all there.
            PgError: 22P04.
        """
        eol, line = self.eol, self.line
        self.line += 1
        try:
            return self._read(data, at, final)
        except More:
            self.eol, self.line = eol, line
            raise

    def _read(self, data: bytes, at: int, final: bool) -> tuple[bytes, int]:
        dialect = self._dialect
        quote = dialect.quote[0] if dialect.csv else -1
        escape = dialect.escape[0] if dialect.csv and dialect.escape != dialect.quote else -1
        place, in_quotes, escaped = at, False, False
        while place < len(data):
            byte = data[place]
            place += 1
            if in_quotes and byte == escape:
                escaped = not escaped
            if byte == quote and not escaped:
                in_quotes = not in_quotes
            if byte != escape:
                escaped = False
            if in_quotes:
                self.line += byte == (_NEWLINE if self.eol is Eol.NL else _RETURN)
            elif byte in (_NEWLINE, _RETURN):
                return data[at : place - 1], self._line_end(data, place - 1, final)
            if byte == _BACKSLASH and (not dialect.csv or place - 1 == at):
                end = self._end_mark(data, place, final)
                if end:
                    self.ended = True
                    return data[at : place - 1], end
                place += not dialect.csv
        if not final:
            raise More
        self.ended = True
        return data[at:], len(data)

    def _line_end(self, data: bytes, at: int, final: bool) -> int:
        """Return where the line end at ``at`` ends."""
        if data[at] == _NEWLINE:
            if self.eol in (Eol.CR, Eol.CRNL):
                raise self._wrong_end("newline", "\\n")
            self.eol = Eol.NL
            return at + 1
        if self.eol is Eol.NL:
            raise self._wrong_end("carriage return", "\\r")
        if self.eol is Eol.CR:
            return at + 1
        if at + 1 == len(data) and not final:
            raise More
        if data[at + 1 : at + 2] == b"\n":
            self.eol = Eol.CRNL
            return at + 2
        if self.eol is Eol.CRNL:
            raise self._wrong_end("carriage return", "\\r")
        self.eol = Eol.CR
        return at + 1

    def _wrong_end(self, name: str, escape: str) -> PgError:
        if self._dialect.csv:
            message = f"unquoted {name} found in data"
            hint = f"Use quoted CSV field to represent {name}."
        else:
            message = f"literal {name} found in data"
            hint = f'Use "{escape}" to represent {name}.'
        return PgError(message, sqlstate=BAD_FORMAT, hint=hint)

    def _end_mark(self, data: bytes, at: int, final: bool) -> int:
        """Return where the end mark whose backslash stands before ``at`` ends, 0 if it is none."""
        rest = data[at : at + 3]
        needed = 3 if self.eol is Eol.CRNL else 2
        if not final and len(rest) < needed and b".\r\n".startswith(rest[:1]):
            raise More
        if rest[:1] != b".":
            return 0
        csv = self._dialect.csv
        behind = rest[1:needed].ljust(needed - 1, b"\0")
        corrupt = PgError("end-of-copy marker corrupt", sqlstate=BAD_FORMAT)
        unlike = PgError(
            "end-of-copy marker does not match previous newline style", sqlstate=BAD_FORMAT
        )
        if needed == 3 and behind[0] != _RETURN:
            if csv:
                return 0
            raise unlike if behind[0] == _NEWLINE else corrupt
        if behind[-1] not in (_NEWLINE, _RETURN):
            if csv:
                return 0
            raise corrupt
        if self.eol is not Eol.UNKNOWN and (behind[-1] == _RETURN) != (self.eol is Eol.CR):
            raise unlike
        return at + needed


def split_line(line: bytes, dialect: Dialect) -> list[Field]:
    """Return the fields of a line.

    Raises:
        PgError: 22P04, an open quote.
    """
    return _split_csv(line, dialect) if dialect.csv else _split_text(line, dialect)


def _split_text(line: bytes, dialect: Dialect) -> list[Field]:
    delimiter = re.escape(dialect.delimiter)
    raw = re.findall(
        rb"(?:\A|" + delimiter + rb")((?:\\.|\\\Z|[^\\" + delimiter + rb"])*)", line, re.DOTALL
    )
    return [_text_field(field, dialect) for field in raw]


def _text_field(raw: bytes, dialect: Dialect) -> Field:
    if raw == dialect.null:
        return None
    if raw == dialect.default:
        return DEFAULT
    return _ESCAPES.sub(_unescape, raw)


def _unescape(match: re.Match[bytes]) -> bytes:
    octal, hexadecimal, letter = match.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal:
        return bytes([int(hexadecimal, 16)])
    return b"" if letter is None else _CONTROLS.get(letter, letter)


def _split_csv(line: bytes, dialect: Dialect) -> list[Field]:
    fields: list[Field] = []
    delimiter, quote, escape = dialect.delimiter[0], dialect.quote[0], dialect.escape[0]
    at = 0
    while True:
        start, value, quoted, in_quotes = at, bytearray(), False, False
        while at < len(line):
            byte = line[at]
            at += 1
            if in_quotes:
                if byte == escape and line[at : at + 1] in (dialect.quote, dialect.escape):
                    value.append(line[at])
                    at += 1
                elif byte == quote:
                    in_quotes = False
                else:
                    value.append(byte)
            elif byte == delimiter:
                at -= 1
                break
            elif byte == quote:
                quoted = in_quotes = True
            else:
                value.append(byte)
        if in_quotes:
            raise PgError("unterminated CSV quoted field", sqlstate=BAD_FORMAT)
        fields.append(_csv_field(line[start:at], bytes(value), quoted, len(fields), dialect))
        if at == len(line):
            return fields
        at += 1


def _csv_field(raw: bytes, value: bytes, quoted: bool, column: int, dialect: Dialect) -> Field:
    if not quoted and raw == dialect.null:
        return value if dialect.force_not_null[column : column + 1] == (True,) else None
    if raw == dialect.default:
        return DEFAULT
    if quoted and value == dialect.null and dialect.force_null[column : column + 1] == (True,):
        return None
    return value
