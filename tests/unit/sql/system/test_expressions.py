"""Expressions on the catalog."""

import pytest

from tests.unit.sql.system.asking import expression, written


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("oid = '1259'", "oid = '1259'::uinteger"),
        ("oid = 'pg_am'::regclass", "oid = _pg.main.regclass_in('pg_am')"),
        ("oid = 'pg_am'::regclass::oid", "oid = _pg.main.regclass_in('pg_am')"),
        ("oid::regclass = 'pg_am'", "oid = _pg.main.regclass_in('pg_am')"),
        ("oid = 1259::regclass", "oid = 1259::uinteger"),
        ("oid IN ('1', 2)", "oid IN ('1'::uinteger, 2)"),
        (
            "relnamespace = ANY(ARRAY['public'::regnamespace, 'x'])",
            "relnamespace = ANY(ARRAY[_pg.main.regnamespace_in('public'), "
            "_pg.main.regnamespace_in('x')])",
        ),
        ("'x' = ANY(reloptions)", "list_contains(reloptions, 'x')"),
        ("'x' <> ALL(reloptions)", "NOT list_contains(reloptions, 'x')"),
        ("relnamespace = $1::regnamespace", "relnamespace = _pg.main.regnamespace_in($1::text)"),
        ("c.oid = CASE WHEN true THEN '1' ELSE c.oid END",
         "c.oid = CASE WHEN true THEN '1'::uinteger ELSE c.oid END"),
    ],
)  # fmt: skip
def test_conditions(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_vectors_count_from_zero():
    assert expression("indkey[0] = 1", "pg_index") == "indkey[0 + 1] = 1"
    assert expression("indkey = '1 2'", "pg_index") == (
        "indkey = ARRAY[(1)::smallint, (2)::smallint]::smallint[]"
    )
    assert expression("conkey[1] = 1", "pg_constraint") == "conkey[1] = 1"


def test_array_of_a_column_around():
    found = written(
        "SELECT (SELECT attname FROM pg_attribute a WHERE a.attnum = ANY(i.indkey)) "
        "FROM pg_index i"
    )
    assert "list_contains(i.indkey, a.attnum)" in found


def test_name_where_it_becomes_a_text():
    found = written("SELECT 'x' || oid::regclass::text FROM pg_class")
    assert "_pg.main.regclass_out(oid)" in found


def test_column_keeps_its_name():
    assert written("SELECT '1'::regclass::oid FROM pg_am").startswith(
        "SELECT '1'::uinteger AS oid"
    )
