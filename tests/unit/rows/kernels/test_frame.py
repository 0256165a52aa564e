"""DataRow messages: the header, NULL, many columns."""

import pyarrow as pa
import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.kernels import layout as k


def test_rows_as_the_manual_lays_them_out():
    batch = pa.RecordBatch.from_arrays([pa.array([7, None]), pa.array(["ab", ""])], ["a", "b"])
    encoder = RowEncoder([column_type("BIGINT"), column_type("VARCHAR")], [0, 0], OutputStyle())
    assert bytes(encoder.encode(batch)) == (
        b"D\0\0\0\x11\0\x02\0\0\0\x017\0\0\0\x02ab" + b"D\0\0\0\x0e\0\x02\xff\xff\xff\xff\0\0\0\0"
    )


def test_more_columns_than_a_byte_counts():
    width = 1600  # PostgreSQL's own limit
    arrays = [pa.array([n], pa.int16()) for n in range(width)]
    batch = pa.RecordBatch.from_arrays(arrays, [str(n) for n in range(width)])
    out = RowEncoder([column_type("SMALLINT")] * width, [1] * width, OutputStyle()).encode(batch)
    assert bytes(out[:7]) == b"D" + (6 + 6 * width).to_bytes(4, "big") + width.to_bytes(2, "big")
    assert bytes(out[-6:]) == b"\0\0\0\x02" + (width - 1).to_bytes(2, "big")


def test_row_larger_than_the_last_output():
    """The scratch memory stays, the output is made for each batch."""
    encoder = RowEncoder([column_type("VARCHAR")], [0], OutputStyle())
    for size in (10, 3_000_000, 1):
        out = encoder.encode(pa.RecordBatch.from_arrays([pa.array(["x" * size])], ["a"]))
        assert (
            bytes(out)
            == b"D"
            + (10 + size).to_bytes(4, "big")
            + b"\0\x01"
            + size.to_bytes(4, "big")
            + b"x" * size
        )


@pytest.mark.parametrize("start", [0, 1, 7, 8, 9, 63, 64, 65])
@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 127, 128, 129, 191, 192, 193])
def test_chunks_and_bitmaps_at_every_offset(encoded, rows, start):
    """NULLs in a pattern that no shift by a byte or a chunk leaves alike."""
    values = [None if n * n % 11 in (1, 4) else n for n in range(start + rows + 3)]
    expected = [[None if v is None else b"%d" % v] for v in values[start : start + rows]]
    assert encoded(pa.array(values, pa.int16()).slice(start, rows), "SMALLINT") == expected
    words = pa.array([None if v is None else str(v) for v in values], pa.string())
    assert encoded(words.slice(start, rows), "VARCHAR") == expected


def test_rows_of_nulls_alone(encoded):
    for rows in (1, k.CHUNK, k.CHUNK + 1):
        for array, name in (
            (pa.array([None] * rows, pa.int64()), "BIGINT"),
            (pa.array([None] * rows, pa.string()), "VARCHAR"),
        ):
            assert encoded(array, name) == [[None]] * rows


@pytest.mark.parametrize("at", [0, 62, 63, 64, 65, 129])
def test_column_out_of_range_is_named_wherever_it_is(at):
    """The code tells which column; the range of a chunk's first and last row is looked at too."""
    values = [0] * 130
    values[at] = 2**40
    arrays = [pa.array([0] * 130), pa.array(values)]
    batch = pa.RecordBatch.from_arrays(arrays, ["a", "b"])
    columns = [with_oid(column_type("BIGINT"), OID_OF[name]) for name in ("int2", "int4")]
    for code in (0, 1):
        with pytest.raises(PgError, match=r"^integer out of range"):
            RowEncoder(columns, [code] * 2, OutputStyle()).encode(batch)
