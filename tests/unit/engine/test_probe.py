"""Inferring the types of parameters; the whole is tested by describe."""

import duckdb
import pytest

from duckgres.engine import probe
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.sql.plan import plan
from tests.fixtures.catalog import install as install_functions
from tests.unit.sql.asking import unasked

# The types a client may name for a parameter, but for those that are texts to DuckDB anyway.
_TYPES = [
    "bool", "bytea", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "date", "time",
    "timetz", "timestamp", "timestamptz", "interval", "uuid", "json", "varbit", "_int4", "_text",
    "_numeric", "_timestamptz",
]  # fmt: skip


@pytest.fixture(scope="module")
def cursor():
    connection = duckdb.connect(":memory:")
    install_functions(connection)
    connection.execute(
        "CREATE TABLE t(a INTEGER, b VARCHAR, d DECIMAL(10,2), f DOUBLE, i INTERVAL)"
    )
    yield connection.cursor()
    connection.close()


@pytest.mark.parametrize("name", _TYPES)
def test_samples_and_nulls_have_the_type(cursor, name):
    oid = oids.OID_OF[name]
    for value in (probe.sample(oid), probe.null(oid)):
        (kind,) = cursor.sql(f"SELECT {value}").types
        assert column_type(str(kind)).oid == oid


@pytest.mark.parametrize("name", ["varchar", "bpchar", "name", "record", "point"])
def test_what_duckdb_lacks_is_text(cursor, name):
    oid = oids.OID_OF.get(name, 600)
    assert [str(kind) for kind in cursor.sql(f"SELECT {probe.sample(oid)}").types] == ["VARCHAR"]
    assert [str(kind) for kind in cursor.sql(f"SELECT {probe.null(oid)}").types] == ["VARCHAR"]


def _infer(cursor, text, known=None):
    (statement,) = plan(text, unasked)
    found = probe.infer(cursor, statement, known or {}, {"transaction_time": "now()"})
    return {number: oids.TYPES[oid].name for number, oid in found.items()}


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("select 1", {}),
        (
            "select a + $1, $2 + f, d * $3, b || $4 from t",
            {1: "int4", 2: "float8", 3: "numeric", 4: "text"},
        ),
        ("select a from t where a = $1 limit $2", {1: "int4", 2: "int8"}),
        ("select a from t limit $1::int", {1: "int4"}),
        ("select a + $1 from t limit $2", {1: "int4", 2: "int8"}),
        ("select $1::int, $1 from t", {1: "int4"}),
        ("select a / $1, $2 / a from t", {1: "int4", 2: "int4"}),
        ("select i * $1, $2 * i from t", {1: "float8", 2: "float8"}),
        ("select date_trunc($1, now())", {1: "text"}),
        ("select sqrt($1), $2::float8", {1: "float8", 2: "float8"}),
        ("select round($1, 2)", {1: "numeric"}),
        (
            "select array[$1, $2]::int[], ($3, $4) = (a, b) from t",
            {1: "int4", 2: "int4", 3: "int4", 4: "text"},
        ),
        ("select lag(a, $1) over (order by a), ntile($2) over () from t", {1: "int4", 2: "int4"}),
        ("select $1 is null", {1: "text"}),
        ("select frob + $1", {1: "text"}),
    ],
)
def test_infer(cursor, text, types):
    assert _infer(cursor, text) == types


def test_known_types_are_left_out_and_used(cursor):
    text = "select $1 + $2, a from t where a = any($3)"
    known = {1: oids.OID_OF["int8"]}
    assert _infer(cursor, text, known) == {2: "int8", 3: "_int4"}
    assert _infer(cursor, text, {**known, 3: oids.OID_OF["_int8"]}) == {2: "int8"}
