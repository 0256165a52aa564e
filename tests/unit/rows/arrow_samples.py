"""Arrow arrays as DuckDB lays them out, from hypothesis: all a buffer can hold."""

import struct
from dataclasses import dataclass

import pyarrow as pa
from hypothesis import strategies as st

from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF

DAY = 86_400_000_000
ROWS = st.integers(0, 9)


def integers(low, high):
    edges = {low, high, 0, 1, -1, 9, 10, 99, 100, 9999, 10**4, 10**8, 10**8 - 1, 10**16, -(10**7)}
    return st.sampled_from(sorted(edge for edge in edges if low <= edge <= high)) | st.integers(
        low, high
    )


def powers(low, high):
    """Integers of every magnitude: uniform ones are nearly all long."""
    near = [sign * 10**n + off for n in range(40) for sign in (1, -1) for off in (-1, 0, 1)]
    return st.sampled_from([v for v in near if low <= v <= high]) | integers(low, high)


@dataclass(frozen=True)
class Fixed:
    """A column of fixed-size values: DuckDB's type, Arrow's, and what it is announced as."""

    duckdb: str
    arrow: pa.DataType
    layout: str
    values: st.SearchStrategy
    announced: str = ""

    @property
    def column(self):
        column = column_type(self.duckdb)
        return with_oid(column, OID_OF[self.announced]) if self.announced else column

    def array(self, values, valid):
        """Make the array; ``valid`` is ``None`` for no bitmap."""
        pack = struct.Struct(self.layout)
        data = b"".join(pack.pack(*(v if isinstance(v, tuple) else (v,))) for v in values)
        bitmap = None if valid is None else pa.py_buffer(bits(valid))
        storage = getattr(self.arrow, "storage_type", self.arrow)
        array = pa.Array.from_buffers(storage, len(values), [bitmap, pa.py_buffer(data)])
        if isinstance(self.arrow, pa.BaseExtensionType):
            return pa.ExtensionArray.from_storage(self.arrow, array)
        return array


@st.composite
def slices(draw, case):
    """Draw a slice of an array, with or without a bitmap."""
    before, rows, after = draw(st.integers(0, 9)), draw(ROWS), draw(st.integers(0, 2))
    size = before + rows + after
    values = draw(st.lists(case.values, min_size=size, max_size=size))
    valid = draw(st.none() | st.lists(st.booleans(), min_size=size, max_size=size))
    return case.array(values, valid).slice(before, rows)


