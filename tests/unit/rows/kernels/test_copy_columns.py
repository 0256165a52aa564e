"""Fields into columns, and the search for what is not UTF-8."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.rows.copy_batch import Batch, InputColumn
from duckgres.rows.copy_storage import storage_of
from duckgres.rows.kernels import copy_layout as k
from duckgres.rows.kernels.copy_columns import ROW_SHIFT, bad_string, end_of_utf8, fill


def valid_end(data):
    array = np.frombuffer(data + bytes(16), np.uint8)
    return end_of_utf8(array.ctypes.data, array.ctypes.data + len(data)) - array.ctypes.data


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"x" * 9, b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80",
                                 b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80",
                                 b"\xe2\x82", b"\xff"]), max_size=6).map(b"".join))  # fmt: skip
def test_utf8_ends_where_python_says(data):
    try:
        data.decode()
        expected = len(data)
    except UnicodeDecodeError as error:
        expected = error.start
    assert valid_end(data) == expected


def filled(column, values, base=0):
    """Return a batch with the values of one column, and the rows that are left."""
    batch = Batch([column], [storage_of(column.type, binary=False)], utc=True)
    arrays = [np.frombuffer((value or b"") + bytes(64), np.uint8) for value in values]
    fields = np.zeros((2, 1, k.CHUNK), np.int64)
    for row, value in enumerate(values):
        fields[0, 0, row] = arrays[row].ctypes.data
        fields[1, 0, row] = k.IS_NULL if value is None else len(value)
    batch.reserve(sum(len(value or b"") for value in values))
    unsure = np.zeros(k.CHUNK, np.int64)
    left = fill(batch.descriptors, fields, len(values), base, False, unsure)
    return batch, [code >> ROW_SHIFT for code in unsure[:left].tolist()]


def test_null_is_left_only_where_it_may_not_be():
    for not_null, left in ((False, []), (True, [1])):
        column = InputColumn("a", column_type("INTEGER"), not_null)
        assert filled(column, [b"1", None])[1] == left
        column = InputColumn("a", column_type("VARCHAR"), not_null)
        assert filled(column, [b"1", None])[1] == left


def test_strings_that_may_be_too_long_are_left():
    column = InputColumn("a", column_type("VARCHAR"), limit=2)
    assert filled(column, [b"12", b"123"])[1] == [1]


def test_a_column_without_a_reader_is_left_whole():
    assert filled(InputColumn("a", column_type("INTERVAL")), [b"1 day", None])[1] == [0, 1]


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ([b"a", b"b\0"], 1),
        ([b"\xc3", b"\xa9"], 0),
        ([b"a", None, b"\xff"], 2),
        ([b"\xc3\xa9"], -1),
    ],
)
def test_a_bad_string_is_found_by_itself(values, row):
    batch, _ = filled(InputColumn("a", column_type("VARCHAR")), values)
    assert bad_string(batch.descriptors, 0, 0, len(values)) == row
