"""One field through COPY's kernels: its value, or that it is left to the slow reader."""

import numpy as np

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.rows.copy_batch import Batch, InputColumn
from duckgres.rows.copy_storage import storage_of
from duckgres.rows.kernels import copy_layout as k
from duckgres.rows.kernels.copy_columns import fill
from duckgres.rows.python_rows import raw_values

LEFT = "left to the slow reader"


def read_field(type_name, data, *, binary=False, utc=True):
    """Return the raw value that the kernels read for a field, or ``LEFT``."""
    column = InputColumn("a", column_type(type_name))
    storage = storage_of(column.type, binary=binary)
    batch = Batch([column], [storage], utc=utc)
    padded = np.frombuffer(data + bytes(64), np.uint8)
    fields = np.zeros((2, 1, k.CHUNK), np.int64)
    fields[0, 0, 0], fields[1, 0, 0] = padded.ctypes.data, len(data)
    unsure = np.zeros(k.CHUNK, np.int64)
    batch.reserve(len(data))
    left = fill(batch.descriptors, fields, 1, 0, binary, unsure)
    batch.extend(np.zeros(k.CHUNK, np.int64), 1)
    if left:
        assert (left, unsure[0]) == (1, 0)
        return LEFT
    given, _ = batch.finish()
    return raw_values(given.column(0).chunk(0), column.type)[0]