def bits(valid):
    out = bytearray((len(valid) + 7) // 8)
    for at, flag in enumerate(valid):
        out[at // 8] |= flag << at % 8
    return bytes(out)


def opaque(name, storage):
    return pa.opaque(storage, name, "DuckDB")


def huge(low, high):
    def halves(value):
        value &= 2**128 - 1
        return value & (2**64 - 1), value >> 64

    return powers(low, high).map(halves)


def decimal(width, scale):
    limit = 10**width - 1
    return Fixed(
        f"DECIMAL({width},{scale})", pa.decimal128(width, scale), "<QQ", huge(-limit, limit)
    )


def days():
    common = st.integers(-800_000, 3_000_000)
    return (
        common
        | st.sampled_from([2**31 - 1, 1 - 2**31, -719_528, -719_162, 2_932_896])
        | st.integers(-(2**31) + 2, 2**31 - 2)
    )


def instants(per_second):
    low, high = 1 - 2**63, 2**63 - 1
    reach = min(high, 9_000_000_000_000 * per_second)  # what a timestamp of microseconds reaches
    seconds = min(260_000_000_000, 9_000_000_000_000_000_000 // per_second)
    common = st.integers(-seconds // 4, seconds).map(lambda s: s * per_second)
    return common | st.sampled_from([low, high, 0, -1, 1]) | st.integers(-reach, reach)


HUGE = pa.binary(16)
INTEGERS = [
    Fixed("TINYINT", pa.int8(), "<b", integers(-128, 127)),
    Fixed("UTINYINT", pa.uint8(), "<B", integers(0, 255)),
    Fixed("SMALLINT", pa.int16(), "<h", integers(-(2**15), 2**15 - 1)),
    Fixed("USMALLINT", pa.uint16(), "<H", integers(0, 2**16 - 1)),
    Fixed("INTEGER", pa.int32(), "<i", powers(-(2**31), 2**31 - 1)),
    Fixed("UINTEGER", pa.uint32(), "<I", powers(0, 2**32 - 1)),
    Fixed("BIGINT", pa.int64(), "<q", powers(-(2**63), 2**63 - 1)),
    Fixed("UBIGINT", pa.uint64(), "<Q", powers(0, 2**64 - 1)),
    Fixed("HUGEINT", opaque("hugeint", HUGE), "<QQ", huge(-(2**127), 2**127 - 1)),
    Fixed("UHUGEINT", opaque("uhugeint", HUGE), "<QQ", huge(0, 2**128 - 1)),
    Fixed("BIGINT", pa.int64(), "<q", integers(-(2**31), 2**31 - 1), "int4"),
    Fixed("BIGINT", pa.int64(), "<q", integers(0, 2**32 - 1), "oid"),
    Fixed("INTEGER", pa.int32(), "<i", integers(-(2**31), 2**31 - 1), "int8"),
    Fixed("INTEGER", pa.int32(), "<i", integers(-(2**15), 2**15 - 1), "int2"),
    Fixed("BIGINT", pa.int64(), "<q", powers(-(2**63), 2**63 - 1), "numeric"),
    Fixed("SMALLINT", pa.int16(), "<h", integers(-(2**15), 2**15 - 1), "float8"),
    Fixed("HUGEINT", opaque("hugeint", HUGE), "<QQ", huge(-(2**63), 2**63 - 1), "int8"),
    Fixed("UHUGEINT", opaque("uhugeint", HUGE), "<QQ", huge(0, 2**63 - 1), "int8"),
    Fixed("UBIGINT", pa.uint64(), "<Q", integers(0, 2**63 - 1), "int8"),
]
NUMBERS = [
    Fixed("BOOLEAN", pa.bool8(), "<b", st.integers(0, 1)),
    Fixed("FLOAT", pa.float32(), "<f", st.floats(width=32)),
    Fixed("DOUBLE", pa.float64(), "<d", st.floats()),
    Fixed("DOUBLE", pa.float64(), "<q", st.integers(-(2**63), 2**63 - 1)),
    Fixed("DOUBLE", pa.float64(), "<d", st.floats(0, 1000).map(lambda v: round(v, 2))),
    Fixed("DOUBLE", pa.float64(), "<d", st.floats(-1e9, 1e9), "numeric"),
    *(
        decimal(w, s)
        for w, s in [
            (4, 1),
            (9, 9),
            (38, 11),
            (15, 2),
            (18, 0),
            (18, 8),
            (18, 18),
            (19, 9),
            (38, 0),
            (38, 5),
            (38, 10),
            (38, 38),
        ]
    ),
]
TIMES = [
    Fixed("DATE", pa.date32(), "<i", days()),
    Fixed("TIME", pa.time64("us"), "<q", integers(0, DAY)),
    Fixed("TIME", pa.time64("us"), "<q", st.integers(0, 86_400).map(lambda s: s * 1_000_000)),
    Fixed("TIME_NS", pa.time64("ns"), "<q", integers(0, 1000 * DAY)),
    Fixed(
        "TIME WITH TIME ZONE",
        opaque("time_tz", pa.binary(8)),
        "<Q",
        st.builds(lambda t, z: t << 24 | z, st.integers(0, DAY), st.integers(0, 2 * 57_599)),
    ),
    Fixed("TIMESTAMP", pa.timestamp("us"), "<q", instants(10**6)),
    Fixed("TIMESTAMP_S", pa.timestamp("s"), "<q", instants(1)),
    Fixed("TIMESTAMP_MS", pa.timestamp("ms"), "<q", instants(10**3)),
    Fixed("TIMESTAMP_NS", pa.timestamp("ns"), "<q", instants(10**9)),
    Fixed("TIMESTAMP WITH TIME ZONE", pa.timestamp("us", "UTC"), "<q", instants(10**6)),
    Fixed(
        "INTERVAL",
        pa.month_day_nano_interval(),
        "<iiq",
        st.tuples(
            integers(-(2**31), 2**31 - 1) | st.integers(-30, 30),
            integers(-(2**31), 2**31 - 1) | st.integers(-3, 3),
            integers(-(2**63), 2**63 - 1) | st.integers(-200, 200).map(lambda s: s * 10**9),
        ),
    ),
    Fixed("UUID", pa.uuid(), "<16B", st.binary(min_size=16, max_size=16).map(tuple)),
]
FIXED = INTEGERS + NUMBERS + TIMES
