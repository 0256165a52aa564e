"""Functions that return sets: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("select generate_series(1, 3)", "SELECT unnest(_pg.generate_series(1, 3, 1, 3))"),
        (
            "select * from generate_series(1, 3)",
            "SELECT * FROM (SELECT generate_series::int AS generate_series FROM "
            "generate_series(1, 3)) generate_series(generate_series)",
        ),
        (
            "select * from generate_series(1, 10, 4) g",
            "SELECT * FROM (SELECT generate_series::int AS g FROM generate_series(1, 10, 4)) g(g)",
        ),
        (
            "select g from generate_series(1, 3) as x(g)",
            "SELECT g FROM (SELECT generate_series::int AS g FROM generate_series(1, 3)) x(g)",
        ),
        (
            "select * from generate_series(1, 3, 0)",
            "SELECT * FROM unnest(_pg.generate_series(1, 3, 0, 1, 3, 0)) "
            "generate_series(generate_series)",
        ),
        (
            "select * from generate_series(1, n) with ordinality",
            "SELECT * FROM unnest(_pg.generate_series(1, n, 1, n)) WITH ORDINALITY "
            "generate_series(generate_series, ordinality)",
        ),
        (
            "select * from generate_series(d, '2024-01-03', '1 day') g",
            "SELECT * FROM unnest(_pg.generate_series(d, d, '1 day'::interval, d, "
            "'2024-01-03', '1 day')) g(g)",
        ),
        (
            "select (select count(*) from generate_series(1, t.n)) from t",
            "SELECT (SELECT count(*) AS count FROM unnest(_pg.generate_any_series(1, t.n)) "
            "generate_series(generate_series)) FROM t",
        ),
        (
            "select generate_series(1, max(a)) from t",
            "SELECT unnest(_pg.generate_any_series(1, max(a))) FROM t",
        ),
        ("select unnest(a) from t", "SELECT unnest(a) FROM t"),
        ("select * from unnest(a)", "SELECT * FROM unnest(a) unnest(unnest)"),
        ("select u from unnest(a) u", "SELECT u FROM unnest(a) u(u)"),
        (
            "select u.x, o from unnest(a) with ordinality as u(x, o)",
            "SELECT u.x, o FROM unnest(a) WITH ORDINALITY u(x, o)",
        ),
        (
            "select * from unnest(a, b) as x(n, s)",
            "SELECT * FROM LATERAL (SELECT unnest(a) AS unnest, unnest(b) AS unnest) x(n, s)",
        ),
        (
            "select * from unnest(a, b) with ordinality",
            "SELECT * FROM LATERAL (SELECT unnest(a) AS unnest, unnest(b) AS unnest, "
            'unnest(_pg.numbers_to("greatest"(len(a), len(b)))) AS ordinality) unnest',
        ),
        (
            "select * from rows from (generate_series(1, 2), json_each(j)) as r",
            "SELECT * FROM LATERAL (SELECT unnest(_pg.generate_series(1, 2, 1, 2)) AS "
            "generate_series, unnest(_pg.field_key(_pg_json_each(j, 'json_each'))) AS key, "
            "unnest(_pg.field_value(_pg_json_each(j, 'json_each'))) AS value) r",
        ),
        (
            "select * from jsonb_each(j)",
            "SELECT * FROM LATERAL (SELECT _row._row.key AS key, _row._row.value AS value "
            "FROM unnest(_pg_json_each(j, 'jsonb_each')) _row(_row)) jsonb_each",
        ),
        (
            "select key from t, jsonb_each_text(t.j) with ordinality as e",
            "SELECT key FROM t, LATERAL (SELECT _row._row.key AS key, _row._row.value AS "
            "value, _row.ordinality AS ordinality FROM unnest(_pg_json_each_text(t.j, "
            "'jsonb_each_text')) WITH ORDINALITY _row(_row, ordinality)) e",
        ),
        (
            "select e, e ->> 'a', e.value from t, jsonb_array_elements(t.j) as e",
            "SELECT e.value AS e, _pg.json_get_text(e.value, '$.\"a\"', ARRAY['a'], 'k'), "
            "e.value FROM t, unnest(_pg_json_elements(t.j, 'jsonb_array_elements')) e(value)",
        ),
        (
            "select e from t left join jsonb_array_elements(t.j) e on true",
            "SELECT e.value AS e FROM t LEFT JOIN unnest(_pg_json_elements(t.j, "
            "'jsonb_array_elements')) e(value) ON true",
        ),
        (
            "select x.y from json_array_elements(j) as x(y)",
            "SELECT x.y FROM unnest(_pg_json_elements(j, 'json_array_elements')) x(y)",
        ),
        (
            "select json_object_keys(j) from t",
            "SELECT unnest(_pg_json_keys(j, 'json_object_keys')) FROM t",
        ),
        (
            "select * from json_object_keys(j) k",
            "SELECT * FROM unnest(_pg_json_keys(j, 'json_object_keys')) k(k)",
        ),
        (
            "select unnest(a) as u, count(*) from t group by u",
            "SELECT _set1.u AS u, count(*) FROM t, LATERAL (SELECT unnest(a) AS u) "
            "_set1(u) GROUP BY u",
        ),
        (
            "select unnest(a), count(*) from t group by 1",
            "SELECT _set1.unnest AS unnest, count(*) FROM t, LATERAL (SELECT unnest(a) AS "
            "unnest) _set1(unnest) GROUP BY 1",
        ),
        (
            "select string_to_table(s, ','), generate_subscripts(a, 1)",
            "SELECT unnest(_pg.string_to_array(s, ',')), unnest(_pg.generate_subscripts(a, 1))",
        ),
        (
            "select * from regexp_split_to_table(s, ' ')",
            "SELECT * FROM unnest(string_split_regex(s, ' ')) "
            "regexp_split_to_table(regexp_split_to_table)",
        ),
        (
            "select * from jsonb_path_query(j, '$.a[*]') as x",
            "SELECT * FROM unnest(_pg.jsonb_path_list(j, '$.a[*]')) x(x)",
        ),
        ("select * from read_csv('x')", "SELECT * FROM read_csv('x')"),
        ("select my.unnest(a)", "SELECT my.unnest(a)"),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate"),
    [
        ("select * from rows from (json_each(x) as (a int), unnest(y))", "0A000"),
    ],
)
def test_refusals(text, sqlstate):
    with pytest.raises(PgError) as caught:
        rewritten(text)
    assert caught.value.sqlstate == sqlstate
