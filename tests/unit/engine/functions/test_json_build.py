"""json and jsonb made of values in DuckDB."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    connection.execute("SET arrow_lossless_conversion = true")
    connection.execute("SET TimeZone = 'Europe/Berlin'")
    functions.register(connection)
    return connection


@pytest.mark.parametrize(
    ("value", "json", "jsonb"),
    [
        ("1", "1", "1"),
        ("1.50", "1.50", "1.50"),
        ("'a\"b'", '"a\\"b"', '"a\\"b"'),
        ("true", "true", "true"),
        ("[1, NULL]", "[1,null]", "[1, null]"),
        ("[[1], [2]]", "[[1],[2]]", "[[1], [2]]"),
        ("""'{"a":  1}'::JSON""", '{"a":  1}', '{"a": 1}'),
        ("row(1, 'x')", '{"f1":1,"f2":"x"}', '{"f1": 1, "f2": "x"}'),
        ("{'b': 1, 'a': DATE '2024-01-02'}", '{"b":1,"a":"2024-01-02"}', None),
        ("TIMESTAMPTZ '2024-01-02 00:00:00+00'", '"2024-01-02T01:00:00+01:00"', None),
        ("NULL", None, None),
    ],
)
def test_a_value(root, value, json, jsonb):
    found = root.sql(
        f"select _pg_json_of(x, typeof(x)), _pg_jsonb_of(x, typeof(x)) from (select {value} x)"
    )
    one, other = found.fetchone()
    assert one == json
    assert jsonb is None or other == jsonb


@pytest.mark.parametrize(
    ("expression", "document"),
    [
        ("_pg_json_build_object(['VARCHAR', 'INTEGER'], 'a', 1)", '{"a" : 1}'),
        ("_pg_jsonb_build_object(['VARCHAR', '\"NULL\"'], 'a', NULL)", '{"a": null}'),
        ("_pg_json_build_object(['BOOLEAN', 'INTEGER'], true, 1)", '{"true" : 1}'),
        ("_pg_json_build_array(['INTEGER', 'VARCHAR'], 1, 'x')", '[1, "x"]'),
        ("_pg_json_object(['a', '1', 'b', NULL], NULL::VARCHAR[])", '{"a" : "1", "b" : null}'),
        ("_pg_jsonb_object(['b', 'a'], ['1', '2'])", '{"a": "2", "b": "1"}'),
        ("_pg_json_agg([1, 2], 'INTEGER[]')", "[1, 2]"),
        ("_pg_json_agg([[1], [2]], 'INTEGER[][]')", "[[1], \n [2]]"),
        ("_pg_json_agg([{'a': 1}, {'a': 2}], 'STRUCT(a INTEGER)[]')", '[{"a":1}, \n {"a":2}]'),
        ("_pg_jsonb_agg(NULL::INTEGER[], 'INTEGER[]')", None),
        (
            "_pg_json_object_agg([row('a', 1), row('b', 2)], 'STRUCT(VARCHAR, INTEGER)[]')",
            '{ "a" : 1, "b" : 2 }',
        ),
        (
            """_pg_json_fields('{"b": 2, "c": 3}', 'STRUCT(a INTEGER, b INTEGER)')""",
            '{"a":null,"b":2}',
        ),
        ("_pg_text([1, NULL], 'INTEGER[]')", "{1,NULL}"),
        ("_pg_text(row(1, 'a b'), 'STRUCT(INTEGER, VARCHAR)')", '(1,"a b")'),
    ],
)
def test_a_document(root, expression, document):
    assert root.sql(f"select {expression}").fetchone() == (document,)


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("_pg_json_build_object(['VARCHAR', 'INTEGER'], NULL, 1)", "22004"),
        ("_pg_json_build_object(['INTEGER[]', 'INTEGER'], [1], 1)", "22023"),
        ("_pg_json_object(['a'], NULL::VARCHAR[])", "2202E"),
        ("_pg_json_object(['a'], ['1', '2'])", "2202E"),
        ("_pg_json_object([NULL, 'a'], NULL::VARCHAR[])", "22004"),
        (
            "_pg_json_object_agg([row(NULL::VARCHAR, 1)], 'STRUCT(VARCHAR, INTEGER)[]')",
            "22004",
        ),
        ("_pg_json_fields('[1]', 'STRUCT(a INTEGER)')", "22023"),
    ],
)
def test_refusals(root, expression, sqlstate):
    with pytest.raises(duckdb.InvalidInputException, match=f"pg_error:{sqlstate}:"):
        root.sql(f"select {expression}").fetchall()
