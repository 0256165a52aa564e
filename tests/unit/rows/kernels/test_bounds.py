"""No kernel reads or writes beyond its buffers.

Every buffer of a batch, and the kernels' own, are laid out so that they end where a page begins
that nobody may touch: one byte too many ends the test run with SIGSEGV, and faulthandler names
the test.
"""

import ctypes
import mmap
import os

import numpy as np
import pyarrow as pa
import pytest

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows import copy_rows
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.kernels import layout as k
from duckgres.rows.kernels.frame import encode
from duckgres.rows.kernels.locate import locate
from duckgres.rows.plan import plan_result
from duckgres.rows.python_rows import encode_rows

PAGE = mmap.PAGESIZE
PROT_NONE = 0
STYLE = OutputStyle(time_zone="Europe/Berlin")
libc = ctypes.CDLL(None, use_errno=True)


def guarded(size):
    """Return ``size`` bytes as an array; behind them is a page that must not be touched."""
    pages = -(-size // PAGE) * PAGE
    memory = mmap.mmap(-1, pages + PAGE)
    whole = np.frombuffer(memory, np.uint8)
    behind = ctypes.c_void_p(whole.ctypes.data + pages)
    assert libc.mprotect(behind, PAGE, PROT_NONE) == 0
    return whole[pages - size : pages]


def copied(data):
    memory = guarded(len(data))
    memory[:] = np.frombuffer(data, np.uint8)
    return pa.foreign_buffer(memory.ctypes.data, len(data), memory)


def rebuilt(array):
    """Copy an array that begins at row 0: of each buffer exactly the bytes its rows need."""
    if isinstance(array, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(array.type, rebuilt(array.storage))
    if isinstance(array, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(rebuilt(array.indices), rebuilt(array.dictionary))
    kind, rows, buffers = array.type, len(array), array.buffers()
    parts = [None if buffers[0] is None else copied(buffers[0].to_pybytes()[: (rows + 7) // 8])]
    children = []
    if pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_list(kind):
        offsets = np.frombuffer(buffers[1], np.int32)[: rows + 1]
        parts.append(copied(offsets.tobytes()))
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        parts.append(copied(buffers[2].to_pybytes()[: offsets[-1]] if buffers[2] else b""))
    elif pa.types.is_list(kind):
        children = [rebuilt(array.values)]
    elif pa.types.is_struct(kind):
        children = [rebuilt(array.field(at)) for at in range(kind.num_fields)]
    else:
        parts.append(copied(buffers[1].to_pybytes()[: rows * kind.bit_width // 8]))
    return pa.Array.from_buffers(kind, rows, parts, children=children)


def encoded(batch, column, code):
    """Encode by the kernels into buffers of exactly the size they ask for."""
    plan = plan_result(batch.schema, [column], [code], STYLE)
    assert plan.slow == ()
    descriptors, export = plan.descriptors.copy(), (ctypes.c_int64 * 10)()
    batch._export_to_c(ctypes.addressof(export))
    try:
        out = guarded(locate(descriptors, 1, ctypes.addressof(export), batch.num_rows))
        scratch = guarded(
            plan.slot_bytes * min(batch.num_rows, k.CHUNK) + plan.part_bytes + k.SLACK
        )
        form, flags = np.zeros(k.FORM_SIZE, np.int64), np.zeros(0, np.int64)
        written = encode(descriptors, 1, batch.num_rows, scratch, out, form, flags)
    finally:
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(export[8])(ctypes.addressof(export))
    return bytes(out[:written])


def many(values, kind, rows=200):
    return pa.array((values * rows)[:rows], kind)


HUGE = pa.opaque(pa.binary(16), "hugeint", "DuckDB")
TIMETZ = pa.opaque(pa.binary(8), "time_tz", "DuckDB")
WIDE = [(-(2**127)).to_bytes(16, "little", signed=True), None, b"\7" + bytes(15)]
WORDS = ["", None, "a", "x" * 15, "x" * 16, "x" * 31, "x" * 33, 'a "b" \\', "NULL", "(é,)"]
BYTES = [None if word is None else word.encode() for word in WORDS]
RECORD = pa.struct([("a", pa.int16()), ("b", pa.string()), ("c", pa.binary())])
COLUMNS = {
    "BOOLEAN": pa.ExtensionArray.from_storage(pa.bool8(), many([1, None, 0], pa.int8())),
    "TINYINT": many([-128, None, 127], pa.int8()),
    "UTINYINT": many([255, None], pa.uint8()),
    "SMALLINT": many([-(2**15), None], pa.int16()),
    "USMALLINT": many([2**16 - 1, None], pa.uint16()),
    "INTEGER": many([-(2**31), None, 5], pa.int32()),
    "UINTEGER": many([2**32 - 1, None], pa.uint32()),
    "BIGINT": many([-(2**63), None, 5], pa.int64()),
    "UBIGINT": many([2**64 - 1, None, 5], pa.uint64()),
    "HUGEINT": pa.ExtensionArray.from_storage(HUGE, many(WIDE, pa.binary(16))),
    "FLOAT": many([-1.1754944e-38, None, 0.1], pa.float32()),
    "DOUBLE": many([-2.2250738585072014e-308, None, 1e14, 0.1, 123456.75], pa.float64()),
    "DECIMAL(15,2)": many([-(10**15) + 1, None, 0], pa.decimal128(15)).view(pa.decimal128(15, 2)),
    "DECIMAL(38,38)": many([-(10**38) + 1, None, 1], pa.decimal128(38)).view(
        pa.decimal128(38, 38)
    ),
    "DECIMAL(38,0)": many([-(10**38) + 1, None, 1], pa.decimal128(38)),
    "DATE": many([-(2**31) + 11_000, None, 2**31 - 1, 0, 73_048 - 25_567], pa.int32()).view(
        pa.date32()
    ),
    "TIME": many([86_399_999_999, None, 0], pa.int64()).view(pa.time64("us")),
    "TIME_NS": many([86_399_999_999_999, None], pa.int64()).view(pa.time64("ns")),
    "TIME WITH TIME ZONE": pa.ExtensionArray.from_storage(
        TIMETZ, many([(86_399_999_999 << 24).to_bytes(8, "little"), None], pa.binary(8))
    ),
    "TIMESTAMP": many([-(2**63) + 1, None, 2**63 - 2, 1, -(2**62)], pa.int64()).view(
        pa.timestamp("us")
    ),
    "TIMESTAMP WITH TIME ZONE": many([-(2**62), None, 2**63 - 2, 1], pa.int64()).view(
        pa.timestamp("us", "UTC")
    ),
    "INTERVAL": many(
        [pa.MonthDayNano([-(2**31), -(2**31), -(2**63)]), None], pa.month_day_nano_interval()
    ),
    "UUID": pa.ExtensionArray.from_storage(pa.uuid(), many([b"\xff" * 16, None], pa.binary(16))),
    "VARCHAR": many(WORDS, pa.string()),
    "BLOB": many(BYTES, pa.binary()),
    "ENUM('a')": pa.DictionaryArray.from_arrays(
        many([2, None, 0, 1], pa.uint8()), pa.array(["x" * 5, "", "x" * 40])
    ),
    "SMALLINT[]": many([[1, None], [], None, [-5] * 70], pa.list_(pa.int16())),
    "HUGEINT[]": pa.ListArray.from_arrays(
        pa.array([0, 0, 3], pa.int32()),
        pa.ExtensionArray.from_storage(HUGE, many(WIDE, pa.binary(16), 3)),
    ),
    "INTERVAL[]": many(
        [[pa.MonthDayNano([-(2**31), -(2**31), -(2**63)]), None]],
        pa.list_(pa.month_day_nano_interval()),
    ),
    "VARCHAR[]": many([WORDS, [], None, ['"' * 50]], pa.list_(pa.string())),
    "BLOB[]": many([BYTES, [], None, [b"\xff" * 50]], pa.list_(pa.binary())),
    "STRUCT(a SMALLINT, b VARCHAR, c BLOB)": many(
        [
            {"a": -(2**15), "b": '"' * 9, "c": b"\xff" * 9},
            None,
            {"a": None, "b": None, "c": None},
            {"a": 1, "b": "", "c": b""},
        ],
        RECORD,
    ),
}


def test_the_guard_is_there():
    """The kernel of the system says so, without a signal: EFAULT."""
    memory = guarded(10)
    reading, writing = os.pipe()
    try:
        assert libc.write(writing, ctypes.c_void_p(memory.ctypes.data), 10) == 10
        assert libc.write(writing, ctypes.c_void_p(memory.ctypes.data + 10), 1) == -1
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("name", COLUMNS)
def test_kernel_stays_within_its_buffers(name, code):
    """Of all lengths up to some, since what is read too much depends on what is left."""
    column = column_type(name)
    for rows in (1, 2, 3, 5, 8, 9, 64, 65, 200):
        array = rebuilt(COLUMNS[name][:rows])
        batch = pa.RecordBatch.from_arrays([array], ["c"])
        assert encoded(batch, column, code) == encode_rows(batch, [column], [code], STYLE)


@pytest.mark.parametrize("mode", ["VARCHAR", "BLOB"])
def test_last_string_of_every_length_stays_within_its_buffer(mode):
    for size in range(70):
        kind = pa.string() if mode == "VARCHAR" else pa.binary()
        words = pa.array([b"a" * 40, b"x" * size], pa.binary()).cast(kind)
        for array in (words, words.slice(1)):
            batch = pa.RecordBatch.from_arrays([rebuilt(words).slice(array.offset)], ["c"])
            for code in (0, 1):
                expected = encode_rows(batch, [column_type(mode)], [code], STYLE)
                assert encoded(batch, column_type(mode), code) == expected


FORMS = [
    CopyForm(StreamKind.BINARY),
    CopyForm(StreamKind.TEXT),
    CopyForm(StreamKind.TEXT, b"-", b"a long word for NULL"),
    CopyForm(StreamKind.CSV, b",", b""),
    CopyForm(StreamKind.CSV, b" ", b"NULL", b"x", b"f", force_quote=None),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind.name}-{form.null}")
@pytest.mark.parametrize("name", COLUMNS)
def test_lines_stay_within_their_buffers(name, form, monkeypatch):
    """Those of ``CopyEncoder``, whose room is guarded here."""
    monkeypatch.setattr(copy_rows, "room", guarded)
    column = column_type(name)
    for rows in (1, 2, 3, 5, 8, 9, 64, 65, 200):
        batch = pa.RecordBatch.from_arrays([rebuilt(COLUMNS[name][:rows])], ["c"])
        expected = copy_rows.encode_copy_rows(batch, [column], ["c"], STYLE, form)
        assert copy_rows.CopyEncoder([column], ["c"], STYLE, form).encode(batch) == expected


@pytest.mark.parametrize("form", FORMS[1:4:2], ids=lambda form: form.kind.name)
@pytest.mark.parametrize("mode", ["VARCHAR", "BLOB"])
def test_last_special_string_of_every_length_stays_within_its_buffer(mode, form, monkeypatch):
    monkeypatch.setattr(copy_rows, "room", guarded)
    for word in (b"\\" * 70, b'"' * 70, b"x" * 70):
        for size in range(70):
            kind = pa.string() if mode == "VARCHAR" else pa.binary()
            array = rebuilt(pa.array([word[:size]], pa.binary()).cast(kind))
            batch, column = pa.RecordBatch.from_arrays([array], ["c"]), column_type(mode)
            expected = copy_rows.encode_copy_rows(batch, [column], ["c"], STYLE, form)
            assert copy_rows.CopyEncoder([column], ["c"], STYLE, form).encode(batch) == expected
