"""DataRow messages from Arrow batches: the hot path of every result.

A ``RowEncoder`` plans once per result which kernel writes which column; a batch is then one export
of its addresses (Arrow's C data interface) and two calls into compiled code, outside the GIL.
Columns without a kernel are encoded value by value with the slow encoders first and join the
others in the same frame. ``python_rows.encode_rows`` is the judge: the bytes are the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import too_big
from duckgres.pgtypes.registry import binary_encoder, text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows import copy_reader
from duckgres.rows.kernels import layout as k
from duckgres.rows.kernels.frame import LOOK_SLOWLY, OUT_OF_RANGE_AT, ROW_TOO_LONG, encode
from duckgres.rows.kernels.locate import ZERO_BYTE, locate
from duckgres.rows.plan import BINARY, ResultPlan, plan_result
from duckgres.rows.python_rows import encode_rows, raw_values

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Words = np.ndarray[tuple[int], np.dtype[np.int64]]

_release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_ArrowArray = ctypes.c_int64 * 10  # ten members of eight bytes
_RELEASE_WORD = 8  # the ninth is the function that lets go of the export
_EMPTY = memoryview(b"")
_NO_SCRATCH: Bytes = np.empty(0, np.uint8)
_NONE_YET = np.zeros((0, k.DESCRIPTOR_SIZE), np.int64)
_DATA_ROWS = np.zeros(k.FORM_SIZE, np.int64)  # of that kind
_NO_FLAGS = np.zeros(0, np.int64)
_LARGEST_FIELDS = 2**31 - 1  # a column's offsets are int32


class RowEncoder:
    """Turns the batches of one result into DataRow messages.

    One thread at a time: the scratch memory is its own.
    """

    __slots__ = (
        "_address",
        "_columns",
        "_descriptors",
        "_export",
        "_formats",
        "_known",
        "_plan",
        "_scratch",
        "_style",
    )

    def __init__(
        self, columns: Sequence[ColumnType], formats: Sequence[int], style: OutputStyle
    ) -> None:
        self._columns = tuple(columns)
        self._formats = tuple(formats)
        self._style = style
        self._known = _last_plan(self._columns, self._formats, style)
        self._plan = self._known.plan
        self._descriptors = _NONE_YET if self._plan is None else self._plan.descriptors.copy()
        self._export = _ArrowArray()
        self._address = ctypes.addressof(self._export)
        self._scratch = _NO_SCRATCH

    def encode(self, batch: pa.RecordBatch) -> memoryview:
        """Return the DataRow messages of all rows of a batch.

        Raises:
            PgError: 22003 and 22008, a value does not fit the announced type; 22021, a zero byte
                in a text; 54000, a row of 2 GiB; what the slow encoders refuse.
        """
        rows = batch.num_rows
        if rows == 0:
            return _EMPTY
        plan = self._plan
        if plan is None or not plan.schema.equals(batch.schema):
            plan = self._make_plan(batch.schema)
        needed = plan.slot_bytes * min(rows, k.CHUNK) + plan.part_bytes + k.SLACK
        if self._scratch.size < needed:
            self._scratch = np.empty(needed, np.uint8)
        kept = [self._encode_slowly(batch.column(index), index) for index in plan.slow]
        address = self._address
        batch._export_to_c(address)
        try:
            size = locate(self._descriptors, len(self._columns), address, rows)
            if size == ZERO_BYTE:
                return memoryview(self._slowly(batch))
            out, form, flags = self._output(size, rows)
            written = encode(
                self._descriptors, len(self._columns), rows, self._scratch, out, form, flags
            )
        finally:
            _release(self._export[_RELEASE_WORD])(address)
            del kept  # the descriptors pointed into it
        if written == LOOK_SLOWLY:
            return memoryview(self._slowly(batch))
        if written < 0:
            self._refuse(written)
        return memoryview(out)[:written]  # type: ignore[arg-type]  # an array is a buffer

    def _output(self, size: int, rows: int) -> tuple[Bytes, Words, Words]:
        """Return the memory to write to, and what the kernel is to write; see its arguments.

        Args:
            size: What ``locate`` said.
            rows: Of the batch.
        """
        return np.empty(size, np.uint8), _DATA_ROWS, _NO_FLAGS

    def _slowly(self, batch: pa.RecordBatch) -> bytes:
        """Return the messages in the slow way."""
        return encode_rows(batch, self._columns, self._formats, self._style)

    def _make_plan(self, schema: pa.Schema) -> ResultPlan:
        """Plan for the schema of a first batch, or of one unlike what was seen before."""
        plan = plan_result(schema, self._columns, self._formats, self._style)
        self._plan, self._descriptors = plan, plan.descriptors.copy()
        self._known.plan = plan
        return plan

    def _encode_slowly(self, array: pa.Array, index: int) -> tuple[Any, ...]:
        """Encode a column value by value and locate it; return what must live until then."""
        column = self._columns[index]
        if self._formats[index] == BINARY:
            encoder = binary_encoder(column)
        else:
            encoder = text_encoder(column, self._style)
        values = raw_values(array, column)
        fields = [b"" if value is None else encoder(value) for value in values]
        data = b"".join(fields)
        if len(data) > _LARGEST_FIELDS:
            raise PgError("result batch is too large", sqlstate="54000")
        offsets = np.zeros(len(fields) + 1, np.int32)
        np.cumsum([len(part) for part in fields], out=offsets[1:])
        valid = np.packbits([value is not None for value in values], bitorder="little")
        start = np.frombuffer(data, np.uint8).ctypes.data if data else 0
        descriptor = self._descriptors[index]
        descriptor[k.OFFSETS] = offsets.ctypes.data
        descriptor[k.VALUES] = start
        descriptor[k.VALUES_END] = start + len(data)
        descriptor[k.VALIDITY] = valid.ctypes.data
        return data, offsets, valid

    def _refuse(self, code: int) -> None:
        if code == ROW_TOO_LONG:
            raise PgError("row is too long", sqlstate="54000")
        column = self._columns[OUT_OF_RANGE_AT - code]
        raise too_big(_TYPE_NAMES[(column.element or column).kind])


class _LastPlan:
    """The plan of the last result of a description; replaced as a whole, by any thread."""

    __slots__ = ("plan",)

    def __init__(self) -> None:
        self.plan: ResultPlan | None = None


@lru_cache(maxsize=512)
def _last_plan(
    columns: tuple[ColumnType, ...], formats: tuple[int, ...], style: OutputStyle
) -> _LastPlan:
    """Return the place of the plan shared by all results of this description."""
    return _LastPlan()


_TYPE_NAMES = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "oid": "OID",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
}


def warm_up() -> None:
    """Compile the kernels, or load them from their cache, so that no first query waits for it.

    Twenty to thirty seconds the first time, a third of one afterwards.
    """
    columns = [ColumnType(23, "int4", 4), ColumnType(1082, "date", 4)]
    arrays = [pa.array([1], pa.int32()), pa.array([1], pa.date32())]
    batch = pa.RecordBatch.from_arrays(arrays, ["number", "date"])
    RowEncoder(columns, [0, 0], OutputStyle()).encode(batch)
    copy_reader.warm_up()
