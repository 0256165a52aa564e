"""Every literal is run in DuckDB and must be the value that was sent."""

import math
import struct
from decimal import Decimal

import duckdb
import duckdb_extensions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.calendar import MICROSECONDS_PER_DAY
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.parameters import literal
from duckgres.pgtypes.registry import binary_decoder, binary_encoder, text_encoder
from duckgres.pgtypes.types import ColumnType, OutputStyle
from duckgres.rows.python_rows import raw_values
from tests.unit.pgtypes.recorded import VALUES, label, of_types
from tests.unit.pgtypes.test_registry import column, same

few = settings(max_examples=50, deadline=None)
TYPE_NAMES = sorted({line["type"] for line in VALUES})


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect()
    duckdb_extensions.import_extension("icu", con=connection)
    connection.execute("LOAD icu; SET TimeZone = 'America/New_York'")
    connection.execute("SET arrow_lossless_conversion = true")
    yield connection
    connection.close()


def run(database, expression):
    """Return DuckDB's type of the expression and its raw value."""
    database.execute(f"SELECT {expression} AS value")
    name = str(database.description[0][1])
    table = database.to_arrow_reader(1).read_all()
    return name, raw_values(table.column(0).chunk(0), column_type(name))[0]


@pytest.mark.parametrize("name", TYPE_NAMES)
@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_recorded_values_arrive(database, name, binary):
    for line in of_types(name):
        sent = bytes.fromhex(line["binary"]) if binary else line["text"].encode()
        if line["digits"] != 1 or (name == "varbit" and line["text"] == ""):
            continue
        expected = binary_decoder(line["oid"])(bytes.fromhex(line["binary"]))
        _, value = run(database, literal(line["oid"], int(binary), sent))
        if name == "numeric" and not expected.is_finite():
            expected = float(expected)  # DECIMAL has no NaN and no infinity
        if name == "numeric[]":
            assert value == expected, label(line)  # one scale for all
        else:
            assert same(value, expected), label(line)


@pytest.mark.parametrize(
    ("sent", "expression"),
    [
        ("12.50", "CAST('12.50' AS DECIMAL(4,2))"),
        ("0.001", "CAST('0.001' AS DECIMAL(4,3))"),
        ("1e3", "CAST('1000' AS DECIMAL(4,0))"),
        ("NaN", "CAST('NaN' AS DOUBLE)"),
        ("-Infinity", "CAST('-Infinity' AS DOUBLE)"),
        ("9" * 39, f"CAST('{'9' * 39}' AS DOUBLE)"),
        ("0." + "9" * 39, f"CAST('1.{'0' * 37}' AS DECIMAL(38,37))"),
        ("1." + "1" * 40, f"CAST('1.{'1' * 37}' AS DECIMAL(38,37))"),
        ("0." + "0" * 36 + "15", f"CAST('0.{'0' * 36}2' AS DECIMAL(38,37))"),
    ],
)
def test_a_numeric_is_the_smallest_decimal_that_holds_it(database, sent, expression):
    assert literal(oids.NUMERIC, 0, sent.encode()) == expression
    run(database, expression)


@pytest.mark.parametrize(
    ("sent", "name", "texts"),
    [
        ("{1.5,NULL,20}", "DECIMAL(3,1)[]", ["1.5", None, "20.0"]),
        ("{" + "9" * 38 + ",0.5}", "DECIMAL(38,0)[]", ["9" * 38, "1"]),
        ("{1.5,NaN}", "DOUBLE[]", ["1.5", "nan"]),
        ("{{1},{2.25}}", "DECIMAL(3,2)[][]", ["[1.00]", "[2.25]"]),
        ("{}", "DECIMAL(1,0)[]", []),
    ],
)
def test_a_numeric_array_is_one_type_that_holds_all(database, sent, name, texts):
    expression = literal(1231, 0, sent.encode())
    query = f"SELECT typeof(x), CAST(x AS VARCHAR[]) FROM (SELECT {expression} AS x)"
    assert database.execute(query).fetchone() == (name, texts)


def test_a_null_has_the_types_cast():
    assert literal(oids.INT4, 0, None) == "CAST(NULL AS INTEGER)"
    assert literal(1007, 1, None) == "CAST(NULL AS INTEGER[])"
    assert literal(oids.UNKNOWN, 0, None) == literal(0, 0, None) == "NULL"


def test_unknown_is_an_untyped_string():
    assert literal(0, 0, b"it's") == literal(705, 0, b"it's") == "'it''s'"


def test_an_integer_is_no_position_and_fits_limit(database):
    one, two = literal(oids.INT4, 0, b"1"), literal(oids.INT8, 1, struct.pack(">q", 2))
    query = f"SELECT x FROM (VALUES (3), (1), (2)) t(x) ORDER BY {one} LIMIT {two} OFFSET {one}"
    assert database.execute(query).fetchall() == [(1,), (2,)]


