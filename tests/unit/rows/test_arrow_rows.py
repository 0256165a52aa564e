"""RowEncoder against its slow twin: the same batch, the same bytes."""

import os
import threading

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.python_rows import encode_rows
from tests.unit.rows.arrow_samples import FIXED, Fixed, slices

STYLE = OutputStyle()
FORMATS = st.integers(0, 1)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "-7"])
EXAMPLES = int(os.environ.get("DUCKGRES_EXAMPLES", "8"))
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def batch_of(*arrays):
    return pa.RecordBatch.from_arrays(list(arrays), [f"c{at}" for at in range(len(arrays))])


def assert_same(batch, columns, formats, style=STYLE):
    __tracebackhide__ = True
    encoder = RowEncoder(columns, formats, style)
    try:
        expected = encode_rows(batch, columns, formats, style)
    except PgError as refusal:
        expected = refusal.message, refusal.sqlstate
        with pytest.raises(PgError) as caught:
            encoder.encode(batch)
        assert (caught.value.message, caught.value.sqlstate) == expected
    else:
        assert bytes(encoder.encode(batch)) == expected


@pytest.mark.parametrize("case", FIXED, ids=lambda c: f"{c.duckdb}-{c.announced}-{c.layout}")
@quick
@given(data=st.data())
def test_fixed_size_column_like_twin(case: Fixed, data):
    array = data.draw(slices(case))
    formats = [data.draw(FORMATS)]
    style = OutputStyle(time_zone=data.draw(ZONES)) if "ZONE" in case.duckdb else STYLE
    assert_same(batch_of(array), [case.column], formats, style)


NUL = "\0"  # DuckDB can hold it, PostgreSQL cannot
TEXTS = st.text(st.characters(exclude_characters=NUL, codec="utf-8"), max_size=40)


def strings(values):
    return st.lists(st.none() | values, max_size=12)


@quick
@given(strings(TEXTS), FORMATS, st.integers(0, 3), st.sampled_from(["VARCHAR", "JSON"]))
def test_text_like_twin(values, code, start, name):
    array = pa.array(values, pa.string())
    if name == "JSON":
        array = pa.ExtensionArray.from_storage(pa.json_(), array)
    assert_same(batch_of(array.slice(start)), [column_type(name)], [code])


@quick
@given(strings(st.binary(max_size=70)), FORMATS, st.integers(0, 3))
def test_bytea_like_twin(values, code, start):
    assert_same(
        batch_of(pa.array(values, pa.binary()).slice(start)), [column_type("BLOB")], [code]
    )


@quick
@given(st.data(), FORMATS, st.sampled_from([pa.uint8(), pa.uint16(), pa.uint32()]))
def test_enum_like_twin(data, code, index):
    labels = data.draw(st.lists(TEXTS, min_size=1, max_size=9))
    at = data.draw(st.lists(st.none() | st.integers(0, len(labels) - 1), max_size=12))
    array = pa.DictionaryArray.from_arrays(pa.array(at, index), pa.array(labels, pa.string()))
    batch = batch_of(array.slice(data.draw(st.integers(0, 3))))
    assert_same(batch, [column_type("ENUM('a')")], [code])


@quick
@given(st.data(), st.lists(st.sampled_from(FIXED), max_size=12))
def test_columns_of_many_types_like_twin(data, cases):
    rows = data.draw(st.integers(1, 4))
    arrays = []
    for case in cases:
        values = data.draw(st.lists(case.values, min_size=rows, max_size=rows))
        valid = data.draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows))
        arrays.append(case.array(values, valid))
    if arrays:
        formats = [data.draw(FORMATS) for _ in cases]
        assert_same(batch_of(*arrays), [case.column for case in cases], formats)


def list_column(duckdb_name):
    return column_type(f"{duckdb_name}[]")


