"""Arrow batches straight from DuckDB, whole and sliced, against values written down by hand."""

import struct
from decimal import Decimal

import duckdb
import duckdb_extensions
import pyarrow as pa
import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY, OutputStyle
from duckgres.rows.python_rows import encode_rows, raw_values

UUID = "12345678-90ab-cdef-1234-567890abcdef"
BIG = 2**127 - 1
INFINITE = [TIMESTAMP_INFINITY, -TIMESTAMP_INFINITY]

# DuckDB expression -> raw value.
VALUES = [
    ("true", True),
    ("(-5)::TINYINT", -5),
    ("255::UTINYINT", 255),
    ("65535::USMALLINT", 65_535),
    ("4294967295::UINTEGER", 4_294_967_295),
    ("18446744073709551615::UBIGINT", Decimal(2**64 - 1)),
    (f"{BIG}::HUGEINT", Decimal(BIG)),
    (f"(-{BIG})::HUGEINT", Decimal(-BIG)),
    ("340282366920938463463374607431768211455::UHUGEINT", Decimal(2**128 - 1)),
    ("'0'::BIGNUM", Decimal(0)),
    ("'-1'::BIGNUM", Decimal(-1)),
    (f"'{10**50}'::BIGNUM", Decimal(10**50)),
    (f"'-{10**50 + 7}'::BIGNUM", Decimal(-(10**50) - 7)),
    ("1.5::FLOAT", 1.5),
    ("'-inf'::DOUBLE", float("-inf")),
    ("1.50::DECIMAL(4,2)", Decimal("1.50")),
    ("(-0.01)::DECIMAL(10,2)", Decimal("-0.01")),
    ("1.50::DECIMAL(38,11)", Decimal("1.5")),
    ("-100::DECIMAL(38,11)", Decimal("-1E+2")),
    ("12345678901234567890.5::DECIMAL(38,1)", Decimal("12345678901234567890.5")),
    ("'gr\u00fc\u00df'", "gr\u00fc\u00df"),
    ("''", ""),
    (r"'\x00\xFF'::BLOB", b"\0\xff"),
    ("'1'::BIT", "1"),
    ("'0000011111'::BIT", "0000011111"),
    ("'11110000'::BIT", "11110000"),
    ("DATE '2024-02-29'", 19_782),
    ("'infinity'::DATE", DATE_INFINITY),
    ("'-infinity'::DATE", -DATE_INFINITY),
    ("'0044-03-15 (BC)'::DATE", -735_160),
    ("'5877642-06-25 (BC)'::DATE", -(2**31) + 2),
    ("TIME '24:00:00'", 86_400_000_000),
    ("'12:00:00.123456789'::TIME_NS", 43_200_123_456),
    ("'12:34:56.789+02:30:15'::TIMETZ", (45_296_789_000, 9_015)),
    ("'00:00:00-15:59:59'::TIMETZ", (0, -57_599)),
    ("TIMESTAMP '1969-12-31 23:59:59.999999'", -1),
    ("'290309-12-22 (BC) 00:00:00'::TIMESTAMP", -9_223_372_022_400_000_000),
    ("'2024-01-05 10:11:12'::TIMESTAMP_S", 1_704_449_472_000_000),
    ("'2024-01-05 10:11:12.345'::TIMESTAMP_MS", 1_704_449_472_345_000),
    ("'2024-01-05 10:11:12.345678912'::TIMESTAMP_NS", 1_704_449_472_345_678),
    ("'1969-12-31 23:59:59.999999999'::TIMESTAMP_NS", -1),
    ("'2024-01-05 12:00:00+02'::TIMESTAMPTZ", 1_704_448_800_000_000),
    *((f"'{sign}infinity'::{name}", value)
      for name in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ")
      for sign, value in zip(("", "-"), INFINITE, strict=True)),
    ("INTERVAL '1 month -2 days'", (1, -2, 0)),
    ("to_microseconds(-1)", (0, 0, -1)),
    (f"'{UUID}'::UUID", bytes.fromhex(UUID.replace("-", ""))),
    ("'{\"a\": 1}'::JSON", '{"a": 1}'),
    ("'b''c'::ENUM('a', 'b''c')", "b'c"),
    ("[1, NULL, 3]", [1, None, 3]),
    ("[]::INTEGER[]", []),
    ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
    ("[[1], NULL, []]", [[1], None, []]),
    ("[1, 2]::INTEGER[2]", [1, 2]),
    ("[[1, 2], [3, NULL]]::INTEGER[2][2]", [[1, 2], [3, None]]),
    ("[true, NULL]", [True, None]),
    ("[DATE 'infinity']", [DATE_INFINITY]),
    (f"[{BIG}::HUGEINT]", [Decimal(BIG)]),
    (f"['{UUID}'::UUID]", [bytes.fromhex(UUID.replace("-", ""))]),
    ("['x'::ENUM('y', 'x')]", ["x"]),
    ("['101'::BIT]", ["101"]),
    ("{'a': 1, 'b': NULL::VARCHAR}", (1, None)),
    ("row(1, [true])", (1, [True])),
    ("[{'a': 1}, NULL]", [(1,), None]),
    ("MAP {'a': 1, 'b\"': NULL}", '{"a":1,"b\\"":null}'),
    ("MAP {1: [1.50, NULL]}", '{"1":[1.50,null]}'),
    ("MAP {'k': MAP {'n': 'nan'::DOUBLE}}", '{"k":{"n":"NaN"}}'),
    ("MAP {'k': {'t': '2024-01-05 12:00:00+02'::TIMESTAMPTZ}}",
     '{"k":{"t":"2024-01-05T10:00:00+00:00"}}'),
    ("MAP {}::MAP(VARCHAR, INTEGER)", "{}"),
    ("union_value(a := 1)::UNION(a INTEGER, b VARCHAR)", '{"a":1}'),
    ("union_value(b := 'x')::UNION(a INTEGER, b VARCHAR)", '{"b":"x"}'),
    ("[MAP {'a': 1}]", ['{"a":1}']),
]  # fmt: skip
# Ragged lists have no array form, DuckDB's first days no binary form.
ODD = ("NULL, []", "5877642", "290309")


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect()
    duckdb_extensions.import_extension("icu", con=connection)
    connection.execute("LOAD icu; SET TimeZone = 'UTC'; SET arrow_lossless_conversion = true")
    yield connection
    connection.close()


