"""Strings of every length, bytes as hexadecimal, quoting in arrays."""

import pytest


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
