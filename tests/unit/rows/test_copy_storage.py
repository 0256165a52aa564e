"""How columns are kept: which by kernels, which as lists, and what DuckDB makes of them."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.rows.copy_storage import fitting, put, storage_of
from duckgres.rows.kernels import copy_layout as k


@pytest.mark.parametrize(
    ("name", "family", "arrow"),
    [
        ("BOOLEAN", k.BOOL, pa.bool_()),
        ("INTEGER", k.INT4, pa.int32()),
        ("DECIMAL(10,2)", k.DECIMAL, pa.decimal128(10, 2)),
        ("TIMESTAMP WITH TIME ZONE", k.TIMESTAMPTZ, pa.timestamp("us", "UTC")),
        ("VARCHAR", k.STRING, pa.string()),
        ("BLOB", k.SLOW, pa.binary()),
        ("JSON", k.SLOW, pa.string()),
        ("INTEGER[][]", k.SLOW, pa.list_(pa.list_(pa.int32()))),
        ("ENUM('a')", k.SLOW, pa.string()),
    ],
)
def test_storages(name, family, arrow):
    storage = storage_of(column_type(name), binary=False)
    assert (storage.family, storage.arrow) == (family, arrow)


def test_bytes_are_as_they_are_in_binary():
    assert storage_of(column_type("BLOB"), binary=True).family == k.BLOB


def test_what_duckdb_casts():
    assert storage_of(column_type("JSON"), binary=False).expression == "CAST({} AS JSON)"
    storage = storage_of(column_type("TIMESTAMP_S"), binary=False)
    assert (storage.family, storage.expression) == (k.TIMESTAMP, "CAST({} AS TIMESTAMP_S)")


@pytest.mark.parametrize(
    ("name", "value", "converted"),
    [
        ("INTERVAL", (1, 2, 3), {"months": 1, "days": 2, "us": 3}),
        ("TIME WITH TIME ZONE", (3_600_000_000, 7200), "01:00:00+02"),
        ("BIT", "101", "101"),
        ("HUGEINT", Decimal(2**100), str(2**100)),
        ("INTEGER[]", [1, None], [1, None]),
        ("VARCHAR[][]", [["a"], ["b"]], [["a"], ["b"]]),
        ("DECIMAL(5,1)[]", [Decimal("1.25")], [Decimal("1.3")]),
        ("UUID[]", [bytes(16)], ["00000000-0000-0000-0000-000000000000"]),
        ("JSON[]", ['{"a": 1}'], ['{"a": 1}']),
    ],
)
def test_values_of_lists(name, value, converted):
    storage = storage_of(column_type(name), binary=False)
    assert storage.convert(value) == converted
    pa.array([converted], storage.arrow)


@pytest.mark.parametrize(("name", "value"), [("INTEGER[]", [[1]]), ("INTEGER[][]", [1])])
def test_an_array_has_as_many_dimensions_as_its_column(name, value):
    with pytest.raises(PgError) as caught:
        storage_of(column_type(name), binary=False).convert(value)
    assert caught.value.sqlstate == "2202E"


@pytest.mark.parametrize("name", ["STRUCT(a INTEGER)", "MAP(INTEGER, INTEGER)", "INTERVAL[]"])
def test_what_cannot_come_in_is_refused(name):
    with pytest.raises(PgError) as caught:
        storage_of(column_type(name), binary=False)
    assert caught.value.sqlstate == "0A000"


@pytest.mark.parametrize(
    ("value", "fitted"),
    [("1.005", "1.01"), ("-1.005", "-1.01"), ("99999999.994", "99999999.99"), ("0", "0.00")],
)
def test_numerics_are_rounded(value, fitted):
    assert str(fitting(Decimal(value), 10, 2)) == fitted


@pytest.mark.parametrize(
    ("value", "precision", "scale", "less"),
    [("99999999.995", 10, 2, "10^8"), ("1e30", 10, 2, "10^8"), ("1", 3, 3, "1")],
)
def test_numerics_that_are_too_large(value, precision, scale, less):
    with pytest.raises(PgError) as caught:
        fitting(Decimal(value), precision, scale)
    assert (caught.value.sqlstate, caught.value.message) == ("22003", "numeric field overflow")
    assert caught.value.fields.detail == (
        f"A field with precision {precision}, scale {scale} must round to an absolute value"
        f" less than {less}."
    )


def test_nan_is_refused():
    with pytest.raises(PgError, match="not supported in columns of type numeric"):
        fitting(Decimal("NaN"), 10, 2)


@pytest.mark.parametrize("value", ["-1", "12345678901234567890.5", "-12345678901234567890.5"])
def test_decimals_take_two_words(value):
    view = np.zeros(4, "i8")
    arrow = pa.decimal128(38, 2)
    put(view, k.DECIMAL, 1, Decimal(value), arrow)
    array = pa.Array.from_buffers(arrow, 2, [None, pa.py_buffer(view)])
    assert array[1].as_py() == Decimal(value)
