"""The room that ``locate`` asks for is enough: the fields of a result fill it at worst."""

import ctypes

import numpy as np
import pyarrow as pa
import pytest

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.kernels.layout import SLACK
from duckgres.rows.kernels.locate import ZERO_BYTE, locate
from duckgres.rows.plan import plan_result

WORST = {
    "HUGEINT": pa.array([(-(2**127)).to_bytes(16, "little", signed=True)] * 9, pa.binary(16)),
    "DECIMAL(38,38)": pa.array([-(10**38 - 1)] * 9, pa.decimal128(38)).view(pa.decimal128(38, 38)),
    "BLOB": pa.array([b"\xff" * n for n in range(9)], pa.binary()),
    "VARCHAR[]": pa.array([['"' * n, None, ""] for n in range(9)], pa.list_(pa.string())),
    "TIMESTAMP[]": pa.array([[-(2**62), None]] * 9, pa.list_(pa.int64())).cast(
        pa.list_(pa.timestamp("us"))
    ),
    "SMALLINT[]": pa.array([[-32768] * n + [None] for n in range(9)], pa.list_(pa.int16())),
}


def located(array, name, code):
    if name == "HUGEINT":
        kind = pa.opaque(pa.binary(16), "hugeint", "DuckDB")
        array = pa.ExtensionArray.from_storage(kind, array)
    batch = pa.RecordBatch.from_arrays([array], ["c"])
    plan = plan_result(batch.schema, [column_type(name)], [code], OutputStyle())
    export = (ctypes.c_int64 * 10)()
    batch._export_to_c(ctypes.addressof(export))
    try:
        size = locate(plan.descriptors.copy(), 1, ctypes.addressof(export), batch.num_rows)
    finally:
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(export[8])(ctypes.addressof(export))
    return size, batch


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("name", WORST)
def test_output_fits_into_the_room(name, code):
    size, batch = located(WORST[name], name, code)
    encoded = RowEncoder([column_type(name)], [code], OutputStyle()).encode(batch)
    assert 0 < len(encoded) <= size - SLACK


def test_zero_byte_is_reported():
    assert located(pa.array(["a", "\0"]), "VARCHAR", 0)[0] == ZERO_BYTE
    assert np.sign(located(pa.array([b"\0"], pa.binary()), "BLOB", 0)[0]) == 1
