"""Reading a COPY stream in a test: by the reader that is used, and the obvious way, its judge."""

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_batch import InputColumn
from duckgres.rows.copy_errors import CopyTable
from duckgres.rows.copy_fields import field_reader
from duckgres.rows.copy_frames import read_frame, read_header
from duckgres.rows.copy_lines import Dialect, LineReader, split_line
from duckgres.rows.copy_reader import CopyReader
from duckgres.rows.copy_splitters import BinarySplitter, TextSplitter
from duckgres.rows.python_rows import raw_values

STYLE = OutputStyle()
TEXT = Dialect(csv=False, delimiter=b"\t", null=b"\\N")
CSV = Dialect(csv=True, delimiter=b",", null=b"")


def columns(*types, **more):
    """Return columns a, b, c… of DuckDB's types."""
    return tuple(
        InputColumn(chr(97 + place), column_type(name), **more) for place, name in enumerate(types)
    )


def table(some, **more):
    return CopyTable("t", tuple(some), tuple(column.name for column in some), **more)


def reader(some, dialect=TEXT, *, header=False, names=None, tolerance=None, **more):
    """Return a reader of a stream; without a dialect it is binary."""
    width = len(some)
    splitter = (
        BinarySplitter(width) if dialect is None else TextSplitter(dialect, width, header, names)
    )
    return CopyReader(table(some, **more), splitter, STYLE, tolerance)


def rows_of(batch, some):
    """Return a batch's rows as raw values."""
    values = [
        [value for chunk in array.chunks for value in raw_values(chunk, column.type)]
        for array, column in zip(batch.columns, some, strict=False)
    ]
    return list(zip(*values, strict=True))


def read(some, data, dialect=TEXT, sizes=(), **more):
    """Return the rows of a stream, or its error; ``sizes`` are those of its pieces."""
    copying = reader(some, dialect, **more)
    found, at = [], 0
    try:
        for size in sizes:
            for batch, _ in copying.read([data[at : at + size]], final=False):
                found += rows_of(batch, some)
            at += size
        for batch, _ in copying.read([data[at:]], final=True):
            found += rows_of(batch, some)
    except PgError as error:
        return told(error)
    return found


def told(error):
    return error.sqlstate, error.message, error.fields.where


def judged(some, data, dialect):
    """Return what :func:`read` should, a row and a field at a time; errors without CONTEXT."""
    decoders = [field_reader(column, STYLE, binary=dialect is None) for column in some]
    try:
        return [
            tuple(
                None if field is None else decode(field)
                for field, decode in zip(fields, decoders, strict=False)
            )
            for fields in _rows(len(some), data, dialect)
        ]
    except PgError as error:
        return error.sqlstate, error.message


def _rows(width, data, dialect):
    if dialect is None:
        at = read_header(data, 0, final=True)
        while True:
            fields, at = read_frame(data, at, width, final=True)
            if fields is None:
                return
            yield fields
    lines, at = LineReader(dialect), 0
    while not lines.ended:
        line, at = lines.read(data, at, final=True)
        if lines.ended and not line:
            return
        fields = split_line(line, dialect)
        if len(fields) > width:
            raise PgError("extra data after last expected column", sqlstate="22P04")
        yield fields
        if len(fields) < width:  # those that are there are looked at first
            name = chr(97 + len(fields))
            raise PgError(f'missing data for column "{name}"', sqlstate="22P04")