def fetch(database, query):
    """Return the batch and the columns' types."""
    database.execute(query)
    columns = [column_type(str(description[1])) for description in database.description]
    table = database.to_arrow_reader(10_000).read_all().combine_chunks()
    return table.to_batches()[0], columns


@pytest.mark.parametrize(("expression", "raw"), VALUES, ids=[value[0] for value in VALUES])
def test_raw_values_of_whole_and_sliced_batches(database, expression, raw):
    # A NULL, twice the value and a NULL, so that offsets, masks and lengths all count.
    pair = f"(SELECT 1 AS i, {expression} AS v UNION ALL SELECT 2, {expression})"
    query = f"SELECT v FROM range(4) LEFT JOIN {pair} ON range = i ORDER BY range"
    batch, (column,) = fetch(database, query)
    expected = [None, raw, raw, None]
    for start in range(4):
        for length in range(5 - start):
            found = raw_values(batch.column(0).slice(start, length), column)
            assert found == expected[start : start + length]
    assert type(raw_values(batch.column(0), column)[1]) is type(raw)


@pytest.mark.parametrize(("expression", "raw"), VALUES, ids=[value[0] for value in VALUES])
def test_values_inside_of_lists_and_structs_are_the_same(database, expression, raw):
    if isinstance(raw, list):
        raw = [raw]
    query = f"SELECT [{expression}, NULL], {{'f': {expression}}} FROM range(3)"
    batch, (lists, structs) = fetch(database, query)
    inner = [*raw, None] if isinstance(raw, list) else [raw, None]
    assert raw_values(batch.column(0).slice(1), lists) == [inner] * 2
    field = raw[0] if isinstance(raw, list) else raw
    assert raw_values(batch.column(1).slice(1), structs) == [(field,)] * 2


def test_a_null_union_is_null(database):
    batch, (column,) = fetch(database, "SELECT NULL::UNION(a INTEGER, b VARCHAR)")
    assert raw_values(batch.column(0), column) == [None]


def test_an_untyped_empty_list_is_an_empty_text_array(database):
    batch, (column,) = fetch(database, "SELECT x FROM (SELECT [] AS x)")
    assert encode_rows(batch, [column], [0], OutputStyle()).endswith(b"{}")


@pytest.mark.parametrize(
    ("expression", "oid", "raw"),
    [
        ("sum(i)::HUGEINT", oids.INT8, 6),
        ("max(i)", oids.INT4, 3),
        ("max(i)", oids.OID, 3),
        ("1.5::DOUBLE", oids.NUMERIC, Decimal("1.5")),
        ("'nan'::DOUBLE", oids.FLOAT4, float),
        ("2.5::DECIMAL(3,1)", oids.FLOAT8, 2.5),
        ("'x'::VARCHAR", oids.NAME, "x"),
        ("MAP {'a': 1}", oids.JSONB, '{"a":1}'),
        ("[1::BIGINT, 2]", oids.OIDVECTOR, [1, 2]),
        ("[1::BIGINT, 2]", 1007, [1, 2]),
    ],
)
def test_a_column_announced_as_another_type_has_its_raw_values(database, expression, oid, raw):
    batch, (column,) = fetch(database, f"SELECT {expression} FROM range(4) t(i) LIMIT 1")
    (value,) = raw_values(batch.column(0), with_oid(column, oid))
    assert isinstance(value, float) if raw is float else (value, type(value)) == (raw, type(raw))


