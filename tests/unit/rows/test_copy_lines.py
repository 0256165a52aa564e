"""Lines and fields the obvious way, with the answers recorded from PostgreSQL 16."""

from dataclasses import replace

import pytest

from duckgres.errors import PgError
from duckgres.rows.copy_lines import DEFAULT, Eol, LineReader, More, split_line
from tests.unit.rows.copying import CSV, TEXT


def lines_of(data, dialect=TEXT, *, final=True):
    """Return the lines of a stream, or the message that ends it."""
    reader, at, found = LineReader(dialect), 0, []
    while not reader.ended:
        try:
            line, at = reader.read(data, at, final=final)
        except PgError as error:
            return error.message
        if line or not reader.ended:
            found.append(line)
    return found


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\nb", [b"a", b"b"]),
        (b"a\r\nb\r\n", [b"a", b"b"]),
        (b"a\rb\r", [b"a", b"b"]),
        (b"\n\n", [b"", b""]),
        (b"a\\\nb\n", [b"a\\\nb"]),
        (b"a\nb\\.\nc\n", [b"a", b"b"]),
        (b"a\n\\.\nb\n", [b"a"]),
        (b"a\n\\.b\n", "end-of-copy marker corrupt"),
        (b"a\n\\.", "end-of-copy marker corrupt"),
        (b"a\n\\.\r\n", "end-of-copy marker does not match previous newline style"),
        (b"a\r\n\\.\n", "end-of-copy marker does not match previous newline style"),
        (b"a\r\n\\.x", "end-of-copy marker corrupt"),
        (b"a\r\n\\.\r\n", [b"a"]),
        (b"a\nb\rc\n", "literal carriage return found in data"),
        (b"a\r\nb\n", "literal newline found in data"),
        (b"a\r\nb\rc", "literal carriage return found in data"),
        (b"a\rb\n", "literal newline found in data"),
        (b"a\\", [b"a\\"]),
    ],
)
def test_lines_of_text(data, lines):
    assert lines_of(data) == lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b'a,"b\nc"\nd\n', [b'a,"b\nc"', b"d"]),
        (b'a,"b""\n"\n', [b'a,"b""\n"']),
        (b'"a', [b'"a']),
        (b"a\n\\.\nb\n", [b"a"]),
        (b"a\n\\.b\n", [b"a", b"\\.b"]),
        (b"a\r\n\\.\nb\r\n", "unquoted newline found in data"),
        (b"a\nb\r\n", "unquoted carriage return found in data"),
    ],
)
def test_lines_of_csv(data, lines):
    assert lines_of(data, CSV) == lines


def test_an_escape_keeps_a_quote_from_ending():
    dialect = replace(CSV, escape=b"\\")
    assert lines_of(b'"a\\"\n"\nb\n', dialect) == [b'"a\\"\n"', b"b"]
    assert lines_of(b'"a\\\\"\nb\n', dialect) == [b'"a\\\\"', b"b"]


@pytest.mark.parametrize("data", [b"", b"a", b"a\r", b"a\\", b"\\."])
def test_half_a_line_is_more_to_come(data):
    reader = LineReader(TEXT)
    with pytest.raises(More):
        reader.read(data, 0, final=False)
    assert (reader.eol, reader.line) == (Eol.UNKNOWN, 0)


def test_lines_inside_of_quotes_count():
    reader = LineReader(CSV)
    reader.read(b'a\n"b\nc"\n', 0, final=True)
    reader.read(b'a\n"b\nc"\n', 2, final=True)
    assert reader.line == 3


def test_hints_are_postgresqls():
    reader = LineReader(TEXT)
    reader.eol = Eol.NL
    with pytest.raises(PgError) as caught:
        reader.read(b"a\r", 0, final=True)
    assert caught.value.fields.hint == 'Use "\\r" to represent carriage return.'


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b"", [b""]),
        (b"a\t\\N\t", [b"a", None, b""]),
        (b"\\x41\\102\\0\\777\\b\\f\\n\\r\\t\\v\\q\\\\\\", [b"AB\0\xff\b\f\n\r\t\vq\\"]),
        (b"a\\\tb", [b"a\tb"]),
        (b"\\xg", [b"xg"]),
        (b"\\N\\N", [b"NN"]),
    ],
)
def test_fields_of_text(line, fields):
    assert split_line(line, TEXT) == fields


@pytest.mark.parametrize("delimiter", [b"^", b"]", b"-", b"|", b" "])
def test_any_delimiter(delimiter):
    assert split_line(b"a" + delimiter + b"b", replace(TEXT, delimiter=delimiter)) == [b"a", b"b"]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b"", [None]),
        (b'a,,""', [b"a", None, b""]),
        (b'"a""b",c"d,e"f', [b'a"b', b"cd,ef"]),
        (b'D,"D"', [DEFAULT, b"D"]),
    ],
)
def test_fields_of_csv(line, fields):
    assert split_line(line, replace(CSV, default=b"D")) == fields


def test_an_open_quote_is_an_error():
    with pytest.raises(PgError, match="unterminated CSV quoted field"):
        split_line(b'a,"b', CSV)


def test_forced_columns():
    dialect = replace(CSV, force_null=(True, False), force_not_null=(False, True))
    assert split_line(b'"",', dialect) == [None, b""]
    assert split_line(b',""', dialect) == [None, b""]
