"""What stands around the rows of a binary COPY stream; a row is a DataRow of another name.

Source: PostgreSQL manual, COPY, "Binary Format".
"""

from __future__ import annotations

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
HEADER = SIGNATURE + bytes(8)  # no flags, no extension
TRAILER = b"\xff\xff"  # a row of -1 columns
MESSAGE_HEAD = 5  # bytes of a CopyData message before its data


def message(data: bytes) -> bytes:
    """Return a CopyData message."""
    return b"d" + (len(data) + 4).to_bytes(4, "big") + data


def with_header(rows: bytes | memoryview) -> tuple[bytes, memoryview]:
    """Put the stream's header into the first of some messages, as PostgreSQL does.

    Returns:
        The beginning of that message, and all that follows.
    """
    length = int.from_bytes(rows[1:MESSAGE_HEAD], "big") + len(HEADER)
    return b"d" + length.to_bytes(4, "big") + HEADER, memoryview(rows)[MESSAGE_HEAD:]
