"""json and jsonb: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("j -> 'a'", "_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k')"),
        ("j ->> 'a'", "_pg.json_get_text(j, '$.\"a\"', ARRAY['a'], 'k')"),
        ("j -> 0", "_pg.json_get(j, '$[0]', ARRAY['0'], 'i')"),
        ("j -> -1", "_pg.json_get(j, '$[#-1]', ARRAY['-1'], 'i')"),
        (
            "j -> 'a' -> 0 ->> 'b'",
            "_pg.json_get_text(j, '$.\"a\"[0].\"b\"', ARRAY['a', '0', 'b'], 'kik')",
        ),
        ("j -> 'a\"b'", "_pg_json_get(j, ARRAY['a\"b'], 'k')"),
        ("j -> k", "_pg_json_step(j, k)"),
        ("j ->> $1", "_pg_json_step_text(j, $1)"),
        ("j #> '{a,b}'", "_pg.json_get(j, '$.\"a\".\"b\"', ARRAY['a', 'b'], 'kk')"),
        ("j #>> '{a,0}'", "_pg_json_get_text(j, ARRAY['a', '0']::text[], '')"),
        ("j #> k", "_pg_json_get(j, k, '')"),
        (
            "j -> 'a' = '1'",
            "_pg.jsonb_equal(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'), '1'::\"json\")",
        ),
        (
            "j -> 'a' <> '{\"b\":1,  \"a\":2}'",
            "NOT _pg.jsonb_equal(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'), '{\"a\": 2, "
            '"b": 1}\'::"json")',
        ),
        (
            "j -> 'a' < '1'",
            "_pg_jsonb_compare(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'), '1'::\"json\") < 0",
        ),
        (
            "j -> 'a' in ('1.0', '[1,2]')",
            "_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k') IN ('1.0'::\"json\", '[1, 2]'::\"json\")",
        ),
        ("j @> '{\"a\":1}'", '_pg_jsonb_contains(j, \'{"a": 1}\'::"json")'),
        ("'[1]' <@ j", "_pg_jsonb_contains(j, '[1]'::\"json\")"),
        ("j ? 'a'", "_pg_jsonb_exists(j, 'a')"),
        ("j ?| array['a']", "_pg_jsonb_exists_any(j, ARRAY['a'])"),
        ("j ?& '{a,b}'", "_pg_jsonb_exists_all(j, ARRAY['a', 'b']::text[])"),
        ("j #- '{a,0}'", "_pg_jsonb_delete_path(j, ARRAY['a', '0']::text[])"),
        ("j - 'a'", "_pg_jsonb_delete(j, 'a'::text)"),
        ("j - '{a}'::text[]", "_pg_jsonb_delete(j, ARRAY['a']::text[])"),
        ("a - '1'", "a - '1'"),
        ("a - '1 day'", "a - '1 day'"),
        ("a - 'now()'", "_pg_jsonb_delete(a, 'now()'::text)"),
        ("j || '{\"a\":1}'", '_pg_jsonb_concat(j, \'{"a": 1}\'::"json")'),
        ("j @? '$.a'", "_pg_jsonb_path_exists(j, '$.a', '{}', true)"),
        ("j @@ '$.a == 1'", "_pg_jsonb_path_match(j, '$.a == 1', '{}', true)"),
        ('\'{"b":1,"a":2}\'::jsonb', '\'{"a": 2, "b": 1}\'::"json"'),
        ('\'{"b":1,"a":2}\'::json', '\'{"b":1,"a":2}\'::"json"'),
        ("$1::jsonb", '$1::"json"'),
        ("x::jsonb", "_pg_jsonb(x::text)"),
        ("(j -> 'a')::bool", "_pg.json_boolean(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'))"),
        (
            "(j -> 'a')::float8",
            "_pg.json_number(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'), 'double "
            "precision')::float8",
        ),
        ("'$.a'::jsonpath", "'$.a'"),
        ("j is json", "_pg_is_json(j::text, 'value', false)"),
        ("j is not json object with unique keys", "NOT _pg_is_json(j::text, 'object', true)"),
        ("list_transform(l, x -> x + 1)", "list_transform(l, x -> (x + 1))"),
        ("list_transform(l, (x, i) -> x)", "list_transform(l, (x, i) -> x)"),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select (j -> 'a')::text",
            "SELECT _pg.as_text(_pg.json_get(j, '$.\"a\"', ARRAY['a'], 'k'))::text",
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate", "position"),
    [
        ("'{bad'::jsonb", "22P02", 8),
        ("'{bad'::json", "22P02", 8),
        ("j -> 'a' = '[1,'", "22P02", 19),
        ("j @? '$.'", "42601", 13),
    ],
)
def test_refusals(text, sqlstate, position):
    with pytest.raises(PgError) as caught:
        rewritten(f"select {text}")
    assert (caught.value.sqlstate, caught.value.fields.position) == (sqlstate, position)
