"""What the kernels of COPY FROM know: of the stream, of a column, and of the fields they found.

Rows are taken in chunks of ``CHUNK``. A *splitter* finds the fields of a chunk's rows and writes
down where each begins and how long it is; a *converter* makes Arrow's values of one column's
fields. Neither knows an error: a splitter stops before a row that is not plain, a converter lists
the fields it is not sure of, and both leave those to the slow reader, which knows every rule and
every message.
"""

from __future__ import annotations

CHUNK = 2048  # rows whose places and values stay in the cache meanwhile

# State of a splitter: an int64 array that lives as long as the stream.
EOL = 0  # how lines end, below; found out at the first one
AT = 1  # out: address behind the last row that was taken
STOPPED = 2  # out: why there are no more rows, below
LINE = 3  # lines before the next row
DECODED = 4  # out: some field has bytes that an escape made and that are not ASCII
DELIMITER, QUOTE, ESCAPE = 5, 6, 7
NULL_AT, NULL_SIZE = 8, 9  # address and length of what stands for NULL
DEFAULT_AT, DEFAULT_SIZE = 10, 11  # … for a column's default; -1: nothing does
ROOM = 12  # rows that are wanted, at most CHUNK
STATE_SIZE = 13

EOL_UNKNOWN, EOL_NL, EOL_CR, EOL_CRNL = range(4)
# Why a splitter stopped: the chunk is full; the next row is not all there; it is for the slow
# reader.
FULL, SHORT, ODD = range(3)

# Length of a field that is none.
IS_NULL, IS_DEFAULT = -1, -2

# Descriptor of a column: a row of int64.
FAMILY = 0  # which converter, below
VALUES = 1  # address of value 0, or of offset 0 of a column of strings
VALID = 2  # address of a byte for each row: 1, or 0 for NULL
BYTES = 3  # address of the bytes of a column of strings
USED = 4  # how many of them are taken
NOT_NULL = 5  # 1: NULL is for the slow reader
LIMIT = 6  # characters of a string that are surely allowed, -1 for any number
SCALE = 7  # of a decimal
WHOLE = 8  # of a decimal: digits before its point
ZONED = 9  # of a timestamptz: 1 when what has no zone is in UTC
WIDTH = 10  # bytes of a value
COLUMN_SIZE = 11

# FAMILY. SLOW columns are the slow reader's alone.
SLOW, BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, DECIMAL = range(8)
DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID, STRING, BLOB = range(8, 15)

WIDTHS = {
    BOOL: 1,
    INT2: 2,
    INT4: 4,
    INT8: 8,
    FLOAT4: 4,
    FLOAT8: 8,
    DECIMAL: 16,
    DATE: 4,
    TIME: 8,
    TIMESTAMP: 8,
    TIMESTAMPTZ: 8,
    UUID: 16,
    STRING: 4,
    BLOB: 4,
}
