"""Finding tables by name, and which of their columns are generated."""

import pytest

from duckgres.engine.relation import SEQUENCE, TABLE, VIEW, found, generated_places, lookup
from duckgres.engine.request import Request
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.statement import Statement, StatementKind


def run(engine, text):
    statement = Statement(StatementKind.UTILITY, "", pieces=(text,), changes_catalog=True)
    engine.start(Request(statement))


def find(engine, name, schema="", catalog=""):
    return found(engine.rows(Request(lookup(catalog, schema, name))))


@pytest.fixture
def objects(engine):
    for text in (
        'CREATE OR REPLACE TABLE t(a INTEGER, "B c" DECIMAL(10, 2))',
        "CREATE SCHEMA IF NOT EXISTS other",
        "CREATE OR REPLACE TABLE other.t(x VARCHAR)",
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS one",
        "CREATE OR REPLACE SEQUENCE s",
        "CREATE OR REPLACE TABLE g(a INTEGER, b STRUCT(x INTEGER, y INTEGER),"
        " c INTEGER GENERATED ALWAYS AS (a + 1), d VARCHAR DEFAULT 'GENERATED ALWAYS AS',"
        ' "generated" INTEGER)',
    ):
        run(engine, text)
    return engine


def test_a_table(objects):
    relation = find(objects, "t")
    assert (relation.kind, relation.schema, relation.name) == (TABLE, "public", "t")
    assert relation.columns == ("a", "B c")
    assert relation.types == ("INTEGER", "DECIMAL(10,2)")
    assert relation.generated == frozenset()


def test_a_table_of_a_schema(objects):
    relation = find(objects, "T", "other")
    assert (relation.schema, relation.columns) == ("other", ("x",))
    assert find(objects, "T", "other", relation.catalog) == relation
    assert relation.text == f'{quoted(relation.catalog)}."other"."t"'


def test_a_temporary_one_comes_first(objects):
    run(objects, "CREATE TEMP TABLE t(z INTEGER)")
    assert find(objects, "t").columns == ("z",)
    assert find(objects, "t", "pg_temp").columns == ("z",)
    run(objects, "DROP TABLE temp.t")
    assert find(objects, "t").columns == ("a", "B c")


@pytest.mark.parametrize(("name", "kind"), [("v", VIEW), ("s", SEQUENCE)])
def test_other_kinds(objects, name, kind):
    assert find(objects, name).kind == kind


@pytest.mark.parametrize(
    "place", [("nosuch",), ("t", "nosuch"), ("t", "public", "nosuch"), ("'",)]
)
def test_nothing(objects, place):
    assert find(objects, *place) is None


def test_a_generated_column(objects):
    relation = find(objects, "g")
    assert relation.columns == ("a", "b", "c", "d", "generated")
    assert relation.generated == {"c"}


def test_what_postgresqls_scanner_refuses_has_none():
    assert generated_places("CREATE TABLE t(a INTEGER GENERATED ALWAYS AS ('") == []
