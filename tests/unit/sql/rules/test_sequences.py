"""Functions of sequences: names are looked up when the statement runs."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.ddl.planning import planned


def shown(text):
    statement = planned(text)
    return statement.render((), {slot: f"<{slot}>" for slot in statement.slots})


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select nextval('s') as x",
            "SELECT _pg_taken(nextval(<sequence name s>), <sequence name s>, <sequence session>)"
            " AS x",
        ),
        (
            "select currval('s'::regclass) as x",
            "SELECT _pg_currval(<sequence name s>, <sequence session>) AS x",
        ),
        ("select lastval() as x", "SELECT _pg_lastval(<sequence session>) AS x"),
        (
            "select pg_get_serial_sequence('t', 'c') as x",
            "SELECT <sequence owned t\x1fc> AS x",
        ),
        (
            "select currval(pg_get_serial_sequence('t', 'c')) as x",
            "SELECT _pg_currval(<sequence of sequence owned t\x1fc>, <sequence session>) AS x",
        ),
        (
            "create table t (a int default nextval('s'::regclass))",
            "CREATE TABLE t (a int DEFAULT nextval('s'))",
        ),
        ("select nextval('s', 1) as x", "SELECT nextval('s', 1) AS x"),
    ],
)
def test_call(postgresql, duckdb):
    assert shown(postgresql) == duckdb


def test_a_name_that_is_computed_is_refused():
    with pytest.raises(PgError, match="the name of a sequence must be a constant"):
        planned("select nextval(a) from t")
