"""The rows of COPY's binary format, read the obvious way; the judge of its splitter.

Source: PostgreSQL manual, COPY, "Binary Format"; ``ReceiveCopyBinaryHeader`` and
``NextCopyFrom`` of ``commands/copyfromparse.c`` for the messages.
"""

from __future__ import annotations

import struct

from duckgres.errors import PgError
from duckgres.rows.copy_lines import BAD_FORMAT, More

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_WITH_OIDS = 1 << 16


class FieldError(PgError):
    """A field of a row is broken.

    Attributes:
        index: Its place.
    """

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message, sqlstate=BAD_FORMAT)
        self.index = index


def read_header(data: bytes, at: int, *, final: bool) -> int:
    """Return where the rows begin.

    Raises:
        More: The header is not all there.
        PgError: 22P04, it is none.
    """
    end = at + len(SIGNATURE)
    signature = data[at:end]
    if signature != SIGNATURE and (final or not SIGNATURE.startswith(signature)):
        raise _error("COPY file signature not recognized")
    flags = _int32(data, end, final, "missing flags")
    if flags & _WITH_OIDS:
        raise _error("invalid COPY file header (WITH OIDS)")
    if flags >> 16 & 0xFFFF:
        raise _error("unrecognized critical flags in COPY file header")
    extension = _int32(data, end + 4, final, "missing length")
    if extension < 0:
        raise _error("invalid COPY file header (missing length)")
    begin = end + 8 + extension
    if begin > len(data):
        if final:
            raise _error("invalid COPY file header (wrong length)")
        raise More
    return begin


def _int32(data: bytes, at: int, final: bool, missing: str) -> int:
    if at + 4 > len(data):
        if final:
            raise _error(f"invalid COPY file header ({missing})")
        raise More
    return int(struct.unpack_from(">i", data, at)[0])


def read_frame(
    data: bytes, at: int, width: int, *, final: bool
) -> tuple[list[bytes | None] | None, int]:
    """Return the fields of a row, and where the next one begins; ``None`` at the end mark.

    Raises:
        More: The row is not all there.
        PgError: 22P04.
    """
    place = at + 2
    if place > len(data):
        if not final:
            raise More
        return None, len(data)  # an end without its mark
    (count,) = struct.unpack_from(">h", data, at)
    if count == -1:
        if place < len(data):
            raise _error("received copy data after EOF marker")
        return None, place
    if count != width:
        raise _error(f"row field count is {count}, expected {width}")
    fields: list[bytes | None] = []
    for index in range(width):
        size = _read_size(data, place, index, final)
        place += 4
        if size == -1:
            fields.append(None)
            continue
        if place + size > len(data):
            raise _cut_off(index, final)
        fields.append(data[place : place + size])
        place += size
    return fields, place


def _read_size(data: bytes, at: int, index: int, final: bool) -> int:
    if at + 4 > len(data):
        raise _cut_off(index, final)
    size = int(struct.unpack_from(">i", data, at)[0])
    if size < -1:
        raise FieldError("invalid field size", index)
    return size


def _cut_off(index: int, final: bool) -> Exception:
    return FieldError("unexpected EOF in COPY data", index) if final else More()


def _error(message: str) -> PgError:
    return PgError(message, sqlstate=BAD_FORMAT)
