"""Functions of json and jsonb: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "jsonb_build_object('a', x)",
            "_pg_jsonb_build_object(ARRAY[typeof('a'), typeof(x)]::text[], 'a', x)",
        ),
        ("json_build_array()", "_pg_json_build_array(ARRAY[]::text[])"),
        (
            "json_agg(x order by y desc) filter (where z)",
            "_pg_json_agg(array_agg(x ORDER BY y DESC) FILTER (WHERE z), "
            "typeof(array_agg(x ORDER BY y DESC) FILTER (WHERE z)))",
        ),
        (
            "jsonb_agg(distinct x)",
            "_pg_jsonb_agg(list_sort(array_agg(DISTINCT x), 'ASC', 'NULLS LAST'), "
            "typeof(list_sort(array_agg(DISTINCT x), 'ASC', 'NULLS LAST')))",
        ),
        (
            "json_object_agg(k, v)",
            "_pg_json_object_agg(array_agg(ROW(k, v)), typeof(array_agg(ROW(k, v))))",
        ),
        (
            "json_agg(x) over (order by y)",
            "_pg_json_agg(array_agg(x) OVER (ORDER BY y), typeof(array_agg(x) OVER (ORDER BY y)))",
        ),
        ("json_agg(t.*)", "_pg_json_agg(array_agg(t), typeof(array_agg(t)))"),
        ("row_to_json(t)", "_pg.to_json(t)"),
        ("row_to_json(t, false)", "_pg.to_json(t)"),
        ("to_jsonb(x)", "_pg.to_jsonb(x)"),
        ("json_extract_path(j, 'a', b)", "_pg_json_get(j, ARRAY['a', b]::text[], '')"),
        ("jsonb_extract_path_text(j, 'a')", "_pg_json_get_text(j, ARRAY['a']::text[], '')"),
        (
            "jsonb_extract_path(j, variadic '{a,b}')",
            "_pg_json_get(j, ARRAY['a', 'b']::text[], '')",
        ),
        ("json_object('{a,1}')", "_pg.\"json_object\"(ARRAY['a', '1']::text[])"),
        (
            "json_object(array[['a', '1'], ['b', '2']])",
            "_pg.\"json_object\"(ARRAY['a', '1', 'b', '2']::text[])",
        ),
        (
            "jsonb_set(j, '{a}', '{\"b\":1,\"a\":2}')",
            '_pg.jsonb_set(j, ARRAY[\'a\']::text[], \'{"a": 2, "b": 1}\'::"json")',
        ),
        ("jsonb_typeof('[1,2]')", "_pg.json_typeof('[1, 2]'::\"json\")"),
        (
            "jsonb_path_exists('{\"a\":1}', '$.a')",
            "_pg.jsonb_path_exists('{\"a\": 1}'::\"json\", '$.a')",
        ),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("select my.jsonb_agg(x)", "SELECT my.jsonb_agg(x)"),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate", "position"),
    [
        ("jsonb_build_object('a')", "22023", None),
        ("jsonb_build_array(variadic x)", "0A000", 8),
        ("row_to_json(x, true)", "0A000", 8),
        ("jsonb_set(j, '{a}', '{')", "22P02", 28),
    ],
)
def test_refusals(text, sqlstate, position):
    with pytest.raises(PgError) as caught:
        rewritten(f"select {text}")
    assert (caught.value.sqlstate, caught.value.fields.position) == (sqlstate, position)
