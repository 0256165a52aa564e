"""CopyData messages from Arrow batches, one per row as PostgreSQL sends them.

``CopyEncoder`` is a ``RowEncoder`` whose rows are joined another way: it plans, locates and writes
values as that does. ``encode_copy_rows`` is the slow twin, judge of the bytes, and takes what the
kernels leave out: other encodings than UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from duckgres.pgtypes.encodings import encode as to_encoding
from duckgres.pgtypes.registry import text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows import copy_binary, copy_csv, copy_text
from duckgres.rows.arrow_rows import Bytes, RowEncoder, Words
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.kernels import layout as k
from duckgres.rows.kernels.copy_lines import ESCAPED, QUOTES
from duckgres.rows.plan import ResultPlan
from duckgres.rows.python_rows import encode_rows, raw_values

_UTF8 = "utf-8"
# What stands in the text of a value that has slots: numbers, dates, times, intervals, uuids.
_PLAIN = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ +-.:")
_HEX = frozenset(b"\\x0123456789abcdef")


def header(names: Sequence[str], form: CopyForm) -> bytes:
    """Return the message of the header line."""
    single = len(names) == 1
    write = _field_writer(form, [False] * len(names), single=single)
    line = form.delimiter.join(write(index, name) for index, name in enumerate(names))
    return copy_binary.message(line + b"\n")


def encode_copy_rows(
    batch: pa.RecordBatch,
    columns: Sequence[ColumnType],
    names: Sequence[str],
    style: OutputStyle,
    form: CopyForm,
) -> bytes:
    """Return one CopyData message per row.

    Args:
        batch: R rows of C columns; may be a slice.
        columns: C types.
        names: C names.
        style: The settings that change text.
        form: The stream's.
    """
    if form.kind is StreamKind.BINARY:
        return _named_copy_data(encode_rows(batch, columns, [1] * len(columns), style))
    write = _field_writer(form, form.quoted(tuple(names)), single=len(columns) == 1)
    fields: list[list[bytes]] = []
    for index, (array, column) in enumerate(zip(batch.columns, columns, strict=True)):
        encode = text_encoder(column, style)
        fields.append(
            [
                form.null if value is None else write(index, encode(value).decode())
                for value in raw_values(array, column)
            ]
        )
    return b"".join(
        copy_binary.message(form.delimiter.join(field[row] for field in fields) + b"\n")
        for row in range(batch.num_rows)
    )


def _named_copy_data(rows: bytes) -> bytes:
    """Make CopyData messages of DataRow messages."""
    out = bytearray(rows)
    at = 0
    while at < len(out):
        out[at] = ord("d")
        at += 1 + int.from_bytes(out[at + 1 : at + 5], "big")
    return bytes(out)


def _field_writer(
    form: CopyForm, quoted: Sequence[bool], *, single: bool
) -> Callable[[int, str], bytes]:
    """Return what writes the text of a column's value into the stream."""
    codec = form.encoding or _UTF8

    def write(index: int, text: str) -> bytes:
        if form.kind is StreamKind.TEXT:
            field = copy_text.escape_field(text, form)
        else:
            field = copy_csv.quote_field(text, form, forced=quoted[index], single=single)
        return to_encoding(field, codec)

    return write


class CopyEncoder(RowEncoder):
    """Turns the batches of one result into CopyData messages; see ``RowEncoder``."""

    __slots__ = ("_flags", "_form", "_names", "_parameters", "_table")

    def __init__(
        self,
        columns: Sequence[ColumnType],
        names: Sequence[str],
        style: OutputStyle,
        form: CopyForm,
    ) -> None:
        """Get ready for a result.

        Args:
            columns: C types.
            names: C names.
            style: The session's settings.
            form: The stream's.

        Raises:
            PgError: 42703, a column that is always to be quoted is not there.
        """
        binary = form.kind is StreamKind.BINARY
        super().__init__(columns, [int(binary)] * len(columns), style)
        self._names = tuple(names)
        self._form = form
        quoted = form.quoted(self._names)
        self._flags = np.array([k.FLAG_FORCED * flag for flag in quoted], np.int64)
        self._table = np.frombuffer(special_bytes(form) + form.null, np.uint8)
        self._parameters = np.zeros(k.FORM_SIZE, np.int64)
        start = self._table.ctypes.data
        self._parameters[[k.KIND, k.DELIMITER]] = form.kind, form.delimiter[0]
        self._parameters[[k.QUOTE, k.ESCAPE]] = form.quote[0], form.escape[0]
        self._parameters[[k.NULL_TEXT, k.NULL_LENGTH]] = start + 256, len(form.null)
        self._parameters[[k.SPECIAL, k.SINGLE]] = start, len(columns) == 1
        if self._plan is not None:
            self._mark_plain(self._plan)

    def encode(self, batch: pa.RecordBatch) -> memoryview:
        """Return the CopyData messages of all rows of a batch; raises as ``RowEncoder`` does."""
        if self._form.encoding is not None and self._form.kind is not StreamKind.BINARY:
            return memoryview(self._slowly(batch))
        return super().encode(batch)

    def _make_plan(self, schema: pa.Schema) -> ResultPlan:
        plan = super()._make_plan(schema)
        self._mark_plain(plan)
        return plan

    def _mark_plain(self, plan: ResultPlan) -> None:
        """Find out which columns need no look at their bytes."""
        for index, descriptor in enumerate(plan.descriptors[: len(self._columns)]):
            self._flags[index] &= k.FLAG_FORCED
            letters = _HEX if descriptor[k.MODE] == k.HEX else _PLAIN
            if self._flags[index]:
                continue
            if descriptor[k.MODE] in (k.SLOT, k.HEX) and _is_plain(self._form, letters):
                self._flags[index] |= k.FLAG_PLAIN

    def _output(self, size: int, rows: int) -> tuple[Bytes, Words, Words]:
        """Make room for what each byte escaped, for the words of NULL, and behind it for a value.

        Memory that is not written to is none.
        """
        if self._form.kind is StreamKind.BINARY:
            return room(size), self._parameters, self._flags
        lines = 2 * size + rows * len(self._columns) * len(self._form.null)
        out = room(lines + size)
        self._parameters[k.SPARE] = out.ctypes.data + lines
        return out, self._parameters, self._flags

    def _slowly(self, batch: pa.RecordBatch) -> bytes:
        return encode_copy_rows(batch, self._columns, self._names, self._style, self._form)


def room(size: int) -> Bytes:
    """Return memory to write to."""
    return np.empty(size, np.uint8)


def special_bytes(form: CopyForm) -> bytes:
    """Return the table that kernels look a byte up in; see ``kernels.copy_lines``."""
    table = bytearray(256)
    if form.kind is StreamKind.TEXT:
        for byte, letter in zip(b"\b\f\n\r\t\v\\", b"bfnrtv\\", strict=True):
            table[byte] = letter
        if not table[form.delimiter[0]]:
            table[form.delimiter[0]] = form.delimiter[0]
        return bytes(table)
    for byte in (form.delimiter[0], form.quote[0], *b"\r\n"):
        table[byte] |= QUOTES
    for byte in (form.quote[0], form.escape[0]):
        table[byte] |= ESCAPED
    return bytes(table)


def _is_plain(form: CopyForm, letters: frozenset[int]) -> bool:
    """Tell whether a text of these letters is written as it is, whatever it says."""
    if form.delimiter[0] in letters:
        return False
    if form.kind is StreamKind.TEXT:
        return True  # but for the backslash of bytes, which the kernel knows
    return form.quote[0] not in letters and (not form.null or not letters.issuperset(form.null))
