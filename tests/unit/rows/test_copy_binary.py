"""What stands around the rows of a binary stream; bytes recorded from PostgreSQL."""

from duckgres.rows.copy_binary import HEADER, TRAILER, message, with_header


def test_the_header_stands_in_the_first_rows_message():
    rows = message(b"\0\1\0\0\0\1x") + message(b"\0\1\0\0\0\1y")
    first, rest = with_header(rows)
    whole = first + bytes(rest)
    assert whole == message(HEADER + b"\0\1\0\0\0\1x") + message(b"\0\1\0\0\0\1y")


def test_of_no_rows():
    assert message(HEADER + TRAILER) == (b"d\0\0\0\x19PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\xff\xff")
