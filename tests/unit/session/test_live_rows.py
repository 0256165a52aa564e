"""The rows of relations that tell how the server is."""

import json

import pytest

from duckgres.engine.describe import Description
from duckgres.session import advisory, live_rows
from duckgres.session.cursors import CursorInfo
from duckgres.session.portal import Portal
from duckgres.session.prepared import PreparedStatement
from duckgres.session.server_functions import FUNCTIONS
from duckgres.sql.rules import live
from duckgres.sql.statement import Statement, StatementKind


@pytest.fixture
def session(talk):
    talk()
    return talk.session


def test_each_relation_of_the_rule_is_here():
    assert set(live_rows.RELATIONS) == live.RELATIONS


@pytest.mark.parametrize("relation", sorted(live.RELATIONS))
def test_rows_are_json(session, relation):
    assert isinstance(json.loads(live_rows.as_json(session, relation)), list)


def test_advisory_locks_show(session):
    session.services.registry.register(session.key, session)
    FUNCTIONS["pg_advisory_lock"](session, -1)
    FUNCTIONS["pg_advisory_lock_shared"](session, 1, 2)
    found = json.loads(live_rows.as_json(session, "pg_locks"))
    assert [(row["classid"], row["objid"], row["objsubid"], row["mode"]) for row in found] == [
        (4294967295, 4294967295, 1, "ExclusiveLock"),
        (1, 2, 2, "ShareLock"),
    ]
    advisory.leave(session)


def test_prepared_statements_show(session):
    described = Description((23,), None)
    statement = Statement(StatementKind.EMPTY, "")
    for name in ("", "p"):
        made = PreparedStatement(statement, (), described, "PREPARE p …", from_sql=True)
        session.statements.add(name, made)
    (found,) = json.loads(live_rows.as_json(session, "pg_prepared_statements"))
    assert (found["name"], found["statement"], found["parameter_types"]) == (
        "p",
        "PREPARE p …",
        [23],
    )


def test_cursors_show(session):
    class Rows:
        info = CursorInfo("DECLARE c …", scroll=False, created=0.0)

    portal = Portal(Statement(StatementKind.EMPTY, ""))
    portal.rows = Rows()
    session.portals.add("c", portal)
    session.portals.add("no cursor", Portal(Statement(StatementKind.EMPTY, "")))
    (found,) = json.loads(live_rows.as_json(session, "pg_cursors"))
    assert (found["name"], found["is_scrollable"], found["creation_time"]) == (
        "c",
        False,
        "1970-01-01T00:00:00+00:00",
    )


def test_a_user_sees_his_own_sessions_alone(session):
    class Other:
        timeouts = None
        login = type("Login", (), {"user": "somebody else"})

    key = session.services.registry.issue_key((3, 0))
    session.services.registry.register(key, Other())
    found = json.loads(live_rows.as_json(session, "pg_stat_activity"))
    assert all(row["usename"] == session.login.user for row in found)
