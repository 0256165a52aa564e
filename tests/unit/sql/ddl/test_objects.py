"""DROP, TRUNCATE, CREATE INDEX, CREATE SCHEMA."""

from dataclasses import replace

import pytest

from duckgres.sql.ddl.objects import Drop, NewIndex, Truncate
from duckgres.sql.ddl.steps import Main, Name, Unless
from tests.unit.sql.ddl.planning import planned, refused, steps


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("drop table s.a, b cascade", Drop("table", (Name("s", "a"), Name("", "b")), False, True)),
        ("drop view if exists v", Drop("view", (Name("", "v"),), True, False)),
        ("drop domain d", Drop("type", (Name("", "d"),), False, False)),
        ("drop function f(int), g", None),
        (
            "truncate a, b restart identity cascade",
            Truncate((Name("", "a"), Name("", "b")), True, True),
        ),
        (
            "create index on t using btree (a text_pattern_ops desc nulls last, (b + 1))",
            NewIndex(Name("", "t"), "", False, False, ('"a"', "(b + 1)"), ("a", "expr")),
        ),
        (
            "create index concurrently if not exists i on t (lower(a)) include (b) where c > 1",
            NewIndex(Name("", "t"), "i", False, True, ("(lower(a))",), ("lower",)),
        ),
        (
            "create unique index i on t (a) where c > 1",
            NewIndex(Name("", "t"), "i", True, False, ('(CASE WHEN c > 1 THEN "a" END)',), ("a",)),
        ),
    ],
)
def test_step(text, found):
    (step,) = steps(text)
    if isinstance(step, NewIndex):
        assert step.written is not None
        step = replace(step, written=None)
    if found is None:
        assert step.arguments == (("pg_catalog.int4",), None)
    else:
        assert step == found


def test_schema():
    assert steps("create schema if not exists s authorization me") == (
        Unless("schema", Name("", "s")),
        Main(),
    )
    assert planned("create schema authorization me").pieces == ("CREATE SCHEMA me",)
    assert refused("create schema pg_x") == ("42939", 'unacceptable schema name "pg_x"')
    assert refused("create schema s create table t (a int)")[0] == "0A000"


def test_what_there_is_none_of():
    assert refused("drop trigger x on t")[0] == "42704"
    (step,) = steps("drop trigger if exists x on t")
    assert step.notice.message == 'trigger "x" for relation "t" does not exist, skipping'
    assert refused("create index on t using nothing (a)")[0] == "42704"