def test_a_value_too_big_for_the_announced_type_is_22003(database):
    batch, (column,) = fetch(database, "SELECT 3000000000::BIGINT")
    with pytest.raises(PgError) as caught:
        encode_rows(batch, [with_oid(column, oids.INT4)], [1], OutputStyle())
    assert caught.value.sqlstate == "22003"


def test_rows_are_data_row_messages(database):
    query = "SELECT i::INTEGER, CASE WHEN i = 2 THEN 'xy' END FROM range(1, 3) t(i)"
    batch, columns = fetch(database, query)
    out = encode_rows(batch, columns, [1, 0], OutputStyle())
    first = struct.pack(">hii", 2, 4, 1) + b"\xff\xff\xff\xff"
    second = struct.pack(">hii", 2, 4, 2) + struct.pack(">i", 2) + b"xy"
    assert out == b"".join(b"D" + struct.pack(">i", len(row) + 4) + row for row in (first, second))


def test_a_sliced_batch_gives_the_rows_of_the_slice(database):
    names = ", ".join(
        expression for expression, _ in VALUES if not any(map(expression.count, ODD))
    )
    batch, columns = fetch(database, f"SELECT i, {names} FROM range(5) t(i)")
    for formats in ([0] * len(columns), [1] * len(columns)):
        whole = encode_rows(batch, columns, formats, OutputStyle())
        parts = [
            encode_rows(batch.slice(at, 1), columns, formats, OutputStyle()) for at in range(5)
        ]
        assert b"".join(parts) == whole


def test_no_rows_and_no_columns(database):
    batch, columns = fetch(database, "SELECT 1 FROM range(1)")
    assert encode_rows(batch.slice(1), columns, [0], OutputStyle()) == b""


def test_the_sessions_zone_and_float_digits_count(database):
    batch, columns = fetch(
        database, "SELECT TIMESTAMPTZ '2024-07-05 12:00:00+00', 0.1::DOUBLE + 0.2"
    )
    out = encode_rows(batch, columns, [0, 0], OutputStyle("Europe/Berlin", 0))
    assert b"2024-07-05 14:00:00+02" in out
    assert out.endswith(b"\x030.3")


def test_ragged_lists_are_0a000(database):
    batch, columns = fetch(database, "SELECT [[1], [2, 3]]")
    with pytest.raises(PgError) as caught:
        encode_rows(batch, columns, [0], OutputStyle())
    assert caught.value.sqlstate == "0A000"


# Recorded: SELECT 2.5::float8::int4 and so on.
ROUNDED = [
    (2.5, "int4", b"2"),
    (3.5, "int4", b"4"),
    (-2.5, "int8", b"-2"),
    (Decimal("2.5"), "int4", b"3"),
    (Decimal("-2.5"), "int8", b"-3"),
    (2.5, "int2", b"2"),
]


def one_value(value, announced, code=0):
    is_float = isinstance(value, float)
    source = "DOUBLE" if is_float else "DECIMAL(15,1)" if isinstance(value, Decimal) else "BIGINT"
    arrow = {"DOUBLE": pa.float64(), "BIGINT": pa.int64()}.get(source, pa.decimal128(15, 1))
    batch = pa.RecordBatch.from_arrays([pa.array([value], arrow)], ["c"])
    column = with_oid(column_type(source), OID_OF[announced])
    return encode_rows(batch, [column], [code], OutputStyle())[11:]


@pytest.mark.parametrize(("value", "announced", "text"), ROUNDED)
def test_number_announced_as_an_integer_is_rounded(value, announced, text):
    assert one_value(value, announced) == text


REFUSED = [
    (float("nan"), "int4", "integer out of range"),
    (float("inf"), "int8", "bigint out of range"),
    (float("nan"), "int2", "smallint out of range"),
    (1e300, "int8", "bigint out of range"),
    (1e300, "float4", "value out of range: overflow"),
    (1e-300, "float4", "value out of range: underflow"),
    (-1, "oid", "OID out of range"),
    (2**32, "oid", "OID out of range"),
    (Decimal("1e10"), "int4", "integer out of range"),
    (99999, "int2", "smallint out of range"),
]


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("value", "announced", "message"), REFUSED)
def test_number_beyond_the_announced_type_is_22003(value, announced, message, code):
    with pytest.raises(PgError) as caught:
        one_value(value, announced, code)
    assert (caught.value.message, caught.value.sqlstate) == (message, "22003")
