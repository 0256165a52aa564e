"""CREATE FUNCTION as a macro."""

import pytest

from tests.unit.sql.ddl.planning import refused, steps


def function(text):
    (step,) = steps(f"create function {text}")
    return step


@pytest.mark.parametrize(
    ("text", "parameters", "body"),
    [
        (
            "f(a date) returns date language sql as 'select a + 1'",
            ('"a"',),
            "CAST((_pg.date_of(a) + 1) AS date)",
        ),
        (
            "f(float8, b float8 default 2) returns float8 language sql as 'select $1 + b'",
            ('"_pg_argument_1"', '"b" := 2'),
            "CAST((_pg_argument_1::float8 + b::float8) AS float8)",
        ),
        (
            "f() returns bigint language sql as 'select count(*) from t'",
            (),
            "CAST((SELECT value FROM (SELECT count(*) FROM t) AS body(value) LIMIT 1) AS bigint)",
        ),
        (
            "f(a text) returns text strict language sql return a",
            ('"a"',),
            'CASE WHEN "a" IS NULL THEN NULL ELSE CAST((_pg.as_text(a)::text) AS text) END',
        ),
        (
            "f() returns table (x int, y text) language sql as 'select 1, b from t'",
            (),
            None,
        ),
        ("f() returns setof int language sql as 'select a from t'", (), None),
    ],
)
def test_macro(text, parameters, body):
    found = function(text)
    assert found.parameters == parameters
    if body is None:
        assert found.body.startswith("TABLE SELECT * FROM (SELECT ")
    else:
        assert found.body == body


@pytest.mark.parametrize(
    "text",
    [
        "f() returns int language plpgsql as 'begin end'",
        "f() returns void language sql as 'select 1'",
        "f() returns int language sql as 'select 1; select 2'",
        "f() returns int language sql as 'delete from t'",
        "f(out a int) language sql as 'select 1'",
    ],
)
def test_refused(text):
    assert refused(f"create function {text}")[0] == "0A000"


def test_a_body_that_does_not_parse():
    assert refused("create function f() returns int language sql as 'selec 1'")[0] == "42601"
