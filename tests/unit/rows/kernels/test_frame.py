"""DataRow messages: the header, NULL, many columns."""

import pyarrow as pa

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder


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
