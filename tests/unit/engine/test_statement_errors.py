"""DuckDB's errors with their places in the client's text."""

import duckdb
import pytest

from duckgres.engine.statement_errors import Filled, as_pg_error
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def connected():
    connection = duckdb.connect(":memory:")
    connection.execute("SET errors_as_json = true")  # as the engine has it
    return connection


def error_of(text):
    with pytest.raises(duckdb.Error) as caught:
        connected().execute(text)
    return caught.value


@pytest.mark.parametrize("prefix", [0, len("PREPARE x AS ")])
def test_the_place_is_the_clients(prefix):
    (statement,) = plan("select 1, $1, nope from (select 1 as a) t", unasked)
    text = "PREPARE x AS "[:prefix] + statement.render(["12345"], {})
    found = as_pg_error(error_of(text), Filled(statement, ["12345"], prefix), {}, dict)
    assert (found.sqlstate, found.fields.position) == ("42703", len("select 1, $1, ") + 1)


def test_what_is_not_the_clients_has_no_place():
    found = as_pg_error(error_of("select nope"), None, {}, dict)
    assert (found.sqlstate, found.fields.position) == ("42703", None)


def test_a_constraint_is_told_by_its_name():
    connection = connected()
    connection.execute("CREATE TABLE t (a INTEGER CHECK (a > 0))")
    (statement,) = plan("insert into t (a) values (0)", unasked)
    with pytest.raises(duckdb.Error) as caught:
        connection.execute(statement.render((), {}))
    found = as_pg_error(caught.value, Filled(statement, ()), {}, dict)
    assert found.sqlstate == "23514"