def list_slices(data, elements):
    """Draw a slice of a list array over these elements, NULL lists among them."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(elements)), min_size=1, max_size=6)))
    offsets = pa.array(cuts, pa.int32())
    lists = pa.ListArray.from_arrays(offsets, elements)
    if data.draw(st.booleans()):
        valid = data.draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
        lists = pa.ListArray.from_arrays(offsets, elements, mask=pa.array(valid, pa.bool_()))
    return lists.slice(data.draw(st.integers(0, 2)))


@pytest.mark.parametrize(
    "case", [case for case in FIXED if not case.announced], ids=lambda c: f"{c.duckdb}-{c.layout}"
)
@quick
@given(data=st.data(), code=FORMATS)
def test_array_of_fixed_size_like_twin(case, data, code):
    lists = list_slices(data, data.draw(slices(case)))
    assert_same(batch_of(lists), [list_column(case.duckdb)], [code])


AWKWARD = st.sampled_from(
    ["", "NULL", "null", "nulls", "a b", "a,b", '"', "\\", "{}", "x" * 40, "\v", "é"]
)


@quick
@given(st.data(), FORMATS)
def test_array_of_text_like_twin(data, code):
    words = data.draw(st.lists(st.none() | AWKWARD | TEXTS, max_size=12))
    lists = list_slices(data, pa.array(words, pa.string()))
    assert_same(batch_of(lists), [list_column("VARCHAR")], [code])


@pytest.mark.parametrize("code", [0, 1])
def test_arrays_longer_than_a_chunk_like_twin(code):
    lists = pa.array(
        [list(range(500)), [], None, [None] * 130, list(range(64))], pa.list_(pa.int64())
    )
    fixed = pa.array([[n, None] for n in range(5)], pa.list_(pa.int32(), 2))
    columns = [list_column("BIGINT"), column_type("INTEGER[2]"), column_type("INTEGER")]
    batch = batch_of(lists, fixed, pa.array(range(5), pa.int32()))
    assert_same(batch, columns, [code] * 3)
    assert_same(batch.slice(3), columns, [code] * 3)


def test_array_element_out_of_range_is_22003():
    column = with_oid(list_column("BIGINT"), OID_OF["_int4"])
    batch = batch_of(pa.array([[1], [2, 2**31]], pa.list_(pa.int64())))
    with pytest.raises(PgError, match="integer out of range"):
        RowEncoder([column], [0], STYLE).encode(batch)


@pytest.mark.parametrize("rows", [0, 1, 127, 128, 129, 2047, 2048])
def test_chunk_edges_like_twin(rows):
    numbers = pa.array([None if n % 7 == 3 else n * n for n in range(rows)], pa.int32())
    words = pa.array([None if n % 5 == 2 else "x" * (n % 40) for n in range(rows)], pa.string())
    columns = [column_type("INTEGER"), column_type("VARCHAR")]
    assert_same(batch_of(numbers, words), columns, [0, 0])
    assert_same(batch_of(words.slice(rows // 2), numbers.slice(rows // 2)), columns[::-1], [0, 1])


def test_no_columns_are_rows_without_fields():
    batch = pa.RecordBatch.from_struct_array(pa.array([{}, {}], pa.struct([])))
    assert bytes(RowEncoder([], [], STYLE).encode(batch)) == b"D\0\0\0\x06\0\0" * 2


EXPRESSIONS = [
    "true", "1::tinyint", "-1::hugeint", "'170141183460469231731687303715884105729'::uhugeint",
    "1.50::decimal(9,3)", "1e100::double", "1.1::float", "date '-infinity'",
    "date '0044-03-15 (BC)'",
    "time '24:00:00'", "'12:00:00.5+02:30'::timetz", "timestamp 'infinity'",
    "timestamptz '2024-07-01 12:00:00+00'", "'1999-12-31 23:59:59'::timestamp_s",
    "'1999-12-31 23:59:59.123456789'::timestamp_ns", "interval '-1 month 2 days -3.5 seconds'",
    "uuid '00112233-4455-6677-8899-aabbccddeeff'", """'{"a": 1}'::json""", "'10110'::bit",
    "'-12345678901234567890123456789012345678901234567890'::bignum", "'b'::enum('a', 'b')",
    "'\\x00\\xFF'::blob", "[1, null, 3]", "[[1, 2], [3, 4]]", "['a', null, 'b \"c\" \\ ,']",
    "[]::integer[]", "map {'k': 1}", "{'a': 1, 'b': 'x y'}",
    "union_value(k := 1)", "[date '2020-01-01', null]", "[1.50::decimal(5,2)]",
    "[timestamp '2020-01-01 00:00:00']", "[{'a': 1}]", "[true]", "null",
]  # fmt: skip


@pytest.fixture(scope="module")
def duck():
    with duckdb.connect() as connection:
        connection.execute("SET arrow_lossless_conversion = true")
        yield connection


@pytest.mark.parametrize("code", [0, 1])
def test_batches_of_duckdb_like_twin(duck, code):
    """Every type as DuckDB itself lays it out, with a NULL in between, whole and sliced."""
    listed = "CASE WHEN i % 3 <> 1 THEN [1, 2] END::integer[2], "
    listed += ", ".join(f"CASE WHEN i % 3 <> 1 THEN {sql} END" for sql in EXPRESSIONS)
    sql = f"SELECT {listed} FROM range(300) t(i)"
    columns = [column_type(str(name)) for name in duck.sql(sql).types]
    batch = next(iter(duck.execute(sql).to_arrow_reader(2048)))
    assert_same(batch, columns, [code] * len(columns), OutputStyle(time_zone="Asia/Kolkata"))
    assert_same(batch.slice(130, 7), columns, [code] * len(columns))


def test_encoder_takes_batches_of_changing_nulls_and_sizes():
    encoder = RowEncoder([column_type("BIGINT")], [0], STYLE)
    for values in ([1], [None, 2], list(range(500)), [None] * 3):
        batch = batch_of(pa.array(values, pa.int64()))
        expected = encode_rows(batch, [column_type("BIGINT")], [0], STYLE)
        assert bytes(encoder.encode(batch)) == expected


def test_encoders_made_before_the_first_batch_share_the_plan():
    columns = [column_type("INTERVAL"), column_type("SMALLINT"), list_column("SMALLINT")]
    arrays = [pa.array([None], pa.month_day_nano_interval()), pa.array([5], pa.int16())]
    batch = batch_of(*arrays, pa.array([[6, 7]], pa.list_(pa.int16())))
    encoders = [RowEncoder(columns, [1, 0, 0], STYLE) for _ in range(3)]
    expected = encode_rows(batch, columns, [1, 0, 0], STYLE)
    assert [bytes(encoder.encode(batch)) for encoder in encoders * 2] == [expected] * 6


def test_encoders_on_many_threads_do_not_disturb_each_other(duck):
    sql = "SELECT i, i::VARCHAR, date '2000-01-01' + i::INTEGER, [i], i / 7 FROM range(900) t(i)"
    columns = [column_type(str(name)) for name in duck.sql(sql).types]
    batch = next(iter(duck.execute(sql).to_arrow_reader(2048)))
    expected, seen = encode_rows(batch, columns, [0] * 5, STYLE), []

    def encode():
        encoders = (RowEncoder(columns, [0] * 5, STYLE) for _ in range(9))
        seen.extend(bytes(encoder.encode(batch)) == expected for encoder in encoders)

    threads = [threading.Thread(target=encode) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 36


def test_encoder_plans_again_when_the_arrow_type_changes():
    """The buffers are read by what the batch says they are, never by what the last one said."""
    encoder = RowEncoder([column_type("BIGINT")], [0], STYLE)
    wide = batch_of(pa.array([2**40], pa.int64()))
    narrow = batch_of(pa.array([7], pa.int8()))
    for batch in (wide, narrow, wide):
        again = RowEncoder([column_type("BIGINT")], [0], STYLE)
        assert bytes(encoder.encode(batch)) == bytes(again.encode(batch))


@pytest.mark.parametrize("dictionary", [False, True])
def test_zero_byte_in_text_is_22021(dictionary):
    array = pa.array(["abc", "a\0c"])
    batch = batch_of(array.dictionary_encode() if dictionary else array)
    with pytest.raises(PgError) as caught:
        RowEncoder([column_type("VARCHAR")], [1], STYLE).encode(batch)
    assert caught.value.sqlstate == "22021"


def test_zero_byte_in_array_of_text_is_22021():
    with pytest.raises(PgError) as caught:
        RowEncoder([list_column("VARCHAR")], [0], STYLE).encode(batch_of(pa.array([["a", "\0"]])))
    assert caught.value.sqlstate == "22021"


def test_zero_byte_outside_the_rows_is_nobodys_error():
    array = pa.array(["a\0c", "abc", "\0"])
    assert_same(batch_of(array.slice(1, 1)), [column_type("VARCHAR")], [0])
    labels = pa.DictionaryArray.from_arrays(pa.array([1], pa.uint8()), pa.array(["\0", "b"]))
    assert_same(batch_of(labels), [column_type("ENUM('b')")], [0])


OUT_OF_RANGE = [
    ("BIGINT", "int4", pa.int64(), 2**31, "integer out of range"),
    ("BIGINT", "int2", pa.int64(), -(2**15) - 1, "smallint out of range"),
    ("BIGINT", "oid", pa.int64(), -1, "OID out of range"),
    ("UBIGINT", "int8", pa.uint64(), 2**63, "bigint out of range"),
]


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("name", "announced", "arrow", "value", "message"), OUT_OF_RANGE)
def test_value_beyond_announced_type_is_22003(name, announced, arrow, value, message, code):
    column = with_oid(column_type(name), OID_OF[announced])
    batch = batch_of(pa.array([1, value], arrow))
    with pytest.raises(PgError, match=message) as caught:
        RowEncoder([column], [code], STYLE).encode(batch)
    assert caught.value.sqlstate == "22003"


def test_value_out_of_range_below_a_null_is_no_error():
    column = with_oid(column_type("BIGINT"), OID_OF["int4"])
    buffers = [pa.py_buffer(b"\0"), pa.py_buffer((2**40).to_bytes(8, "little"))]
    batch = batch_of(pa.Array.from_buffers(pa.int64(), 1, buffers))
    assert_same(batch, [column], [0])


@pytest.mark.parametrize(
    ("name", "arrow", "value"),
    [
        ("DATE", pa.date32(), -(2**31) + 10_956),
        ("TIMESTAMP", pa.timestamp("us"), -9_223_372_022_400_000_000),
    ],
)
def test_first_days_of_duckdb_have_text_but_no_binary_form(name, arrow, value):
    batch = batch_of(pa.array([value], pa.int32() if name == "DATE" else pa.int64()).view(arrow))
    assert_same(batch, [column_type(name)], [0])
    with pytest.raises(PgError, match=f"{name.lower()} out of range") as caught:
        RowEncoder([column_type(name)], [1], STYLE).encode(batch)
    assert caught.value.sqlstate == "22008"


@pytest.mark.parametrize("value", [9_223_372_036_854_775_806, -9_223_372_022_400_000_000])
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns"])
def test_ends_of_time_in_a_zone(value, zone):
    batch = batch_of(pa.array([value], pa.int64()).view(pa.timestamp("us", "UTC")))
    column = column_type("TIMESTAMP WITH TIME ZONE")
    assert_same(batch, [column], [0], OutputStyle(time_zone=zone))


@pytest.mark.parametrize("digits", [0, -3])
def test_fewer_float_digits_go_the_slow_way(digits):
    style = OutputStyle(extra_float_digits=digits)
    batch = batch_of(pa.array([0.1 + 0.2, None, 1e300], pa.float64()))
    assert_same(batch, [column_type("DOUBLE")], [0], style)


def test_encoders_of_one_description_do_not_disturb_each_other():
    """Two sessions that begin the same statement at once both plan, each for itself."""
    columns = [ColumnType(23, "int4", 4, source="INTEGER")]
    style = OutputStyle(time_zone="Etc/GMT+7")  # no other test's, so that nothing is planned yet
    batch = pa.RecordBatch.from_arrays([pa.array([1, 2], pa.int32())], ["c"])
    first, second = (RowEncoder(columns, [0], style) for _ in range(2))
    assert bytes(first.encode(batch)) == bytes(second.encode(batch))
    assert bytes(second.encode(batch)) == encode_rows(batch, columns, [0], style)
