"""A session's life: greeting, errors, cancel, the end; and what its settings do."""

import gevent
import pytest

from duckgres.engine.errors import InstanceLost
from duckgres.errors import FatalError, Notice, PgError
from duckgres.session.registry import Activity
from duckgres.wire.frontend import Bind, Execute, Flush, Parse, Query, Terminate
from tests.fixtures.fix_session import Rows, lines

END = FatalError("terminating connection due to administrator command", sqlstate="57P01")
CANCELED = "ERROR 57014: canceling statement due to user request"
BAD = PgError("no", sqlstate="22023")


def greeting(talk):
    talk(Terminate())
    found = lines(talk.transport.heard)
    return found[: found.index("I") + 1]


def applied(engine):
    told = [call.removeprefix("apply SET ") for call in engine.calls if call.startswith("apply")]
    return [text for text in told if not text.startswith("VARIABLE _pg_")]  # who is in, and where


# --- from the greeting to the end


def test_the_greeting_tells_settings_key_and_readiness_in_this_order(talk):
    talk.parameters = {"application_name": "x", "TimeZone": "Europe/Berlin"}
    told = greeting(talk)
    assert {"application_name=x", "TimeZone=Europe/Berlin"} < set(told)
    assert told[-2:] == ["BackendKeyData", "I"]
    assert all("=" in line for line in told[:-2])


def test_the_engine_is_told_the_settings_once(talk, fake_engine):
    talk(Query("select 1"), Query("select 1"))
    assert applied(fake_engine) == ["search_path = 'public,main'"]


def test_the_engine_knows_who_is_in_and_where(talk):
    talk(Terminate())
    values = talk.databases.session_values
    assert values["current_user"] == values["session_user"] == "CAST('ann' AS VARCHAR)"
    assert values["current_database"] == "CAST('books' AS VARCHAR)"
    assert values["pg_backend_pid"] == "CAST(7 AS INTEGER)"
    assert "Duckgres" in values["version"]


def test_an_unknown_parameter_of_the_packet_ends_it_before_anything_is_opened(talk, fake_engine):
    talk.parameters = {"nosuch": "1"}
    assert talk() == ['FATAL 42704: unrecognized configuration parameter "nosuch"']
    assert fake_engine.calls == []


def test_a_database_that_takes_too_long_to_open_is_not_waited_for(talk, fake_engine, monkeypatch):
    monkeypatch.setattr("duckgres.session.opening.OPENING_SECONDS", 0.002)
    talk.databases.at_once = False
    connect = talk.databases.connect
    talk.databases.connect = lambda *given: gevent.sleep(0.01) or connect(*given)
    assert talk() == ['FATAL 57P03: database of user "ann" is still being opened']
    assert fake_engine.calls == []
    gevent.sleep(0.03)
    assert fake_engine.calls == ["close"]  # it came too late, and is given back


