"""A batch: what the kernels filled in, what was put beside it, and what DuckDB gets."""

import numpy as np

from duckgres.rows.copy_batch import BATCH_ROWS, Batch
from duckgres.rows.copy_storage import storage_of
from duckgres.rows.kernels import copy_layout as k
from tests.unit.rows.copying import columns, reader, rows_of

LINES = np.arange(k.CHUNK, dtype=np.int64)


def batch_of(*types):
    some = columns(*types)
    return Batch(some, [storage_of(c.type, binary=False) for c in some], utc=True), some


def test_values_are_put_beside_those_of_the_kernels():
    batch, some = batch_of("INTEGER", "BOOLEAN", "UUID", "DATE", "INTERVAL")
    batch.extend(LINES, 2)
    values = (5, True, bytes(range(16)), 7, (1, 2, 3))
    for index, value in enumerate(values):
        batch.put(index, 1, value)
    given, asked = batch.finish()
    assert asked == ()
    assert rows_of(given.slice(0, 2).select(range(4)), some) == [(None,) * 4, values[:4]]
    assert given.column(4)[1].as_py() == {"months": 1, "days": 2, "us": 3}
    assert batch.rows == 0


def test_a_string_that_was_cut_takes_the_place_of_the_long_one():
    some = columns("VARCHAR", limit=2)
    copying = reader(some)
    ((batch, _),) = copying.read([b"ab  \nx\n"], final=True)
    assert rows_of(batch, some) == [("ab",), ("x",)]


def test_rows_that_ask_for_a_default_are_marked():
    batch, _ = batch_of("INTEGER", "INTEGER")
    batch.extend(LINES, 3)
    batch.put_default(1, 2)
    given, asked = batch.finish()
    assert asked == (1,)
    assert given.schema.names == ["c0", "c1", "d1"]
    assert given.column(2).to_pylist() == [False, False, True]


def test_rows_are_left_out():
    batch, some = batch_of("INTEGER")
    batch.extend(LINES, 3)
    for row in range(3):
        batch.put(0, row, row)
    batch.drop(1)
    assert rows_of(batch.finish()[0], some) == [(0,), (2,)]


def test_room_grows_and_what_was_there_stays():
    batch, _ = batch_of("VARCHAR", "INTEGER")
    row = batch.descriptors[0]
    batch.reserve(10)
    before = row[k.BYTES]
    row[k.USED] = 10
    batch.reserve(1 << 21)
    assert row[k.BYTES] != before
    assert batch.size == 10


def test_lines_are_kept():
    batch, _ = batch_of("INTEGER")
    batch.extend(LINES, 2)
    batch.extend(LINES + 100, 1)
    assert batch.lines[:3].tolist() == [0, 1, 100]
    assert batch.lines.size == BATCH_ROWS
