"""Documents as rows: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select * from jsonb_to_record(j) as r(a int, b text, c jsonb, d int[])",
            "SELECT * FROM LATERAL (SELECT _pg.json_get_text(_document._document, '$.\"a\"', "
            "ARRAY['a'], 'k')::int AS a, _pg.json_get_text(_document._document, '$.\"b\"', "
            "ARRAY['b'], 'k')::text AS b, _pg.json_get(_document._document, '$.\"c\"', "
            "ARRAY['c'], 'k') AS c, "
            "_pg_json_elements_text(_pg.json_get(_document._document, '$.\"d\"', ARRAY['d'], "
            "'k'), 'json_to_record')::int[] AS d FROM LATERAL (SELECT j AS _document) "
            "_document) r",
        ),
        (
            'select x from json_to_recordset(\'[{"x":1}]\') as r("x.*" int, x text)',
            "SELECT x FROM LATERAL (SELECT _pg_json_get_text(_document._document, "
            "ARRAY['x.*'], 'k')::int AS \"x.*\", _pg.json_get_text(_document._document, "
            "'$.\"x\"', ARRAY['x'], 'k')::text AS x FROM "
            "unnest(_pg_json_elements('[{\"x\":1}]'::\"json\", 'json_to_recordset')) "
            "_document(_document)) r",
        ),
        (
            "select * from t, jsonb_to_recordset(t.j) as r(a int)",
            "SELECT * FROM t, LATERAL (SELECT _pg.json_get_text(_document._document, "
            "'$.\"a\"', ARRAY['a'], 'k')::int AS a FROM unnest(_pg_json_elements(t.j, "
            "'jsonb_to_recordset')) _document(_document)) r",
        ),
        (
            "select * from json_populate_record(null::t, '{\"a\":1}')",
            'SELECT * FROM LATERAL (SELECT unnest(ARRAY[_pg.json_row(\'{"a":1}\'::"json", '
            "(SELECT _document FROM t _document LIMIT 0))], max_depth := 2)) "
            "json_populate_record",
        ),
        (
            "select * from jsonb_populate_recordset(null::s.t, j) as p",
            "SELECT * FROM LATERAL (SELECT unnest(_pg.json_rows(_pg_json_elements(j, "
            "'jsonb_populate_recordset'), (SELECT _document FROM s.t _document LIMIT 0)), "
            "max_depth := 2)) p",
        ),
        (
            "select (jsonb_populate_record(null::t, j)).a",
            "SELECT (_pg.json_row(j, (SELECT _document FROM t _document LIMIT 0))).a",
        ),
        (
            "select jsonb_populate_recordset(null::t, j)",
            "SELECT unnest(_pg.json_rows(_pg_json_elements(j, 'jsonb_populate_recordset'), "
            "(SELECT _document FROM t _document LIMIT 0)))",
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate"),
    [
        ("select * from jsonb_to_record(j)", "42601"),
        ("select * from jsonb_populate_record(row(1), j)", "0A000"),
    ],
)
def test_refusals(text, sqlstate):
    with pytest.raises(PgError) as caught:
        rewritten(text)
    assert caught.value.sqlstate == sqlstate