def test_terminate_closes_what_is_open(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abc")
    heard = talk(
        Query("begin"), Parse("", "select many", ()), Bind("", "", (), (), ()), Execute("", 1),
        Flush(), Terminate(), Query("select 1"),
    )  # fmt: skip
    assert heard[-1] == "PortalSuspended"
    assert fake_engine.calls[-2:] == ["release", "close"]


def test_a_client_that_is_gone_closes_what_is_open_and_is_told_nothing(
    talk, fake_engine, log_lines
):
    assert talk(Query("begin"), Query("select 1"))[-1] == "T"
    assert fake_engine.calls[-1] == "close"
    assert ("connection lost", {"reason": "connection closed by the client"}) in [
        line[1:] for line in log_lines
    ]


def test_a_client_that_goes_while_rows_are_sent_closes_what_is_open(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abcdef", batch=1)

    def go_soon():
        talk.transport.lost_after = len(talk.transport.heard) + 40  # columns and a row or two

    talk(go_soon, Query("select many"))
    assert fake_engine.calls[-3:] == ["abandon", "release", "close"]


def test_an_unexpected_exception_says_nothing_of_itself_and_ends_the_session(
    talk, fake_engine, log_lines
):
    fake_engine.answers["select 1"] = ZeroDivisionError("secret path /x/y")
    assert talk(Query("select 1"), Query("select 2")) == ["FATAL XX000: internal error"]
    assert b"secret" not in talk.transport.heard
    assert ("exception", "session failed", {}) in log_lines
    assert fake_engine.calls[-1] == "close"
    assert talk.transport.seen == len(talk.transport.heard)


def test_a_fatal_error_of_the_engine_ends_the_session(talk, fake_engine):
    fake_engine.answers["select 1"] = FatalError("instance failed", sqlstate="57P02")
    assert talk(Query("select 1"), Query("select 2")) == ["FATAL 57P02: instance failed"]


def test_a_lost_instance_is_given_up_before_its_session_ends(talk, fake_engine):
    lost = InstanceLost(committed=True)
    fake_engine.answers["select 1"] = lost
    heard = talk(Query("select 1"), Query("select 2"))
    assert heard[-1].startswith("FATAL 57P02: terminating connection because the database")
    assert talk.databases.lost == [(fake_engine.database, lost)]
    assert fake_engine.calls[-1] == "close"


def test_an_instance_that_died_elsewhere_ends_an_idle_session(talk, fake_engine):
    lost = InstanceLost(disk_full=True)
    heard = talk(lambda: talk.databases.end_session(lost), Query("select 1"))
    assert heard == [f"FATAL 53100: {lost.message}"]
    assert fake_engine.calls[-1] == "close"


def test_running_out_of_memory_fails_the_statement_and_not_the_session(talk, fake_engine):
    def run_out():
        raise MemoryError

    fake_engine.answers["select 1"] = run_out
    heard = talk(Query("begin"), Query("select 1"), Query("rollback"), Query("select 2"))
    assert heard[2:6] == ["ERROR 53200: out of memory", "E", "ROLLBACK", "I"]
    assert heard[-2:] == ["SELECT 1", "I"]


def test_an_illegal_message_ends_the_session(talk):
    assert talk(b"!\0\0\0\4", Query("select 1")) == [
        "FATAL 08P01: invalid frontend message type 33"
    ]


def test_a_malformed_message_fails_and_the_session_goes_on(talk):
    heard = talk(b"Q\0\0\0\5x", Query("select 1"))
    assert heard[0].startswith("ERROR 08P01")
    assert heard[-2:] == ["SELECT 1", "I"]


def test_an_error_undoes_the_transaction_before_the_client_may_go_on(talk, fake_engine):
    fake_engine.answers["select bad"] = BAD
    seen = []
    talk(Query("begin"), Query("select bad"), lambda: seen.extend(fake_engine.calls))
    assert "rollback" in seen


# --- other greenlets


def test_what_it_does_is_known_to_others(talk, fake_engine):
    states = []

    def look():
        states.append(talk.session.state)
        return 1

    fake_engine.answers["insert into t (a) values (1)"] = look
    talk(look_at(look), Query("begin"), look_at(look), Query("insert into t (a) values (1)"))
    assert states == [Activity.IDLE, Activity.IDLE_IN_TRANSACTION, Activity.ACTIVE]


def look_at(look):
    return lambda: look() and None


def test_a_cancel_stops_the_running_statement_and_the_session_goes_on(talk, fake_engine):
    fake_engine.answers["select slow"] = lambda: talk.session.cancel()
    assert talk(Query("select slow"), Query("select 1")) == [
        CANCELED, "I", "columns a", "row 1", "SELECT 1", "I",
    ]  # fmt: skip


def test_a_cancel_between_two_batches_stops_the_rest(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abc", batch=1)
    session = talk.open(Query("select many"), Query("select 1"))
    write = talk.transport.write

    def cancel_at_the_first_row(data):
        write(data)
        if bytes(data[:1]) == b"D" and not fake_engine.interruption:
            session.cancel()

    talk.transport.write = cancel_at_the_first_row
    session.run()
    assert talk.heard()[:4] == ["columns a", "row a", CANCELED, "I"]


def test_what_a_session_waits_for(talk, fake_engine):
    seen = []

    def look():
        seen.append(talk.session.wait_event)

    def look_thrice():
        look()
        fake_engine.wait_event = ("IPC", "StatementQueue")
        look()
        fake_engine.wait_event, talk.transport.sending = None, True
        look()
        talk.transport.sending = False
        return 1

    fake_engine.answers["select slow"] = look_thrice
    talk(look_at(look), Query("select slow"))
    assert seen == [
        ("Client", "ClientRead"), None, ("IPC", "StatementQueue"), ("Client", "ClientWrite"),
    ]  # fmt: skip


def test_a_cancel_while_the_client_thinks_stops_nothing(talk):
    heard = talk(Query("select 1"), lambda: talk.session.cancel(), Query("select 1"))
    assert heard.count("SELECT 1") == 2


def test_a_cancel_in_a_block_fails_the_block(talk, fake_engine):
    fake_engine.answers["select slow"] = lambda: talk.session.cancel()
    assert talk(Query("begin"), Query("select slow"))[-2:] == [CANCELED, "E"]


def test_a_cancel_before_the_greeting_stops_nothing(talk):
    session = talk.open(Query("select 1"))
    session.cancel()
    session.run()
    assert "SELECT 1" in talk.heard()


def test_an_idle_session_is_sent_away_at_once(talk, fake_engine):
    heard = talk(Query("select 1"), lambda: talk.session.terminate(END), Query("select 2"))
    assert heard[-1] == f"FATAL 57P01: {END.message}"
    assert "start select 2" not in fake_engine.calls


def test_a_busy_session_is_stopped_and_sent_away(talk, fake_engine):
    fake_engine.answers["select slow"] = lambda: talk.session.terminate(END)
    assert talk(Query("select slow"), Query("select 2")) == [f"FATAL 57P01: {END.message}"]
    assert fake_engine.calls[-1] == "close"


def test_a_session_that_is_sent_away_before_its_greeting_hears_why(talk):
    session = talk.open(Query("select 1"))
    session.terminate(END)
    session.run()
    assert talk.heard() == [f"FATAL 57P01: {END.message}"]


# --- settings


def test_a_changed_setting_reaches_engine_and_client_once(talk, fake_engine):
    heard = talk(Query("set TimeZone = 'Asia/Tokyo'"), Query("set TimeZone = 'Asia/Tokyo'"))
    assert heard == ["SET", "TimeZone=Asia/Tokyo", "I", "SET", "I"]
    assert applied(fake_engine).count("TimeZone = 'Asia/Tokyo'") == 1


def test_a_setting_undone_is_told_again(talk, fake_engine):
    heard = talk(Query("begin"), Query("set TimeZone = 'Asia/Tokyo'"), Query("rollback"))
    assert heard[-3:] == ["ROLLBACK", "TimeZone=UTC", "I"]
    assert applied(fake_engine)[1:] == ["TimeZone = 'Asia/Tokyo'", "TimeZone = 'UTC'"]


def test_an_error_undoes_the_string_s_settings(talk, fake_engine):
    fake_engine.answers["select bad"] = BAD
    talk(Query("set TimeZone = 'Asia/Tokyo'; select bad"))
    assert applied(fake_engine)[-1] == "TimeZone = 'UTC'"


def test_set_local_outside_a_block_is_warned_of(talk):
    warning = "WARNING 25P01: SET LOCAL can only be used in transaction blocks"
    assert talk(Query("set local x.y = 1")) == [warning, "SET", "I"]
    assert warning not in talk(Query("begin"), Query("set local x.y = 1"))


def test_notices_below_the_client_s_level_are_not_sent(talk):
    talk.parameters = {"client_min_messages": "error"}
    assert talk(Query("commit")) == ["COMMIT", "I"]
    session = talk.session
    for severity, wanted in (("NOTICE", False), ("WARNING", False), ("INFO", True)):
        before = len(talk.transport.heard)
        session.notify(Notice("remark", severity=severity))
        assert (len(talk.transport.heard) > before) is wanted, severity


def test_a_new_schema_of_the_path_reaches_the_engine(talk, fake_engine):
    def make():
        fake_engine.known_schemas.append("sales")

    fake_engine.answers["CREATE SCHEMA sales"] = make
    talk(Query("set search_path = sales, public"), Query("create schema sales"))
    assert applied(fake_engine)[-1] == "search_path = 'sales,public,main'"


# --- the rest


def test_a_long_text_is_planned_off_the_loop(talk, fake_engine):
    talk(Query("select 1"))
    assert "aside" not in fake_engine.calls
    talk(Query("select 1 -- " + "x" * 70_000))
    assert "aside" in fake_engine.calls


def test_another_database_is_refused_only_where_that_is_set(talk, fake_engine):
    assert "SELECT 1" in talk(Query("select 1"))
    fake_engine.calls.clear()
    talk.services = type(talk.services)(
        talk.databases, talk.services.planner, refuse_unknown_databases=True
    )
    assert talk(Query("select 1")) == ['FATAL 3D000: database "books" does not exist']
    assert fake_engine.calls == []


@pytest.mark.parametrize(
    ("error", "heard"),
    [
        (RecursionError(), "ERROR 54001: stack depth limit exceeded"),
        (MemoryError(), "ERROR 53200: out of memory"),
    ],
)
def test_what_used_up_stack_or_memory_fails_its_statement_alone(error, heard, talk, fake_engine):
    fake_engine.answers["select 1"] = error
    assert talk(Query("select 1"), Query("select 2"))[:2] == [heard, "I"]
    assert talk.heard()[-2:] == ["SELECT 1", "I"]
