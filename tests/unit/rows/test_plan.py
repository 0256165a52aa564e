"""Which columns have a kernel."""

import pyarrow as pa
import pytest

from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.kernels import layout as k
from duckgres.rows.plan import plan_column, plan_result

STYLE = OutputStyle()


def planned(arrow, name, announced="", binary=False, style=STYLE):
    column = column_type(name)
    if announced:
        column = with_oid(column, OID_OF[announced])
    return plan_column(arrow, column, binary, style)


@pytest.mark.parametrize(
    ("arrow", "name", "announced", "family"),
    [
        (pa.int64(), "BIGINT", "", k.INTEGER_TEXT),
        (pa.int64(), "BIGINT", "numeric", k.INTEGER_TEXT),
        (pa.uint64(), "UBIGINT", "", k.NUMERIC_TEXT),
        (pa.timestamp("us"), "TIMESTAMP", "", k.TIMESTAMP_TEXT),
        (pa.timestamp("us", "UTC"), "TIMESTAMP WITH TIME ZONE", "", k.TIMESTAMPTZ_TEXT),
    ],
)
def test_family_follows_arrow_and_announced_type(arrow, name, announced, family):
    assert planned(arrow, name, announced)[k.FAMILY] == family


def test_announced_type_sets_the_range():
    descriptor = planned(pa.int64(), "BIGINT", "int4")
    assert (descriptor[k.LOW], descriptor[k.HIGH]) == (-(2**31), 2**31 - 1)


@pytest.mark.parametrize(
    ("arrow", "name", "announced"),
    [
        (pa.int64(), "BIGINT", "float8"),
        (pa.float64(), "DOUBLE", "numeric"),
        (pa.list_(pa.int16()), "SMALLINT[]", "int2vector"),
        (pa.map_(pa.string(), pa.int32()), "MAP(VARCHAR, INTEGER)", ""),
        (pa.large_string(), "VARCHAR", ""),
        (pa.string_view(), "VARCHAR", ""),
    ],
)
def test_pairs_without_a_kernel_go_the_slow_way(arrow, name, announced):
    assert planned(arrow, name, announced) is None


def test_fewer_float_digits_have_no_kernel_but_binary_does():
    style = OutputStyle(extra_float_digits=0)
    assert planned(pa.float64(), "DOUBLE", style=style) is None
    assert planned(pa.float64(), "DOUBLE", binary=True, style=style) is not None


def test_slots_are_multiples_of_a_block():
    columns = [column_type(name) for name in ("INTERVAL", "SMALLINT", "UUID")]
    schema = pa.schema([("a", pa.month_day_nano_interval()), ("b", pa.int16()), ("c", pa.uuid())])
    plan = plan_result(schema, columns, [0, 0, 0], STYLE)
    assert (plan.descriptors[:, k.STRIDE] % 16).tolist() == [0, 0, 0]
    assert plan.slot_bytes == plan.descriptors[:, k.STRIDE].sum()


def test_elements_of_arrays_stand_behind_the_columns():
    columns = [column_type("INTEGER[]"), column_type("INTEGER"), column_type("DATE[]")]
    schema = pa.schema(
        [("a", pa.list_(pa.int32())), ("b", pa.int32()), ("c", pa.list_(pa.date32()))]
    )
    plan = plan_result(schema, columns, [0, 0, 0], STYLE)
    assert plan.descriptors[[0, 2], k.TABLE].tolist() == [3, 4]
    assert plan.descriptors[4, k.FAMILY] == k.DATE_TEXT
    assert plan.slow == ()


