import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import (
    PLAIN_NUMERIC,
    column_type,
    digits_as_numeric,
    duckdb_name,
    with_oid,
)

SCALARS = {
    "BOOLEAN": "bool",
    "TINYINT": "int2",
    "UTINYINT": "int2",
    "SMALLINT": "int2",
    "USMALLINT": "int4",
    "INTEGER": "int4",
    "UINTEGER": "int8",
    "BIGINT": "int8",
    "UBIGINT": "numeric",
    "HUGEINT": "numeric",
    "UHUGEINT": "numeric",
    "BIGNUM": "numeric",
    "FLOAT": "float4",
    "DOUBLE": "float8",
    "VARCHAR": "text",
    "BLOB": "bytea",
    "BIT": "varbit",
    "DATE": "date",
    "TIME": "time",
    "TIME_NS": "time",
    "TIME WITH TIME ZONE": "timetz",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "INTERVAL": "interval",
    "UUID": "uuid",
    "JSON": "json",
    '"NULL"': "text",
}


@pytest.mark.parametrize(("name", "kind"), SCALARS.items())
def test_a_scalar_is_announced_as(name, kind):
    column = column_type(name)
    assert (column.oid, column.kind, column.source) == (oids.OID_OF[kind], kind, name)
    assert column.size == oids.TYPES[column.oid].size


def test_a_decimal_has_typmod_and_scale():
    column = column_type("DECIMAL(10,2)")
    assert (column.typmod, column.scale) == (((10 << 16) | 2) + 4, 2)


@pytest.mark.parametrize("name", ["DECIMAL(10,2)[]", "DECIMAL(10,2)[][]"])
def test_an_array_has_the_typmod_of_its_elements(name):
    assert column_type(name).typmod == ((10 << 16) | 2) + 4
    assert with_oid(column_type(name), oids.ARRAY_OF[oids.OID_OF["int8"]]).typmod == -1
    assert column_type("INTEGER[]").typmod == -1


def test_dimensions_are_one_array_type():
    for name in ("INTEGER[]", "INTEGER[3]", "INTEGER[][]", "INTEGER[2][]"):
        column = column_type(name)
        assert (column.oid, column.kind, column.element.kind) == (1007, "array", "int4")
        assert column.source == name


def test_containers_are_announced_as():
    assert column_type("STRUCT(a INTEGER)[]").oid == 2287
    assert column_type("STRUCT(a INTEGER, b VARCHAR)").fields[1][0] == "b"
    assert column_type("ENUM('a')").oid == oids.TEXT
    assert column_type("ENUM('a')[]").oid == 1009
    assert column_type("MAP(VARCHAR, INTEGER)").oid == oids.JSON
    assert column_type("UNION(a INTEGER, b VARCHAR)[]").oid == 199


@pytest.mark.parametrize(
    "name", ["VARIANT", "GEOMETRY", "GEOMETRY('EPSG:4326')", "STRUCT(a VARIANT)", "???"]
)
def test_a_type_without_a_form_is_0a000_with_a_hint(name):
    with pytest.raises(PgError) as caught:
        column_type(name)
    assert caught.value.sqlstate == "0A000"
    assert "Cast" in caught.value.fields.hint


@pytest.mark.parametrize(
    ("name", "oid", "kind"),
    [
        ("BIGINT", oids.INT4, "int4"),
        ("BIGINT", oids.OID, "oid"),
        ("BIGINT", oids.REGCLASS, "oid"),
        ("HUGEINT", oids.INT8, "int8"),
        ("DOUBLE", oids.NUMERIC, "numeric"),
        ("VARCHAR", oids.NAME, "name"),
        ("VARCHAR", oids.CHAR, "char"),
        ("JSON", oids.JSONB, "jsonb"),
        ("MAP(VARCHAR, INTEGER)", oids.JSONB, "jsonb"),
        ("BIT", oids.BIT, "bit"),
        ("VARCHAR[]", 1003, "array"),
        ("BIGINT[]", 1007, "array"),
        ("SMALLINT[]", oids.INT2VECTOR, "int2vector"),
        ("BIGINT[]", oids.OIDVECTOR, "oidvector"),
    ],
)
def test_a_column_is_announced_as_another_type(name, oid, kind):
    column = with_oid(column_type(name), oid)
    assert (column.oid, column.kind, column.source) == (oid, kind, name)


@pytest.mark.parametrize(
    ("name", "oid"),
    [
        ("VARCHAR", oids.INT4),
        ("DATE", oids.INT4),
        ("INTEGER", 999_999),
        ("INTEGER[]", oids.INT4),
        ("VARCHAR[]", 1007),
        ("INTEGER", 1007),
        ("STRUCT(a INTEGER)", oids.TEXT),
        ("VARCHAR[]", oids.OIDVECTOR),
    ],
)
def test_a_column_that_cannot_be_announced_so_stays(name, oid):
    assert with_oid(column_type(name), oid) == column_type(name)


def test_a_map_announced_as_jsonb_keeps_its_parts():
    assert with_oid(column_type("MAP(VARCHAR, INTEGER)"), oids.JSONB).fields


@pytest.mark.parametrize(
    ("oid", "name"),
    [
        (oids.INT4, "INTEGER"),
        (1007, "INTEGER[]"),
        (oids.TEXT, "VARCHAR"),
        (oids.OID, "BIGINT"),
        (oids.JSONB, "JSON"),
        (oids.REGCLASS, "BIGINT"),
        (oids.NUMERIC, None),
        (1231, None),
        (oids.UNKNOWN, None),
        (0, None),
        (oids.RECORD, None),
    ],
)
def test_a_parameter_is_cast_to(oid, name):
    assert duckdb_name(oid) == name


@pytest.mark.parametrize(
    "name",
    ["STRUCT(" * 21 + "INTEGER" + ")" * 21, "INTEGER" + "[]" * 5000],
    ids=["struct", "list"],
)
def test_a_type_that_nests_too_deeply_is_54001(name):
    with pytest.raises(PgError) as caught:
        column_type(name)
    assert caught.value.sqlstate == "54001"


def test_twenty_records_inside_each_other_pass():
    assert column_type("STRUCT(" * 20 + "INTEGER" + ")" * 20).kind == "record"


def test_numeric_without_precision_is_announced_as_such():
    plain = column_type(PLAIN_NUMERIC)
    assert (plain.oid, plain.typmod, plain.source) == (oids.NUMERIC, -1, "DECIMAL(38,11)")
    assert column_type(f"{PLAIN_NUMERIC}[]").typmod == -1


def test_digits_of_any_length_are_a_numeric():
    column = digits_as_numeric(column_type("VARCHAR"))
    assert (column.oid, column.kind, column.source) == (oids.NUMERIC, "numeric", "VARCHAR")
