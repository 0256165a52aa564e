"""Constants on their way into columns, and what is to be remembered of columns."""

import json

import pytest

from duckgres.sql.plan import plan
from duckgres.sql.statement import NewRelation
from tests.unit.sql.asking import unasked


class Shown(dict):
    """Shows a slot as the column it stands for."""

    def __missing__(self, slot):
        return "<" + ".".join(filter(None, map(str, json.loads(slot)[1:]))) + ">"


def shown(text):
    (statement,) = plan(text, unasked)
    numbers = [f"${number}" for number in range(1, statement.parameter_count + 1)]
    return statement.render(numbers, Shown())


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "insert into t values ('{1,2}', 'x', '[1]')",
            "INSERT INTO t (<t.3>) VALUES (<t.#1>('{1,2}'), 'x', <t.#3>('[1]'))",
        ),
        (
            "insert into s.t (a, b) values ('{1}', $1), ('\"x\"', '{}') on conflict (b) do update"
            " set a = '{2}'",
            "INSERT INTO s.t (a, b) VALUES (<s.t.a>('{1}'), $1), (<s.t.a>('\"x\"'), <s.t.b>('{}'))"
            " ON CONFLICT (b) DO UPDATE SET a = <s.t.a>('{2}')",
        ),
        (
            "insert into t (a) select '{1}' from u",
            "INSERT INTO t (a) SELECT <t.a>('{1}') AS \"?column?\" FROM u",
        ),
        (
            "insert into t (a) values (row_to_json(x))",
            "INSERT INTO t (a) VALUES (<t.a>(_pg.to_json(x)))",
        ),
        (
            "insert into t (a) values (to_jsonb(x))",
            "INSERT INTO t (a) VALUES (_pg.to_jsonb(x))",
        ),
        (
            "update t set a = '{1}', b = 'x', c = '\\x00' where d = 1",
            "UPDATE t SET a = <t.a>('{1}'), b = 'x', c = <t.c>(E'\\\\x00') WHERE d = 1",
        ),
        (
            'create table t (a int, j jsonb default \'{"b":1,"a":2}\')',
            'CREATE TABLE t (a int, j "json" DEFAULT \'{"a": 2, "b": 1}\')',
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert shown(postgresql) == duckdb


def test_a_jsonb_column_is_remembered_by_the_steps_of_its_table():
    (statement,) = plan("create table s.t (a int, j jsonb not null, l jsonb[])", unasked)
    remembered = statement.steps[-1]
    assert remembered.columns == (("j", (("type", "jsonb"),)), ("l", (("type", "jsonb"),)))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("create table s.c as select 1", NewRelation("s", "c")),
        ("create view v as select 1", NewRelation("", "v")),
        ("select 1 as a, '{}'", None),
    ],
)
def test_what_is_made(text, made):
    (statement,) = plan(text, unasked)
    assert statement.makes == made