KERNELS = [
    (pa.bool8(), "BOOLEAN", k.BOOL_TEXT, k.BOOL_BINARY),
    (pa.int16(), "SMALLINT", k.INTEGER_TEXT, k.INT2_BINARY),
    (pa.int32(), "INTEGER", k.INTEGER_TEXT, k.INT4_BINARY),
    (pa.int64(), "BIGINT", k.INTEGER_TEXT, k.INT8_BINARY),
    (pa.float32(), "FLOAT", k.FLOAT4_TEXT, k.FLOAT4_BINARY),
    (pa.float64(), "DOUBLE", k.FLOAT8_TEXT, k.FLOAT8_BINARY),
    (pa.decimal128(38, 38), "DECIMAL(38,38)", k.NUMERIC_TEXT, k.NUMERIC_BINARY),
    (pa.date32(), "DATE", k.DATE_TEXT, k.DATE_BINARY),
    (pa.time64("us"), "TIME", k.TIME_TEXT, k.TIME_BINARY),
    (pa.timestamp("ns"), "TIMESTAMP_NS", k.TIMESTAMP_TEXT, k.TIMESTAMP_BINARY),
    (
        pa.timestamp("us", "UTC"),
        "TIMESTAMP WITH TIME ZONE",
        k.TIMESTAMPTZ_TEXT,
        k.TIMESTAMP_BINARY,
    ),
    (pa.month_day_nano_interval(), "INTERVAL", k.INTERVAL_TEXT, k.INTERVAL_BINARY),
    (pa.uuid(), "UUID", k.UUID_TEXT, k.UUID_BINARY),
]


@pytest.mark.parametrize(("arrow", "name", "text", "binary"), KERNELS)
def test_both_formats_of_a_family_have_their_kernel(arrow, name, text, binary):
    assert planned(arrow, name)[k.FAMILY] == text
    assert planned(arrow, name, binary=True)[k.FAMILY] == binary


INTEGERS = {"SMALLINT", "INTEGER", "BIGINT", "DECIMAL(38,38)"}
INSTANTS = {"TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"}
CONVERTED = {
    **dict.fromkeys((pa.int16(), pa.int32(), pa.int64()), INTEGERS),
    **dict.fromkeys((pa.timestamp("ns"), pa.timestamp("us", "UTC")), INSTANTS),
}


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize(("arrow", "own"), [case[:2] for case in KERNELS])
def test_a_kernel_reads_only_the_arrow_types_it_is_made_for(arrow, own, binary):
    """An announced type alone chooses none: the buffers of another Arrow type look different."""
    names = {case[1] for case in KERNELS}
    known = {name for name in names if planned(arrow, name, binary=binary) is not None}
    assert known == CONVERTED.get(arrow, {own})


def test_fields_of_records_stand_behind_the_columns():
    columns = [column_type("STRUCT(a INTEGER, b VARCHAR)"), column_type("INTEGER")]
    schema = pa.schema(
        [("a", pa.struct([("a", pa.int32()), ("b", pa.string())])), ("b", pa.int32())]
    )
    plan = plan_result(schema, columns, [1, 1], STYLE)
    assert plan.descriptors[0, [k.TABLE, k.TABLE_SIZE]].tolist() == [2, 2]
    assert plan.descriptors[2:, k.OID].tolist() == [OID_OF["int4"], OID_OF["text"]]
    assert plan.descriptors[0, k.MODE] == k.RECORD_BINARY


NESTED = [
    ("INTEGER[][]", pa.list_(pa.list_(pa.int32()))),
    ("STRUCT(a INTEGER)[]", pa.list_(pa.struct([("a", pa.int32())]))),
    (
        "STRUCT(a INTEGER, b INTEGER[])",
        pa.struct([("a", pa.int32()), ("b", pa.list_(pa.int32()))]),
    ),
    ("BIT[]", pa.list_(pa.opaque(pa.binary(), "bit", "DuckDB"))),
]


@pytest.mark.parametrize(("name", "arrow"), NESTED)
def test_parts_that_have_no_kernel_send_the_whole_column_the_slow_way(name, arrow):
    plan = plan_result(pa.schema([("c", arrow)]), [column_type(name)], [0], STYLE)
    assert plan.slow == (0,)
    assert len(plan.descriptors) == 1
