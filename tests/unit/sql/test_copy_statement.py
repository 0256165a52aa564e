"""COPY: what it is about, and errors that are kept for when it runs."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.copy_command import CopySide
from duckgres.sql.plan import plan
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import duckdb_parser, unasked
from tests.unit.sql.rewriting import rewritten


def command(text):
    return plan(text, unasked)[-1].command


def test_a_table():
    found = command('copy lake.s."T x" (b, "A") from stdin')
    assert (found.catalog, found.schema, found.table) == ("lake", "s", "T x")
    assert (found.incoming, found.columns, found.query) == (True, ("b", "A"), None)


def test_the_statement():
    statement = plan("select 1; copy t to stdout", unasked)[1]
    assert (statement.kind, statement.tag, statement.counts) == (StatementKind.COPY, "COPY", True)
    assert (statement.returns_rows, statement.writes) == (False, False)
    assert statement.pieces == ("copy t to stdout",)


def test_input_writes():
    assert plan("copy t from stdin", unasked)[0].writes


@pytest.mark.parametrize(
    ("text", "side", "path"),
    [
        ("copy t to stdout", CopySide.CLIENT, ""),
        ("copy t to stdin", CopySide.CLIENT, ""),
        ("copy t from '/x'", CopySide.FILE, "/x"),
        ("copy t to program 'ls'", CopySide.PROGRAM, "ls"),
    ],
)
def test_the_other_end(text, side, path):
    found = command(text)
    assert (found.side, found.path) == (side, path)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("copy (select 1) to stdout", "select 1"),
        ("select 1; copy (values (1), ((2))) to stdout csv", "values (1), ((2))"),
        ("copy /* ( */ ( table t ) to stdout", "table t"),
        ("copy (with x as (select 1) select * from x) to stdout",
         "with x as (select 1) select * from x"),
        ("copy (select 'é', ')') to stdout", "select 'é', ')'"),
        ("copy (select a::int from t) to stdout", "select a::int from t"),
    ],
)  # fmt: skip
def test_a_query_is_planned_as_if_it_stood_alone(text, query):
    found = command(text).query
    assert found.returns_rows
    assert found.pieces == plan(query, unasked)[0].pieces


def test_what_a_query_changes():
    found = command("copy (insert into t values (1) returning a) to stdout").query
    assert (found.kind, found.writes) == (StatementKind.MODIFY, True)


@pytest.mark.parametrize(
    ("text", "sqlstate", "message", "position"),
    [
        ("copy (select $1) to stdout", "42P02", "there is no parameter $1", 14),
        ("copy t from stdin where a > $1", "42P02", "there is no parameter $1", 29),
        ("copy (select 1 into x) to stdout", "0A000", "COPY (SELECT INTO) is not supported", None),
        (
            "copy (delete from t) to stdout",
            "0A000",
            "COPY query must have a RETURNING clause",
            None,
        ),
        (
            "copy t from stdin where a > (select 1)",
            "0A000",
            "cannot use subquery in COPY FROM WHERE condition",
            29,
        ),
        ("copy (select $1) to stdout (foo)", "42601", 'option "foo" not recognized', 29),
    ],
)
def test_an_error_waits(text, sqlstate, message, position):
    refusal = command(text).refusal
    assert (refusal.sqlstate, refusal.message, refusal.position) == (sqlstate, message, position)


def test_a_syntax_error_does_not_wait():
    with pytest.raises(PgError, match="WHERE clause not allowed with COPY TO"):
        plan("copy t to stdout where a > 1", duckdb_parser)


def test_a_condition_is_duckdbs():
    where = command("copy t from stdin where a / 2 = 1 and b = 'é'").where
    assert where == rewritten("select 1 where a / 2 = 1 and b = 'é'").partition(" WHERE ")[2]


def test_no_condition():
    assert command("copy t from stdin").where == ""


def test_a_session_value_in_a_condition_is_refused():
    refusal = command("copy t from stdin where a = current_user").refusal
    assert (refusal.sqlstate, refusal.hint is None) == ("0A000", False)
