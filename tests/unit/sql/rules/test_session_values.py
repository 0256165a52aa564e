"""Session values: what becomes a slot, and what only looks alike."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked

_VALUES = {
    "version": "<version>",
    "current_database": "<database>",
    "current_user": "<user>",
    "session_user": "<session>",
    "pg_backend_pid": "<pid>",
}


def _rendered(text):
    return plan(text, unasked)[-1].render(["<1>"], _VALUES)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("select version()", "SELECT <version>"),
        ("select pg_catalog.version(), 1", "SELECT <version>, 1"),
        ("select pg_catalog . version /* é */ ( ) || 'é'", "SELECT <version> || 'é'"),
        ('select "version"()', "SELECT <version>"),
        ("select current_database()", "SELECT <database>"),
        ("select current_catalog", "SELECT <database>"),
        ("select CURRENT_USER, current_role, user", "SELECT <user>, <user>, <user>"),
        ("select session_user", "SELECT <session>"),
        ("select pg_backend_pid()", "SELECT <pid>"),
        ("select 'é', $1, version()", "SELECT 'é', <1>, <version>"),
        ("select 1; select version()", "SELECT <version>"),
        (
            "select a from t where u = current_user and (select version()) > ''",
            "SELECT a FROM t WHERE u = <user> AND (SELECT <version> AS version) > ''",
        ),
        ("insert into t (a) values (current_user)", "INSERT INTO t (a) VALUES (<user>)"),
        ("explain select version()", "EXPLAIN (FORMAT JSON) SELECT <version>"),
    ],
)
def test_session_value_becomes_a_slot(text, rendered):
    assert _rendered(text) == rendered


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("select * from version()", "SELECT * FROM (SELECT <version> AS version) version"),
        ("select * from version() v", "SELECT * FROM (SELECT <version> AS v) v"),
        ("select * from version() as V", "SELECT * FROM (SELECT <version> AS v) v"),
        ('select * from version() "V"', 'SELECT * FROM (SELECT <version> AS "V") "V"'),
        (
            "select * from version() where true",
            "SELECT * FROM (SELECT <version> AS version) version WHERE true",
        ),
        (
            "select * from current_user, t",
            'SELECT * FROM (SELECT <user> AS "current_user") "current_user", t',
        ),
        (
            "select * from unnest(string_to_array(current_user, ','))",
            "SELECT * FROM unnest(_pg.string_to_array(<user>, ',')) unnest(unnest)",
        ),
    ],
)
def test_in_from_it_becomes_a_subquery(text, rendered):
    assert _rendered(text) == rendered


@pytest.mark.parametrize(
    "text",
    [
        'select version, t.version, "user" from t',
        "select my.version(), version(1), 'version()', current_user_id()",
        "select a as version from t -- version()",
        "select current_schema, current_schema()",
    ],
)
def test_what_looks_alike_is_left_alone(text):
    (found,) = plan(text, unasked)
    assert found.slots == ()
