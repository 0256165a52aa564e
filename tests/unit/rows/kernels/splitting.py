"""A splitter's kernel on bytes: the fields it finds, why it stopped, and where."""

import ctypes

import numpy as np

from duckgres.rows.copy_splitters import END_BYTES
from duckgres.rows.kernels import copy_layout as k

REASONS = {k.FULL: "full", k.SHORT: "short", k.ODD: "odd"}


def split(splitter, data, room=k.CHUNK):
    """Return rows of fields, the reason, and how many bytes were taken."""
    buffer = np.frombuffer(data + END_BYTES, np.uint8)
    start = buffer.ctypes.data
    count = splitter.split(start, start + len(data), room, len(data))
    rows = [
        [_field(splitter.fields, column, row) for column in range(splitter.width)]
        for row in range(count)
    ]
    taken = int(splitter.state[k.AT]) - start
    return rows, REASONS[int(splitter.state[k.STOPPED])], taken


def _field(fields, column, row):
    size = int(fields[1, column, row])
    if size < 0:
        return {k.IS_NULL: None, k.IS_DEFAULT: "default"}[size]
    return ctypes.string_at(int(fields[0, column, row]), size)
