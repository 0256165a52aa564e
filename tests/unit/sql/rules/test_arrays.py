"""Arrays: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("'{1,NULL}'::int[]", "ARRAY['1', NULL]::int[]"),
        ("'{{1,2},{3,4}}'::int[]", "ARRAY[ARRAY['1', '2'], ARRAY['3', '4']]::int[][]"),
        ("'{}'::text[]", "ARRAY[]::text[]"),
        ("array[[1, 2]]::bigint[]", "ARRAY[ARRAY[1, 2]]::bigint[][]"),
        ("x::int[3]", "x::int[]"),
        ("array[1] || array[2]", "list_concat(ARRAY[1], ARRAY[2])"),
        ("array[1] || b", "_pg.concat_element(ARRAY[1], b, ARRAY[1], b)"),
        ("a || 5", "_pg.concat_element(a, 5, a, 5)"),
        ("a || null", "_pg.concat_null(a)"),
        ("a = '{1}'", "a = _pg.constant_beside('{1}', a)"),
        ("a in ('{1}', 'x')", "a IN (_pg.constant_beside('{1}', a), 'x')"),
        ("a = '\\xDEAD'", "a = _pg.constant_beside(E'\\\\xDEAD', a)"),
        ("nullif(a, '{}')", "NULLIF(a, _pg.constant_beside('{}', a))"),
        ("a @> b", "_pg.contains_values(a, b, a, b)"),
        (
            "a @> '{1}'",
            "_pg.contains_values(a, _pg.constant_beside('{1}', a), a, "
            "_pg.constant_beside('{1}', a))",
        ),
        ("a <@ b", "_pg.contains_values(b, a, b, a)"),
        ("array[1] @> b", "ARRAY[1] @> b"),
        ("a && '{1}'", "a && _pg.constant_beside('{1}', a)"),
        ("a = any('{1,2}')", "a = '1' OR a = '2'"),
        ("a <> all('{1}')", "a <> '1'"),
        ("a > any('{1,2}')", "a > '1' OR a > '2'"),
        ("a = any('{}')", "false"),
        ("a = any(b)", "CASE WHEN b IS NULL THEN NULL::boolean ELSE a = ANY(b) END"),
        (
            "a is distinct from '{1}'",
            "a IS DISTINCT FROM _pg.constant_beside('{1}', a)",
        ),
        (
            "a between '{1}' and b",
            "a BETWEEN _pg.constant_beside('{1}', a) AND b",
        ),
        ("array_agg(a) || 5", "list_append(array_agg(a), 5)"),
        ("5::bigint || array_agg(a)", "list_prepend(5::bigint, array_agg(a))"),
        ("a = any(array[1, b])", "a = ANY(ARRAY[1, b])"),
        ("a = any($1) and b % 2 = 0", "a = ANY($1) AND (b % 2) = 0"),
        ("a like any('{x%,y%}')", "a LIKE 'x%' OR a LIKE 'y%'"),
        ("coalesce(a, '{}')", "COALESCE(a, _pg.constant_beside('{}', a))"),
        (
            "case when x then a else '[1]' end",
            "CASE WHEN x THEN a ELSE _pg.constant_beside('[1]', a) END",
        ),
        (
            "greatest(j -> 'a', '1.0')",
            "GREATEST(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'), '1.0'::\"json\")",
        ),
        ("array_agg(distinct x)", "list_sort(array_agg(DISTINCT x), 'ASC', 'NULLS LAST')"),
        ("array_agg(distinct x order by x desc)", "array_agg(DISTINCT x ORDER BY x DESC)"),
        ("array_fill(0, array[2])", "_pg.array_fill_1(0, 2::int)"),
        ("array_fill(0, '{2,3}')", "_pg.array_fill_2(0, '2'::int, '3'::int)"),
        ("array_fill(0, b)", "_pg.array_fill_1(0, list_extract(b, 1))"),
        ("array_length(a, 1)", "_pg.array_length(a, 1)"),
        ("j['a'][0]", "_pg.json_get(j, '$.\"a\"[0]', ARRAY['a', '0'], 'ki')"),
        ("a[1]", "a[1]"),
        ("a[2:3]", "a[2:3]"),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select (select t.a @> o.a from t) from o",
            'SELECT (SELECT _pg.contains_any(t.a, o.a) AS "?column?" FROM t) FROM o',
        ),
        (
            "create table t (a text check (a || b <> ''))",
            "CREATE TABLE t (a text CHECK "
            "(_pg.concat_values(struct_extract(_pg.joinable(a, typeof(a)), "
            "_pg.joinable_field(typeof(a))), struct_extract(_pg.joinable(b, typeof(b)), "
            "_pg.joinable_field(typeof(b)))) <> ''))",
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate", "position"),
    [
        ("'{1'::int[]", "22P02", 8),
        ("array[1] || 'x'", "22P02", 20),
        ("a[1:2][1:1]", "0A000", None),
        ("array_fill(0, array[1], array[2])", "0A000", 8),
        ("array_fill(0, array[1, 2, 3])", "0A000", 8),
    ],
)
def test_refusals(text, sqlstate, position):
    with pytest.raises(PgError) as caught:
        rewritten(f"select {text}")
    assert (caught.value.sqlstate, caught.value.fields.position) == (sqlstate, position)


def test_where_no_type_is_known_no_macro_chooses_by_it():
    text = "select (select max(o.a) || 5 from t where t.a @> o.a) from o"
    found = rewritten(text)
    assert "concat_element" not in found
    assert "_pg.contains_any(t.a, o.a)" in found
