"""Session values: what becomes a slot, and what only looks alike."""

import pytest

from duckgres.sql.plan import plan
from duckgres.sql.rules import session_values
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
        ("select version()", "select <version>"),
        ("select pg_catalog.version(), 1", "select <version>, 1"),
        ("select pg_catalog . version /* é */ ( ) || 'é'", "select <version> || 'é'"),
        ('select "version"()', "select <version>"),
        ("select current_database()", "select <database>"),
        ("select current_catalog", "select <database>"),
        ("select CURRENT_USER, current_role, user", "select <user>, <user>, <user>"),
        ("select session_user", "select <session>"),
        ("select pg_backend_pid()", "select <pid>"),
        ("select 'é', $1, version()", "select 'é', <1>, <version>"),
        ("select 1; select version()", "select <version>"),
        (
            "select a from t where u = current_user and (select version()) > ''",
            "select a from t where u = <user> and (select <version>) > ''",
        ),
        ("insert into t values (current_user)", "insert into t values (<user>)"),
        ("explain select version()", "EXPLAIN select <version>"),
    ],
)
def test_session_value_becomes_a_slot(text, rendered):
    assert _rendered(text) == rendered


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("select * from version()", 'select * from (SELECT <version> AS "version") AS version'),
        ("select * from version() v", 'select * from (SELECT <version> AS "v") v'),
        ("select * from version() as V", 'select * from (SELECT <version> AS "v") as V'),
        ('select * from version() "V"', 'select * from (SELECT <version> AS "V") "V"'),
        (
            "select * from version() where true",
            'select * from (SELECT <version> AS "version") AS version where true',
        ),
        (
            "select * from current_user, t",
            'select * from (SELECT <user> AS "current_user") AS current_user, t',
        ),
        (
            "select * from unnest(string_to_array(current_user, ','))",
            "select * from unnest(string_to_array(<user>, ','))",
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
        "select current_schema, current_schema(), current_date",
    ],
)
def test_what_looks_alike_is_left_alone(text):
    (found,) = plan(text, unasked)
    assert found.slots == ()
    assert found.pieces == (text,)


def test_words_decide_whether_the_tree_is_walked():
    assert session_values.concerns("select VERSION()")
    assert not session_values.concerns("select users, versions from t")
