"""json and jsonb in DuckDB: parts and operators."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    return connection


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("""_pg_jsonb('{"b":1,"a":[1,2.50]}')""", '{"a": [1, 2.50], "b": 1}'),
        ("_pg_jsonb(NULL)", None),
        ("""_pg_json('{"b":1}')""", '{"b":1}'),
        ("""_pg_json_get('{"a":{"b":[1, 2 ]}}', ['a','b','-1'], 'kki')""", "2"),
        ("""_pg_json_get('{"a":{"0":[1, 2 ]}}', ['a','0','1'], '')""", "2"),
        ("""_pg_json_get_text('{"a":"x"}', ['a'], 'k')""", "x"),
        ("""_pg_json_step('[5,6]', 1::BIGINT)""", "6"),
        ("""_pg_json_step_text('{"1":"y"}', '1')""", "y"),
        ("""_pg_json_keys('{"b":1,"a":2}', 'json_object_keys')""", ["b", "a"]),
        ("""_pg_json_elements('[1,{"a" : 2}]', 'json_array_elements')""", ["1", '{"a" : 2}']),
        ("""_pg_json_elements_text('["a",null]', 'x')""", ["a", None]),
        (
            """_pg_json_each('{"a":1,"b":"x"}', 'json_each')""",
            [{"key": "a", "value": "1"}, {"key": "b", "value": '"x"'}],
        ),
        (
            """_pg_json_each_text('{"b":"x","c":null}', 'json_each')""",
            [{"key": "b", "value": "x"}, {"key": "c", "value": None}],
        ),
        ("""_pg_json_strip_nulls('{"a":null, "b" : 1}', false)""", '{"b":1}'),
        ("""_pg_json_strip_nulls('{"a":null, "b" : 1}', true)""", '{"b": 1}'),
        ("""_pg_jsonb_pretty('[1]')""", "[\n    1\n]"),
        ("""_pg_jsonb_concat('[1]', '2')""", "[1, 2]"),
        ("""_pg_jsonb_concat_any('{"a":1}'::JSON, '{"b":2}'::JSON)""", '{"a": 1, "b": 2}'),
        ("""_pg_jsonb_contains('[1,2]', '1')""", True),
        ("""_pg_jsonb_exists('{"a":1}', 'a')""", True),
        ("""_pg_jsonb_exists_any('{"a":1}', ['x', 'a'])""", True),
        ("""_pg_jsonb_exists_all('{"a":1}', ['x', 'a'])""", False),
        ("""_pg_jsonb_delete('{"a":1}', 'a')""", "{}"),
        ("""_pg_jsonb_delete('{"a":1,"b":2}', ['a'])""", '{"b": 2}'),
        ("""_pg_jsonb_delete('[1,2]', 0)""", "[2]"),
        ("""_pg_jsonb_delete_path('{"a":[1]}', ['a','0'])""", '{"a": []}'),
        ("""_pg_jsonb_set('{"a":1}', ['b'], '[1]', true)""", '{"a": 1, "b": [1]}'),
        ("""_pg_jsonb_set_lax('{"a":1}', ['a'], NULL, true, 'delete_key')""", "{}"),
        ("""_pg_jsonb_insert('[1]', ['0'], '2', true)""", "[1, 2]"),
        ("""_pg_jsonb_compare('1', '1.0')""", 0),
    ],
)
def test_value(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)


def test_an_error_has_its_sqlstate_and_detail(root):
    with pytest.raises(duckdb.InvalidInputException, match="pg_error:22P02:invalid input syntax"):
        root.sql("select _pg_jsonb('{bad')").fetchall()


def test_many_rows_and_nulls(root):
    query = """
        select count(_pg_json_get(j, ['a'], 'k')), count(*) from (
            select case when i % 3 then '{"a": ' || i || '}' end as j from range(10000) t(i))
    """
    assert root.sql(query).fetchone() == (6666, 10_000)