@pytest.mark.parametrize("oid", [oids.TEXT, oids.VARCHAR, oids.NAME, oids.UNKNOWN, 0])
@pytest.mark.parametrize("format_code", [0, 1])
def test_a_zero_byte_is_22021(oid, format_code):
    with pytest.raises(PgError) as caught:
        literal(oid, format_code, b"a\0b")
    assert caught.value.sqlstate == "22021"


def test_bad_utf8_is_22021():
    with pytest.raises(PgError) as caught:
        literal(oids.TEXT, 0, b"\xff")
    assert caught.value.sqlstate == "22021"


def test_an_unknown_type_is_42704():
    with pytest.raises(PgError) as caught:
        literal(999_999, 0, b"x")
    assert caught.value.sqlstate == "42704"


def test_an_empty_bit_string_is_refused():
    with pytest.raises(PgError) as caught:
        literal(oids.VARBIT, 0, b"")
    assert caught.value.sqlstate == "0A000"


@pytest.mark.parametrize(
    ("oid", "sent", "raw"),
    [
        (oids.TIMESTAMPTZ, b"2024-01-05 12:00:00", 1_704_474_000_000_000),
        (oids.TIMESTAMPTZ, b"2024-07-05 12:00:00", 1_720_195_200_000_000),
        (oids.TIMETZ, b"12:00:00", (43_200_000_000, -18_000)),
        (1185, b'{"2024-01-05 12:00:00"}', [1_704_474_000_000_000]),
    ],
)
def test_without_a_zone_the_sessions_counts(database, oid, sent, raw):
    assert run(database, literal(oid, 0, sent))[1] == raw


@pytest.mark.parametrize("name", ["DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"])
@pytest.mark.parametrize(
    ("word", "days"), [("now", 0), ("TODAY", 0), ("tomorrow", 1), ("yesterday", -1)]
)
def test_words_of_the_clock_are_the_sessions(database, name, word, days):
    oid = column_type(name).oid
    expression = literal(oid, 0, word.encode())
    query = f"SELECT typeof({expression}), CAST({expression} AS DATE) - current_date"
    assert database.execute(query).fetchone() == (name, days)


def test_an_unreadable_date_is_left_to_duckdb_as_a_string():
    hostile = b"x', 1); DROP TABLE t; --"
    assert literal(oids.DATE, 0, hostile) == "CAST('x'', 1); DROP TABLE t; --' AS DATE)"


def test_an_unreadable_date_bc_is_refused_not_taken_for_ad():
    with pytest.raises(PgError) as caught:
        literal(oids.DATE, 0, b"March 44 BC")
    assert caught.value.sqlstate == "22008"


@few
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_string_arrives_whatever_its_quotes(database, value):
    for oid in (oids.TEXT, oids.UNKNOWN):
        assert run(database, literal(oid, 0, value.encode())) == ("VARCHAR", value)


@few
@given(st.integers(-(2**63), 2**63 - 1))
def test_any_integer_arrives(database, value):
    for format_code, data in ((0, str(value).encode()), (1, struct.pack(">q", value))):
        assert run(database, literal(oids.INT8, format_code, data)) == ("BIGINT", value)


@few
@given(st.floats())
def test_any_float_arrives(database, value):
    data = text_encoder(ColumnType(oids.FLOAT8, "float8"), OutputStyle())(value)
    for format_code, sent in ((0, data), (1, struct.pack(">d", value))):
        name, found = run(database, literal(oids.FLOAT8, format_code, sent))
        assert name == "DOUBLE"
        assert struct.pack(">d", found) == struct.pack(">d", value) or math.isnan(value)


@few
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20
    )
)
def test_any_numeric_arrives_with_its_scale(database, value):
    sent = binary_encoder(ColumnType(oids.NUMERIC, "numeric"))(value)
    name, found = run(database, literal(oids.NUMERIC, 1, sent))
    assert found == value
    assert name.endswith(",6)")


@few
@given(st.binary())
def test_any_bytes_arrive(database, value):
    assert run(database, literal(oids.BYTEA, 1, value)) == ("BLOB", value)


@few
@given(
    st.integers(-210_000 * 365 * MICROSECONDS_PER_DAY // 100, 290_000 * 365 * MICROSECONDS_PER_DAY)
)
def test_any_timestamp_arrives(database, value):
    sent = binary_encoder(ColumnType(oids.TIMESTAMP, "timestamp"))(value)
    for oid in (oids.TIMESTAMP, oids.TIMESTAMPTZ):
        assert run(database, literal(oid, 1, sent))[1] == value


@few
@given(
    st.lists(
        st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
    )
)
def test_any_list_of_strings_arrives(database, value):
    encode = text_encoder(column(1009), OutputStyle())
    assert run(database, literal(1009, 0, encode(value))) == ("VARCHAR[]", value)


@few
@given(
    st.lists(
        st.decimals(
            allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=10**9
        ),
        min_size=1,
    )
)
def test_numeric_lists_share_one_decimal(database, values):
    sent = binary_encoder(column(1231))(values)
    _, found = run(database, literal(1231, 1, sent))
    assert found == [Decimal(value) for value in values]
