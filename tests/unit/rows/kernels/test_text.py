"""Strings of every length, bytes as hexadecimal, quoting in arrays."""

import ctypes
import mmap

import numpy as np
import pytest

from duckgres.rows.kernels import text
from duckgres.rows.kernels.compiler import inner


def test_strings_of_every_length_up_to_the_last_byte_of_their_buffer(fields):
    """Blocks are copied beyond the end of a string, but never read beyond that of the buffer."""
    for last in range(70):
        sql = f"SELECT repeat(chr((97 + i % 26)::INTEGER), i) FROM range({last + 1}) t(i)"
        expected = [[bytes([97 + n % 26]) * n] for n in range(last + 1)]
        assert fields(sql) == expected


def test_bytea_as_hexadecimal(fields):
    data = bytes(range(256))
    escaped = "".join(f"\\x{byte:02X}" for byte in data)
    for size in (0, 1, 2, 3, 4, 5, 255, 256):
        sql = f"SELECT '{escaped[: 4 * size]}'::BLOB"
        assert fields(sql) == [[b"\\x" + data[:size].hex().encode()]]
        assert fields(sql, 1) == [[data[:size]]]


@pytest.mark.parametrize("byte", [byte for byte in range(1, 128) if byte != 39])
def test_characters_that_need_quotes_in_an_array(fields, byte):
    special = b'"\\{},\t\n\v\f\r '
    text = bytes([97, byte])
    if byte in special:
        text = b'"a' + (b"\\" if byte in b'"\\' else b"") + bytes([byte, 34])
    assert fields(f"SELECT ['a' || chr({byte})]") == [[b"{" + text + b"}"]]


def guarded(data):
    """Map two pages, the second one without access, and put ``data`` against its edge."""
    page = mmap.PAGESIZE
    pages = mmap.mmap(-1, 2 * page)
    start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    pages[page - len(data) : page] = data
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.mprotect(ctypes.c_void_p(start + page), page, 0) == 0
    return pages, start + page - len(data)


@inner
def _put_string(at, source, length, end):
    text.put_string(at, source, length, end)


@inner
def _put_hex(at, source, length):
    text.put_hex(at, source, length)


@pytest.mark.parametrize("length", [*range(34), 47, 48, 49, 64, 100])
def test_nothing_is_read_behind_the_last_byte(length):
    """A read of one byte too many would end the process: the page behind has no access."""
    data = bytes(range(1, length + 1))
    pages, source = guarded(data)
    out = np.full(400, 255, np.uint8)
    _put_string(out.ctypes.data, source, length, source + length)
    assert bytes(out[:length]) == data
    _put_hex(out.ctypes.data, source, length)
    assert bytes(out[: 2 + 2 * length]) == b"\\x" + data.hex().encode()
    assert not pages.closed
