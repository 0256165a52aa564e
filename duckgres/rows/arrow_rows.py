"""DataRow messages from Arrow batches: the hot path of every result.

A ``RowEncoder`` plans once per result which kernel writes which column; a batch is then one export
of its addresses (Arrow's C data interface) and two calls into compiled code, outside the GIL.
Columns without a kernel are encoded value by value with the slow encoders first and join the
others in the same frame. ``python_rows.encode_rows`` is the judge: the bytes are the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import too_big
from duckgres.pgtypes.registry import binary_encoder, text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.kernels import layout as k
from duckgres.rows.kernels.frame import ROW_TOO_LONG, ZERO_BYTE, encode, locate
from duckgres.rows.plan import plan_column
from duckgres.rows.python_rows import encode_rows, raw_values

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]

BINARY = 1
_release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_ArrowArray = ctypes.c_int64 * 10  # ten members of eight bytes
_RELEASE_WORD = 8  # the ninth is the function that lets go of the export
_EMPTY = memoryview(b"")
_LARGEST_FIELDS = 2**31 - 1  # a column's offsets are int32


@dataclass(frozen=True, slots=True)
class _Plan:
    """What does not change between batches, nor between results of the same description.

    Threads share it, so nothing in it is changed once it is made.

    Attributes:
        schema: The Arrow schema it was made for; ``None`` for the plan of no batch.
        descriptors: One row per column, the planned half filled in.
        slow: Indexes of the columns without a kernel.
        slot_bytes: Strides of all columns with slots.
    """

    schema: pa.Schema | None = None
    descriptors: Matrix = field(default_factory=lambda: np.zeros((0, k.DESCRIPTOR_SIZE), np.int64))
    slow: tuple[int, ...] = ()
    slot_bytes: int = 0


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
        self._take(self._known.plan)
        self._export = _ArrowArray()
        self._address = ctypes.addressof(self._export)
        self._scratch: Bytes = np.empty(0, np.uint8)

    def encode(self, batch: pa.RecordBatch) -> memoryview:
        """Return the DataRow messages of all rows of a batch.

        Raises:
            PgError: 22003, a value does not fit the announced type; 22021, a zero byte in a text;
            54000, a row
                of 2 GiB; what the slow encoders refuse.
        """
        rows = batch.num_rows
        if rows == 0:
            return _EMPTY
        if self._plan.schema is None or not self._plan.schema.equals(batch.schema):
            self._replan(batch.schema)
        needed = self._plan.slot_bytes * min(rows, k.CHUNK) + k.SLACK
        if self._scratch.size < needed:
            self._scratch = np.empty(needed, np.uint8)
        kept = [self._encode_slowly(batch.column(index), index) for index in self._plan.slow]
        address = self._address
        batch._export_to_c(address)
        try:
            size = locate(self._descriptors, address, rows)
            if size == ZERO_BYTE:
                return memoryview(encode_rows(batch, self._columns, self._formats, self._style))
            out: Bytes = np.empty(size, np.uint8)
            written = encode(self._descriptors, rows, self._scratch, out)
        finally:
            _release(self._export[_RELEASE_WORD])(address)
            del kept  # the descriptors pointed into it
        if written < 0:
            self._refuse(written)
        return memoryview(out)[:written]  # type: ignore[arg-type]  # an array is a buffer

    def _replan(self, schema: pa.Schema) -> None:
        """Plan for the schema of a first batch, or of one unlike what was seen before."""
        plan = _make_plan(schema, self._columns, self._formats, self._style)
        self._known.plan = plan
        self._take(plan)

    def _take(self, plan: _Plan) -> None:
        """Work by ``plan``; where the addresses of a batch go is this encoder's own."""
        self._plan = plan
        self._descriptors = plan.descriptors.copy()

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
        raise too_big(_TYPE_NAMES[self._columns[-2 - code].kind])


_TYPE_NAMES = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "oid": "OID",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
}


_NO_PLAN = _Plan()


class _LastPlan:
    """The plan of the last result of a description; replaced as a whole, by any thread."""

    __slots__ = ("plan",)

    def __init__(self) -> None:
        self.plan = _NO_PLAN


@lru_cache(maxsize=512)
def _last_plan(
    columns: tuple[ColumnType, ...], formats: tuple[int, ...], style: OutputStyle
) -> _LastPlan:
    """Return the place of the plan shared by all results of this description."""
    return _LastPlan()


def _make_plan(
    schema: pa.Schema,
    columns: tuple[ColumnType, ...],
    formats: tuple[int, ...],
    style: OutputStyle,
) -> _Plan:
    descriptors = np.zeros((len(columns), k.DESCRIPTOR_SIZE), np.int64)
    slow = []
    for index, (arrow, column, code) in enumerate(
        zip(schema.types, columns, formats, strict=True)
    ):
        planned = plan_column(arrow, column, code == BINARY, style)
        if planned is None:
            slow.append(index)
            descriptors[index, [k.MODE, k.LOAD]] = k.BYTES, k.ENCODED
        else:
            descriptors[index] = planned
    slots = descriptors[:, k.MODE] == k.SLOT
    slot_bytes = int(descriptors[slots, k.STRIDE].sum())
    return _Plan(schema, descriptors, tuple(slow), slot_bytes)


def warm_up() -> None:
    """Compile the kernels, or load them from their cache, so that no first query waits for it.

    About ten seconds the first time, a fifth of one afterwards.
    """
    columns = [ColumnType(23, "int4", 4), ColumnType(1082, "date", 4)]
    arrays = [pa.array([1], pa.int32()), pa.array([1], pa.date32())]
    batch = pa.RecordBatch.from_arrays(arrays, ["number", "date"])
    RowEncoder(columns, [0, 0], OutputStyle()).encode(batch)
