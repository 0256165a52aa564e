"""Binary rows the obvious way, with PostgreSQL's messages."""

import struct

import pytest

from duckgres.errors import PgError
from duckgres.rows.copy_frames import SIGNATURE, FieldError, read_frame, read_header
from duckgres.rows.copy_lines import More

ROW = struct.pack(">hi3si", 2, 3, b"one", -1)


def int32(value):
    return struct.pack(">i", value)


def test_a_header_with_an_extension():
    assert read_header(SIGNATURE + int32(1) + int32(3) + b"xyz", 0, final=False) == 22


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "COPY file signature not recognized"),
        (b"PGCOPY\n\xff\n\n\0", "COPY file signature not recognized"),
        (SIGNATURE, "invalid COPY file header (missing flags)"),
        (SIGNATURE + int32(0), "invalid COPY file header (missing length)"),
        (SIGNATURE + int32(1 << 16) + int32(0), "invalid COPY file header (WITH OIDS)"),
        (SIGNATURE + int32(1 << 17) + int32(0),
         "unrecognized critical flags in COPY file header"),
        (SIGNATURE + int32(0) + int32(-1), "invalid COPY file header (missing length)"),
        (SIGNATURE + int32(0) + int32(3) + b"x", "invalid COPY file header (wrong length)"),
    ],
)  # fmt: skip
def test_wrong_headers(data, message):
    with pytest.raises(PgError) as caught:
        read_header(data, 0, final=True)
    assert caught.value.message == message


@pytest.mark.parametrize("size", range(19))
def test_half_a_header_is_more_to_come(size):
    with pytest.raises(More):
        read_header((SIGNATURE + bytes(8))[:size], 0, final=False)


def test_rows_and_their_end():
    data = ROW + b"\xff\xff"
    assert read_frame(data, 0, 2, final=False) == ([b"one", None], len(ROW))
    assert read_frame(data, len(ROW), 2, final=False) == (None, len(data))
    assert read_frame(ROW, len(ROW), 2, final=True) == (None, len(ROW))


@pytest.mark.parametrize("size", range(len(ROW)))
def test_half_a_row_is_more_to_come(size):
    with pytest.raises(More):
        read_frame(ROW[:size], 0, 2, final=False)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xffx", "received copy data after EOF marker"),
        (struct.pack(">h", 3), "row field count is 3, expected 2"),
    ],
)
def test_wrong_rows(data, message):
    with pytest.raises(PgError) as caught:
        read_frame(data, 0, 2, final=True)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("data", "index", "message"),
    [
        (ROW[:2], 0, "unexpected EOF in COPY data"),
        (ROW[:-1], 1, "unexpected EOF in COPY data"),
        (ROW[:7], 0, "unexpected EOF in COPY data"),
        (struct.pack(">hi", 2, -2), 0, "invalid field size"),
    ],
)
def test_wrong_fields_say_which(data, index, message):
    with pytest.raises(FieldError) as caught:
        read_frame(data, 0, 2, final=True)
    assert (caught.value.index, caught.value.message) == (index, message)
