"""The slow way of a splitter, in step with the fast one; header and encoding."""

import struct

import pytest

from duckgres.errors import PgError
from duckgres.rows.copy_frames import SIGNATURE
from duckgres.rows.copy_splitters import BinarySplitter, TextSplitter, check_encoding
from duckgres.rows.kernels import copy_layout as k
from tests.unit.rows.copying import CSV, TEXT
from tests.unit.rows.kernels.splitting import split


def test_lines_go_on_where_the_kernel_stopped():
    data = b"1\tx\r\n2\ty\tz\r\n"
    splitter = TextSplitter(TEXT, 2, False, None)
    rows, reason, taken = split(splitter, data)
    assert (rows, reason) == ([[b"1", b"x"]], "odd")
    row = splitter.read(data, taken, False)
    assert (row.fields, row.line, row.end) == ([b"2", b"y", b"z"], b"2\ty\tz", len(data))
    assert splitter.state[k.LINE] == 2
    assert splitter.line_at(data, 0, 1) == b"2\ty\tz"


def test_a_stream_that_has_ended_gives_no_more():
    splitter = TextSplitter(TEXT, 2, False, None)
    assert splitter.read(b"\\.\nrest", 0, False).fields is None
    assert split(splitter, b"1\tx\n")[:2] == ([], "odd")
    assert splitter.read(b"1\tx\n", 0, False).fields is None


def test_the_header_is_skipped_once():
    splitter = TextSplitter(CSV, 2, True, None)
    assert splitter.begin(b'"a\nb",c\n1,x\n', False) == 8
    assert splitter.begin(b"1,x\n", False) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\n", "wrong number of fields in header line: got 1, expected 2"),
        (b"", "wrong number of fields in header line: got 1, expected 2"),
        (b"a,x\n", 'column name mismatch in header line field 2: got "x", expected "b"'),
        (
            b"a,\n",
            'column name mismatch in header line field 2: got null value (""), expected "b"',
        ),
    ],
)
def test_a_header_must_match(data, message):
    splitter = TextSplitter(CSV, 2, True, ["a", "b"])
    with pytest.raises(PgError) as caught:
        splitter.begin(data, True)
    assert (caught.value.sqlstate, caught.value.message) == ("22P04", message)
    assert splitter.whole_line == data.rstrip(b"\n")


def test_binary_rows_count_as_lines():
    splitter = BinarySplitter(1)
    data = SIGNATURE + bytes(8) + struct.pack(">hi1s", 1, 1, b"x") + b"\xff\xff"
    at = splitter.begin(data, False)
    row = splitter.read(data, at, False)
    assert (row.fields, splitter.state[k.LINE]) == ([b"x"], 1)
    assert splitter.line_at(data, at, 0) is None
    end = splitter.read(data, row.end, False)
    assert end.fields is None
    assert splitter.read(data, end.end, True).fields is None
    with pytest.raises(PgError, match="received copy data after EOF marker"):
        splitter.read(data + b"x", end.end, True)


@pytest.mark.parametrize(
    ("data", "shown"), [(b"a\xffb\n", "0xff"), (b"a\0b", "0x00"), (b"\xc3\n2", "0xc3 0x0a")]
)
def test_the_bytes_of_a_bad_character_are_shown(data, shown):
    line = data.partition(b"\n")[0]
    with pytest.raises(PgError) as caught:
        check_encoding(line, data, 0)
    assert caught.value.message == f'invalid byte sequence for encoding "UTF8": {shown}'
