"""EXPLAIN's options and the statement behind them."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from duckgres.sql.session_commands import ExplainCommand
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import unasked


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("explain select 1", "EXPLAIN (FORMAT JSON) select 1"),
        ("explain verbose select 1", "EXPLAIN (FORMAT JSON) select 1"),
        ("explain analyze verbose select 1", "EXPLAIN (ANALYZE, FORMAT JSON) select 1"),
        ("explain (analyze) select 1", "EXPLAIN (ANALYZE, FORMAT JSON) select 1"),
        ("explain (analyze off, costs, buffers true) select 1", "EXPLAIN (FORMAT JSON) select 1"),
        ("explain (format json) select 1", "EXPLAIN (FORMAT JSON) select 1"),
        (
            "explain (analyze 1, format json) (select 1)",
            "EXPLAIN (ANALYZE, FORMAT JSON) (select 1)",
        ),
        ("explain /* (x */ (select 1)", "EXPLAIN (FORMAT JSON) (select 1)"),
        ("select 1; explain (costs off) select $1", "EXPLAIN (FORMAT JSON) select 7"),
    ],
)
def test_options_become_duckdbs(text, rendered):
    assert plan(text, unasked)[-1].render(["7"], {}) == rendered


def test_explained_statement_is_kept():
    (found,) = plan("explain (costs off) delete from t where a = $1 returning b", unasked)
    assert found.kind is StatementKind.EXPLAIN
    assert found.column_names == ("QUERY PLAN",)
    assert found.explained is not None
    assert found.explained.kind is StatementKind.MODIFY
    assert found.explained.render(["1"], {}) == "delete from t where a = 1 returning b"
    assert found.parameter_count == 1


@pytest.mark.parametrize(
    ("text", "sqlstate", "message", "position"),
    [
        # The first two as PostgreSQL 15.18 says them.
        ("explain (frob) select 1", "42601", 'unrecognized EXPLAIN option "frob"', 10),
        (
            "explain (format frob) select 1",
            "22023",
            'unrecognized value for EXPLAIN option "format": "frob"',
            10,
        ),
        ("explain (timing) select 1", "22023", "EXPLAIN option TIMING requires ANALYZE", None),
        (
            "explain (analyze, generic_plan) select 1",
            "22023",
            "EXPLAIN options ANALYZE and GENERIC_PLAN cannot be used together",
            None,
        ),
    ],
)
def test_wrong_option_is_refused(text, sqlstate, message, position):
    with pytest.raises(PgError) as caught:
        plan(text, unasked)
    error = caught.value
    assert (error.sqlstate, error.message, error.fields.position) == (sqlstate, message, position)


@pytest.mark.parametrize(
    ("options", "command"),
    [
        ("", ExplainCommand()),
        ("(analyze, format yaml)", ExplainCommand(True, "yaml", summary=True)),
        ("(costs off, verbose, summary)", ExplainCommand(costs=False, verbose=True, summary=True)),
        ("(analyze, timing off, summary 0)", ExplainCommand(True, timing=False)),
    ],
)
def test_options_say_what_is_shown(options, command):
    assert plan(f"explain {options} select 1", unasked)[0].command == command


def test_the_table_that_is_changed_is_known():
    (found,) = plan("explain insert into s.t values (1)", unasked)
    assert found.command.relation == "t"
