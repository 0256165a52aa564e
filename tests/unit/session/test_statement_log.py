"""A statement's line: what it did and how long, never what was in it."""

import pytest

from duckgres.errors import ConnectionLost, PgError
from duckgres.session.services import Services
from duckgres.session.statement_log import LONGEST_QUERY, StatementLog, Totals
from duckgres.sql.plan import plan
from duckgres.wire.frontend import Bind, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import FakeTransport, Rows

FIELDS = {"tag", "rows", "bytes", "seconds"}


class FakeEngine:
    queued_seconds = 5.0  # of a statement before


@pytest.fixture
def transport():
    return FakeTransport()


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def totals():
    return Totals()


@pytest.fixture
def entry(transport, engine, totals, log_lines):
    def entry(text="select 'private'", slow=None):
        services = Services(None, None, slow_statement_seconds=slow)
        return StatementLog(plan(text, None)[0], transport, engine, totals, services)

    return entry


def test_a_statement_has_one_line_with_tag_rows_bytes_and_seconds(
    entry, transport, totals, log_lines
):
    transport.write(b"before")
    with entry() as statement:
        transport.write(b"12345")
        statement.done("SELECT 2", 2)
    ((level, event, fields),) = log_lines
    assert (level, event, set(fields)) == ("info", "statement", FIELDS)
    assert (fields["tag"], fields["rows"], fields["bytes"]) == ("SELECT 2", 2, 5)
    assert 0 <= fields["seconds"] < 1
    assert (totals.statements, totals.rows, totals.errors) == (1, 2, 0)


def test_a_statement_that_waited_for_a_thread_says_how_long(entry, engine, log_lines):
    with entry():
        engine.queued_seconds += 0.25
    assert log_lines[0][2]["queued"] == 0.25


def test_a_failed_statement_has_its_sqlstate_and_is_counted(entry, totals, log_lines):
    statement = entry()
    with pytest.raises(PgError), statement:
        raise PgError("value 'private' is bad", sqlstate="22023")
    ((_, event, fields),) = log_lines
    assert (event, fields["sqlstate"], fields["tag"]) == ("statement", "22023", "SELECT")
    assert "private" not in str(fields)
    assert (totals.statements, totals.rows, totals.errors) == (1, 0, 1)


def test_a_lost_client_is_named_in_place_of_a_sqlstate(entry, log_lines):
    statement = entry()
    with pytest.raises(ConnectionLost), statement:
        raise ConnectionLost("gone")
    assert log_lines[0][2]["sqlstate"] == "ConnectionLost"


def test_a_slow_statement_is_told_with_its_text_but_not_its_literals(entry, log_lines):
    with entry(slow=1e-9):
        pass
    ((level, event, fields),) = log_lines
    assert (level, event) == ("warning", "slow statement")
    assert set(fields) == FIELDS | {"query"}
    assert fields["query"].startswith("select ")
    assert "private" not in fields["query"]


def test_a_long_slow_statement_is_cut(entry, log_lines):
    with entry("select " + ", ".join(f"column_{i}" for i in range(1000)), slow=1e-9):
        pass
    assert len(log_lines[0][2]["query"]) <= LONGEST_QUERY + 20


def test_slow_is_off_when_it_is_not_set(entry, log_lines):
    with entry(slow=None):
        pass
    with entry(slow=3600):
        pass
    assert [event for _, event, _ in log_lines] == ["statement"] * 2


def test_neither_text_nor_values_reach_the_log_of_a_session(talk, fake_engine, log_lines):
    fake_engine.answers["select 'private'"] = Rows("private", "private")
    fake_engine.answers["select bad"] = PgError("'private' is bad", sqlstate="22023")
    talk(
        Query("select 'private'"), Query("select bad"), Query("selec 'private'"),
        Parse("", "select $1", ()), Bind("", "", (), (b"private",), ()), Sync(),
        Parse("", "select $1", (25,)), Bind("", "", (), (b"7",), ()), Execute("", 0), Sync(),
    )  # fmt: skip
    assert "private" not in str(log_lines)
    assert "select" not in str(log_lines)
    events = [event for _, event, _ in log_lines]
    assert events.count("statement") == 3
    assert events[0] == "login"


def test_a_session_ends_with_its_totals(talk, fake_engine, log_lines):
    fake_engine.answers["select bad"] = PgError("no", sqlstate="22023")
    fake_engine.answers["select many"] = Rows(*"abc")
    talk(Query("select many; select many"), Query("select bad"), Query("selec"))
    (fields,) = [fields for _, event, fields in log_lines if event == "logout"]
    assert (fields["statements"], fields["rows"], fields["errors"]) == (3, 6, 2)
    assert fields["bytes"] == len(talk.transport.heard)
    assert fields["seconds"] >= 0
