"""The fields a kernel writes: ``fields`` of what DuckDB answers, ``encoded`` of an array."""

import duckdb
import pyarrow as pa
import pytest

from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.plan import plan_result


def split(message):
    """Return the fields of one DataRow message and what follows it."""
    length, count = int.from_bytes(message[1:5], "big"), int.from_bytes(message[5:7], "big")
    at, fields = 7, []
    for _ in range(count):
        size = int.from_bytes(message[at : at + 4], "big", signed=True)
        at += 4
        fields.append(None if size < 0 else bytes(message[at : at + size]))
        at += max(size, 0)
    assert (message[:1], at) == (b"D", length + 1)
    return fields, message[at:]


def split_all(messages):
    """Return the fields of all DataRow messages."""
    rows, rest = [], messages
    while rest:
        row, rest = split(rest)
        rows.append(row)
    return rows


def encode_arrays(arrays, columns, codes, style):
    """Encode a batch, by kernels alone."""
    batch = pa.RecordBatch.from_arrays(arrays, [f"c{at}" for at in range(len(arrays))])
    assert plan_result(batch.schema, columns, codes, style).slow == ()
    return split_all(RowEncoder(columns, codes, style).encode(batch))


@pytest.fixture(scope="session")
def encoded():
    """``encoded(array, name, code=0, announced="")``: rows of one field of an Arrow array."""

    def encode(array, name, code=0, announced=""):
        column = column_type(name)
        if announced:
            column = with_oid(column, OID_OF[announced])
        return encode_arrays([array], [column], [code], OutputStyle())

    return encode


@pytest.fixture(scope="session")
def fields():
    """``fields(sql, code=0, zone="UTC")``: rows of fields; every column must have a kernel."""
    with duckdb.connect() as connection:
        connection.execute("SET arrow_lossless_conversion = true")

        def encode(sql, code=0, zone="UTC"):
            columns = [column_type(str(name)) for name in connection.sql(sql).types]
            style, formats = OutputStyle(time_zone=zone), [code] * len(columns)
            rows = []
            for batch in connection.execute(sql).to_arrow_reader(2048):
                rows += encode_arrays(batch.columns, columns, formats, style)
            return rows

        yield encode
