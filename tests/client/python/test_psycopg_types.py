"""psycopg 3: every type, as a result and as a parameter, in both formats."""

import datetime as dt
import math
import uuid
from decimal import Decimal

import psycopg
import pytest
from psycopg.types.json import Json, Jsonb

pytestmark = pytest.mark.slow

UTC = dt.UTC

# an SQL expression, its type's OID, the Python value
RESULTS = {
    "smallint": ("(-7)::smallint", 21, -7),
    "smallint least": ("(-32768)::smallint", 21, -32768),
    "integer": ("2147483647::integer", 23, 2147483647),
    "bigint": ("9223372036854775807::bigint", 20, 9223372036854775807),
    "real": ("1.5::real", 700, 1.5),
    "double": ("0.1::double precision", 701, 0.1),
    "double small": ("5e-324::double precision", 701, 5e-324),
    "double infinity": ("'-infinity'::double precision", 701, -math.inf),
    "numeric": ("12.340::numeric(8,3)", 1700, Decimal("12.340")),
    "numeric negative": ("(-0.05)::numeric(8,2)", 1700, Decimal("-0.05")),
    "numeric without fraction": ("120000::numeric(12,0)", 1700, Decimal("120000")),
    "numeric wide": (
        "12345678901234567890123456.789012::numeric(38,6)",
        1700,
        Decimal("12345678901234567890123456.789012"),
    ),
    "numeric zero": ("0::numeric(6,4)", 1700, Decimal("0.0000")),
    "text": ("'Füße ☃'::text", 25, "Füße ☃"),
    "text empty": ("''::text", 25, ""),
    "boolean": ("true", 16, True),
    "boolean false": ("false", 16, False),
    "bytea": ("'it''s'::bytea", 17, b"it's"),
    "date": ("date '2024-02-29'", 1082, dt.date(2024, 2, 29)),
    "date before 2000": ("date '1969-12-31'", 1082, dt.date(1969, 12, 31)),
    "date first": ("date '0001-01-01'", 1082, dt.date(1, 1, 1)),
    "time": ("time '10:11:12.5'", 1083, dt.time(10, 11, 12, 500000)),
    "time midnight": ("time '00:00:00'", 1083, dt.time(0)),
    "timetz": (
        "'10:11:12+05:30'::time with time zone",
        1266,
        dt.time(10, 11, 12, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ),
    "timestamp": (
        "timestamp '2024-02-03 04:05:06.789'",
        1114,
        dt.datetime(2024, 2, 3, 4, 5, 6, 789000),
    ),
    "timestamp before 1970": (
        "timestamp '1899-12-31 23:59:59.999999'",
        1114,
        dt.datetime(1899, 12, 31, 23, 59, 59, 999999),
    ),
    "timestamptz": (
        "timestamptz '2024-02-03 04:05:06.000001+02'",
        1184,
        dt.datetime(2024, 2, 3, 2, 5, 6, 1, tzinfo=UTC),
    ),
    "interval": (
        "interval '2 days 03:04:05.5'",
        1186,
        dt.timedelta(days=2, hours=3, minutes=4, seconds=5.5),
    ),
    "interval negative": ("interval '-3 hours'", 1186, dt.timedelta(hours=-3)),
    "uuid": (
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
        2950,
        uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ),
    "json": ('\'{"k": [1, null, "x"]}\'::json', 114, {"k": [1, None, "x"]}),
    "integers": ("array[1,2,null,-4]", 1007, [1, 2, None, -4]),
    "bigints": ("array[1::bigint, 9007199254740993]", 1016, [1, 9007199254740993]),
    "doubles": ("array[1.5, 0.1]::double precision[]", 1022, [1.5, 0.1]),
    "texts": (
        "array['a','b,\"c\\',null,'','null']::text[]",
        1009,
        ["a", 'b,"c\\', None, "", "null"],
    ),
    "booleans": ("array[true,false]", 1000, [True, False]),
    "dates": ("array[date '2024-01-01']", 1182, [dt.date(2024, 1, 1)]),
    "numerics": ("array[1.50,2.25]::numeric(5,2)[]", 1231, [Decimal("1.50"), Decimal("2.25")]),
    "array of arrays": ("array[array[1,2],array[3,4]]", 1007, [[1, 2], [3, 4]]),
    "array empty": ("array[]::integer[]", 1007, []),
}

# a type's name, a Python value
PARAMETERS = {
    "smallint": ("smallint", -5),
    "integer": ("integer", 2_000_000_000),
    "bigint": ("bigint", 2**62),
    "real": ("real", 1.25),
    "double": ("double precision", 0.1),
    "double nan": ("double precision", math.nan),
    "numeric": ("numeric(12,4)", Decimal("-1234.5600")),
    "numeric small": ("numeric(12,8)", Decimal("0.00010000")),
    "numeric wide": ("numeric(38,0)", Decimal(10**37)),
    "text": ("text", 'it\'s \\ "é" 🦆\n\t'),
    "text empty": ("text", ""),
    "boolean": ("boolean", True),
    "bytea": ("bytea", bytes(range(256))),
    "bytea empty": ("bytea", b""),
    "date": ("date", dt.date(1955, 5, 5)),
    "time": ("time", dt.time(1, 2, 3, 4)),
    "timestamp": ("timestamp", dt.datetime(2024, 1, 1, 2, 3, 4, 5)),
    "timestamptz": ("timestamp with time zone", dt.datetime(2024, 7, 1, 12, tzinfo=UTC)),
    "interval": ("interval", dt.timedelta(days=1, seconds=5, microseconds=6)),
    "uuid": ("uuid", uuid.UUID(int=7)),
    "integers": ("integer[]", [1, None, 3]),
    "bigints": ("bigint[]", [2**40]),
    "texts": ("text[]", ["a", 'b"', None, "{}", ""]),
    "doubles": ("double precision[]", [1.5, -2.25]),
    "dates": ("date[]", [dt.date(2024, 1, 1), None]),
    "null": ("integer", None),
}


@pytest.fixture(scope="module")
def connection(target):
    with psycopg.connect(target.dsn, autocommit=True) as opened:
        opened.execute("set timezone to 'UTC'")
        yield opened


def same(found, wanted):
    if isinstance(wanted, float) and math.isnan(wanted):
        return math.isnan(found)
    return type(found) is type(wanted) and found == wanted and str(found) == str(wanted)


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
@pytest.mark.parametrize("name", RESULTS)
def test_result(connection, name, binary):
    expression, oid, wanted = RESULTS[name]
    cursor = connection.execute(f"select {expression} as v", binary=binary)
    assert cursor.description[0].type_code == oid
    (found,) = cursor.fetchone()
    if isinstance(wanted, dt.datetime) and wanted.tzinfo:
        found = found.astimezone(UTC)
    assert same(found, wanted), (found, wanted)


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
@pytest.mark.parametrize("name", RESULTS)
def test_null_result(connection, name, binary):
    expression, oid, _ = RESULTS[name]
    query = f"select case when 1 = 2 then {expression} end as v"
    cursor = connection.execute(query, binary=binary)
    assert cursor.description[0].type_code == oid
    assert cursor.fetchone() == (None,)


@pytest.mark.parametrize("placeholder", ["%t", "%b"], ids=["text", "binary"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter(connection, name, placeholder):
    type_name, wanted = PARAMETERS[name]
    query = f"select {placeholder}::{type_name}"
    (found,) = connection.execute(query, [wanted], binary=True).fetchone()
    if isinstance(wanted, dt.datetime) and wanted.tzinfo:
        found = found.astimezone(UTC)
    assert same(found, wanted), (found, wanted)


@pytest.mark.parametrize("placeholder", ["%t", "%b"], ids=["text", "binary"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_through_a_column(connection, table, name, placeholder):
    type_name, wanted = PARAMETERS[name]
    connection.execute(f"create table {table}(v {type_name})")
    connection.execute(f"insert into {table} values ({placeholder})", [wanted])
    (found,) = connection.execute(f"select v from {table}").fetchone()
    if isinstance(wanted, dt.datetime) and wanted.tzinfo:
        found = found.astimezone(UTC)
    assert same(found, wanted), (found, wanted)


@pytest.mark.parametrize("placeholder", ["%t", "%b"], ids=["text", "binary"])
@pytest.mark.parametrize("wrapper", [Json, Jsonb])
def test_json_parameter(connection, table, wrapper, placeholder):
    value = {"k": [1, None, "x ☃"], "f": 1.5, "n": {}}
    assert connection.execute(f"select {placeholder}", [wrapper(value)]).fetchone() == (value,)
    connection.execute(f"create table {table}(v json)")
    connection.execute(f"insert into {table} values ({placeholder})", [wrapper(value)])
    assert connection.execute(f"select v from {table}").fetchone() == (value,)


def test_numeric_keeps_its_precision_and_scale(connection, table):
    connection.execute(f"create table {table}(n numeric(10,2))")
    (column,) = connection.execute(f"select n from {table}").description
    assert (column.type_code, column.precision, column.scale) == (1700, 10, 2)


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_many_rows_of_many_types(connection, table, binary):
    connection.execute(
        f"create table {table}(a integer primary key, b bigint, c text, d numeric(12,2), e date,"
        " f timestamp, g boolean, h double precision)"
    )
    rows = [
        (
            n,
            None if n % 7 == 0 else n * 10**10,
            None if n % 5 == 0 else f"row ☃ {n}",
            Decimal(n) / 100,
            dt.date(2000, 1, 1) + dt.timedelta(days=n - 1500),
            dt.datetime(2024, 1, 1) + dt.timedelta(microseconds=n * 1_000_003),
            None if n % 3 == 0 else n % 2 == 0,
            n / 8,
        )
        for n in range(3000)
    ]
    holes = ",".join(["(%s,%s,%s,%s,%s,%s,%s,%s)"] * 1000)
    for start in range(0, 3000, 1000):
        flat = [value for row in rows[start : start + 1000] for value in row]
        connection.execute(f"insert into {table} values {holes}", flat)
    cursor = connection.execute(f"select * from {table} order by a", binary=binary)
    assert cursor.fetchall() == rows


def test_time_zone_of_the_session_is_applied(connection):
    connection.execute("set timezone to 'America/New_York'")
    try:
        (found,) = connection.execute("select timestamptz '2024-07-01 12:00:00+00'").fetchone()
        assert found.isoformat() == "2024-07-01T08:00:00-04:00"
        (text,) = connection.execute(
            "select cast(timestamptz '2024-01-01 12:00:00+00' as text)"
        ).fetchone()
        assert text == "2024-01-01 07:00:00-05"
    finally:
        connection.execute("set timezone to 'UTC'")
