"""The rows of a COPY stream that wait to be inserted, in columns.

A batch has room for two of DuckDB's row groups: whole ones are compressed and written as they
come, two at a time by two threads; what is less waits in memory and is written twice. Its memory
is used again for the next one, so the arrays it gives must be done with by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from duckgres.pgtypes.types import ColumnType
from duckgres.rows.copy_storage import Storage, put
from duckgres.rows.kernels import copy_layout as k

ROW_GROUP = 122_880  # rows
BATCH_ROWS = 2 * ROW_GROUP
SLACK = 64  # bytes behind what is in use, which a kernel may run over
_FIRST_BYTES = 1 << 20  # room of a column of strings
_STRINGS = (k.STRING, k.BLOB)

Rows: TypeAlias = pa.Table
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column that the stream has values of.

    Attributes:
        name: Its name.
        type: As the catalog has it.
        not_null: NULL is refused.
        limit: Characters a varchar or bpchar may have, -1 for any number.
        labels: An enum's labels.
        enum: Its type's name.
        has_default: The stream may ask for its default.
    """

    name: str
    type: ColumnType
    not_null: bool = False
    limit: int = -1
    labels: frozenset[str] = frozenset()
    enum: str = ""
    has_default: bool = True


class Batch:
    """Rows in columns.

    Attributes:
        rows: How many are in it.
        descriptors: What the kernels know of its columns.
        storages: How each column is kept.
        lines: The line of each row.
    """

    def __init__(
        self, columns: Sequence[InputColumn], storages: Sequence[Storage], *, utc: bool
    ) -> None:
        """Make room.

        Args:
            columns: C columns.
            storages: Theirs.
            utc: A time without a zone is in UTC.
        """
        self.storages = tuple(storages)
        self._columns = tuple(columns)
        self.rows = 0
        self.lines = np.zeros(BATCH_ROWS, np.int64)
        self.descriptors = np.zeros((len(columns), k.COLUMN_SIZE), np.int64)
        self._values: list[Bytes] = []
        self._valid: list[Bytes] = []
        self._bytes: list[Bytes] = []
        for index, (column, storage) in enumerate(zip(columns, storages, strict=True)):
            slow = storage.family == k.SLOW
            rows = 0 if slow else BATCH_ROWS + 1
            width = k.WIDTHS.get(storage.family, 0)
            self._values.append(np.empty(rows * width + SLACK, np.uint8))
            self._valid.append(np.zeros(rows, np.uint8))
            strings = storage.family in _STRINGS
            self._bytes.append(np.empty(_FIRST_BYTES if strings else 0, np.uint8))
            self._describe(index, column, storage, utc)
        self._lists: list[list[Any]] = []  # raw values
        self._patches: dict[int, dict[int, str]] = {}
        self._defaults: dict[int, list[int]] = {}
        self._dropped: list[int] = []
        self._reset()

    def _describe(self, index: int, column: InputColumn, storage: Storage, utc: bool) -> None:
        row = self.descriptors[index]
        row[k.FAMILY] = storage.family
        row[k.WIDTH] = k.WIDTHS.get(storage.family, 0)
        row[k.VALUES] = self._values[index].ctypes.data
        row[k.VALID] = self._valid[index].ctypes.data
        row[k.BYTES] = self._bytes[index].ctypes.data
        row[k.NOT_NULL] = column.not_null
        row[k.LIMIT] = column.limit
        row[k.ZONED] = utc
        if storage.family == k.DECIMAL:
            row[k.SCALE] = storage.arrow.scale
            row[k.WHOLE] = storage.arrow.precision - storage.arrow.scale

    def _reset(self) -> None:
        self.rows = 0
        self.descriptors[:, k.USED] = 0
        self._lists = [[] for _ in self.storages]
        self._patches, self._defaults, self._dropped = {}, {}, []
        for index, storage in enumerate(self.storages):
            if storage.family in _STRINGS:
                self._values[index][:4] = 0  # the first offset

    @property
    def size(self) -> int:
        """Bytes of its longest column of strings."""
        return int(self.descriptors[:, k.USED].max(initial=0))

    def reserve(self, size: int) -> None:
        """Make room for so many bytes more in each column of strings."""
        for index, storage in enumerate(self.storages):
            if storage.family not in _STRINGS:
                continue
            used = int(self.descriptors[index, k.USED])
            room = self._bytes[index]
            if used + size + SLACK > room.size:
                larger = np.empty(max(2 * room.size, used + size + SLACK), np.uint8)
                larger[:used] = room[:used]
                self._bytes[index] = larger
                self.descriptors[index, k.BYTES] = larger.ctypes.data

    def extend(self, lines: Any, rows: int) -> None:
        """Make rows of a chunk known, which the kernels have filled in; lists get NULLs."""
        self.lines[self.rows : self.rows + rows] = lines[:rows]
        for index, storage in enumerate(self.storages):
            if storage.family == k.SLOW:
                self._lists[index] += [None] * rows
        self.rows += rows

    def put(self, index: int, row: int, value: Any) -> None:
        """Put a raw value beside what the kernels have filled in."""
        storage = self.storages[index]
        if storage.family == k.SLOW:
            convert = storage.convert
            self._lists[index][row] = value if convert is None else convert(value)
        elif storage.family == k.STRING:
            self._patches.setdefault(index, {})[row] = value
        else:
            view = self._values[index].view(storage.view)
            put(view, storage.family, row, value, storage.arrow)
            self._valid[index][row] = 1

    def put_default(self, index: int, row: int) -> None:
        """Let a row have its column's default."""
        self._defaults.setdefault(index, []).append(row)

    def drop(self, row: int) -> None:
        """Leave a row out."""
        self._dropped.append(row)

    def finish(self) -> tuple[Rows, tuple[int, ...]]:
        """Return the rows, and the columns of which some rows are to have the default.

        Behind the C columns of values stand as many that say which rows; each row group is a
        chunk of its own. The batch is empty then.
        """
        rows = self.rows
        arrays = [self._array(index, storage) for index, storage in enumerate(self.storages)]
        asked = tuple(sorted(self._defaults))
        for index in asked:
            marks = np.zeros(rows, np.bool_)
            marks[self._defaults[index]] = True
            arrays.append(pa.array(marks))
        names = [f"c{index}" for index in range(len(self.storages))]
        names += [f"d{index}" for index in asked]
        batch = pa.RecordBatch.from_arrays(arrays, names)
        if self._dropped:
            kept = np.ones(rows, np.bool_)
            kept[self._dropped] = False
            batch = batch.filter(pa.array(kept))
        self._reset()
        groups = [batch.slice(first, ROW_GROUP) for first in range(0, batch.num_rows, ROW_GROUP)]
        return pa.Table.from_batches(groups, batch.schema), asked

    def _array(self, index: int, storage: Storage) -> pa.Array:
        rows = self.rows
        if storage.family == k.SLOW:
            return pa.array(self._lists[index], storage.arrow)
        valid = None
        marks = self._valid[index][:rows]
        if not marks.all():
            valid = pa.py_buffer(np.packbits(marks, bitorder="little"))
        values = self._values[index]
        if storage.family in _STRINGS:
            buffers = [valid, pa.py_buffer(values), pa.py_buffer(self._bytes[index])]
            array = pa.Array.from_buffers(storage.arrow, rows, buffers)
            return self._patched(array, index)
        if storage.family == k.BOOL:
            values = np.packbits(values[:rows], bitorder="little")
        plain = pa.binary(16) if storage.family == k.UUID else storage.arrow
        array = pa.Array.from_buffers(plain, rows, [valid, pa.py_buffer(values)])
        if storage.family == k.UUID:
            return pa.ExtensionArray.from_storage(storage.arrow, array)
        return array

    def _patched(self, array: pa.Array, index: int) -> pa.Array:
        """Return a column of strings with those that were put in."""
        patches = self._patches.get(index)
        if patches is None:
            return array
        values = array.to_pylist()
        for row, value in patches.items():
            values[row] = value
        return pa.array(values, array.type)
