"""Cancel requests against the whole server: what is stopped, and what is left alone."""

import os
import pty
import random
import select
import threading
import time

import psycopg
import pytest

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire.startup import CancelRequest
from tests.fixtures.raw_login import RawLogin
from tests.fixtures.raw_session import (
    FOREVER,
    RawSession,
    execution,
    rows,
    send_cancel,
    sqlstates,
    status,
)

pytestmark = pytest.mark.slow

CANCELED = "canceling statement due to user request"
STARTING = 0.3  # seconds after which a statement that was sent runs
AT_MOST = 2.0  # seconds from a request to the statement's end


class Canceled:
    """A statement that is canceled ``STARTING`` seconds after ``with`` begins."""

    def __init__(self, cancel):
        self.timer = threading.Timer(STARTING, cancel)

    def __enter__(self):
        self.begin = time.monotonic()
        self.timer.start()

    def __exit__(self, *_):
        self.timer.join()
        assert time.monotonic() - self.begin < STARTING + AT_MOST


@pytest.fixture
def raw(server):
    with RawSession(server) as session:
        yield session


def canceling(server, session):
    return Canceled(lambda: send_cancel(server, session.process_id, session.secret))


@pytest.mark.parametrize("version", ["3.0", "3.2"])
@pytest.mark.parametrize("way", ["cancel", "cancel_safe"])  # in clear text, over TLS
def test_libpq_cancels(server, version, way):
    dsn = server.dsn(max_protocol_version=version)
    with psycopg.connect(dsn, autocommit=True) as connection:
        with (
            Canceled(getattr(connection, way)),
            pytest.raises(psycopg.errors.QueryCanceled, match=CANCELED),
        ):
            connection.execute(FOREVER)
        assert connection.execute("select 1").fetchone() == (1,)


def test_psql_is_interrupted_from_the_keyboard(server):
    child, terminal = pty.fork()
    if not child:
        os.execvp("psql", ["psql", "-X", "-At", "--pset=pager=off", server.dsn()])
    try:
        os.write(terminal, FOREVER.encode() + b";\n")
        time.sleep(1)
        with Canceled(lambda: os.write(terminal, b"\x03")):
            until(terminal, CANCELED.encode())
        os.write(terminal, b"select 'usa' || 'ble';\n")
        until(terminal, b"usable")
    finally:
        os.write(terminal, b"\\q\n")
        os.waitpid(child, 0)
        os.close(terminal)


def until(terminal, wanted):
    """Read what a terminal shows until it shows ``wanted``."""
    shown = b""
    while wanted not in shown:
        assert select.select([terminal], [], [], 10)[0], shown
        shown += os.read(terminal, 4096)
    return shown


def test_a_wrong_key_is_met_with_silence_and_stops_nothing(server, raw):
    raw.send(f.Query(FOREVER).encode())
    time.sleep(STARTING)
    wrong = bytes([raw.secret[0] ^ 1]) + raw.secret[1:]
    for process_id, secret in [
        (raw.process_id, wrong),
        (raw.process_id, raw.secret + b"\0"),
        (raw.process_id, bytes(32)),
        (raw.process_id + 1, raw.secret),
        (-raw.process_id, raw.secret),
        (0, raw.secret),
    ]:
        assert send_cancel(server, process_id, secret) == b""
    assert raw.receive(0.3) is None
    assert send_cancel(server, raw.process_id, raw.secret) == b""
    assert sqlstates(raw.until_ready(AT_MOST)) == ["57014"]


def test_a_cancel_while_idle_does_nothing_to_the_next_statement(server, raw):
    for _ in range(20):
        send_cancel(server, raw.process_id, raw.secret)
        assert rows(raw.query("select 1")) == [(b"1",)]


def test_a_cancel_between_statements_of_a_block_does_not_fail_it(server, raw):
    raw.query("begin")
    send_cancel(server, raw.process_id, raw.secret)
    assert status(raw.query("select 1")) == "T"
    assert rows(raw.query("select 1; commit")) == [(b"1",)]


def test_a_result_nobody_reads_is_stopped(server, raw):
    raw.send(f.Query("select r, 'abcdefghijklmnopqrstuvwxyz' from range(100000000) t(r)").encode())
    time.sleep(1)
    send_cancel(server, raw.process_id, raw.secret)
    time.sleep(0.2)
    heard = raw.until_ready()
    assert sqlstates(heard) == ["57014"]
    got = rows(heard)
    assert [int(row[0]) for row in got] == list(range(len(got)))
    assert 0 < len(got) < 1_000_000
    assert rows(raw.query("select 1")) == [(b"1",)]


def test_in_a_block_it_fails_the_block(server, raw):
    raw.query("create or replace table canceled(a int)")
    raw.query("begin; insert into canceled values (1)")
    with canceling(server, raw):
        heard = raw.query(FOREVER)
    assert sqlstates(heard) == ["57014"]
    assert status(heard) == "E"
    assert sqlstates(raw.query("select 1")) == ["25P02"]
    assert raw.query("commit")[0] == b.CommandComplete("ROLLBACK")
    assert rows(raw.query("select count(*) from canceled")) == [(b"0",)]


def test_it_undoes_the_query_string_and_leaves_out_its_rest(server, raw):
    raw.query("create or replace table canceled(a int)")
    text = f"insert into canceled values (1); {FOREVER}; insert into canceled values (2)"
    with canceling(server, raw):
        heard = raw.query(text)
    assert sqlstates(heard) == ["57014"]
    assert rows(raw.query("select count(*) from canceled")) == [(b"0",)]


def test_it_stops_one_batch_of_a_pipeline_and_not_the_next(server, raw):
    batches = (
        *execution(FOREVER),
        *execution("select 'skipped'"),
        f.Sync(),
        *execution("select 'second'"),
        f.Sync(),
        f.Query("select 'third'"),
    )
    with canceling(server, raw):
        first = raw.ask(*batches)
    assert sqlstates(first) == ["57014"]
    assert rows(first) == []
    second, third = raw.until_ready(), raw.until_ready()
    assert (sqlstates(second), rows(second)) == ([], [(b"second",)])
    assert (sqlstates(third), rows(third)) == ([], [(b"third",)])


def test_a_statement_timeout_stops_one_statement_of_a_pipeline(raw):
    raw.query("set statement_timeout = 300")
    first = raw.ask(*execution(FOREVER), f.Sync(), *execution("select 'second'"), f.Sync())
    assert sqlstates(first) == ["57014"]
    assert rows(raw.until_ready()) == [(b"second",)]


def test_the_session_survives_where_its_search_path_is_its_own(server, raw):
    raw.query("create schema if not exists mine")
    raw.query("set search_path = mine, public")
    with canceling(server, raw):
        heard = raw.query(FOREVER)
    assert sqlstates(heard) == ["57014"]
    assert rows(raw.query("select current_schema()")) == [(b"mine",)]


def test_settings_made_before_the_block_hold_after_it_was_canceled(server, raw):
    raw.query("set timezone = 'Asia/Tokyo'")
    raw.query("begin")
    with canceling(server, raw):
        raw.query(FOREVER)
    raw.query("rollback")
    heard = raw.query("select hour(timestamptz '2024-01-01 00:00:00Z')")
    assert rows(heard) == [(b"9",)]


def test_reading_a_result_aside_is_stopped(server, raw):
    open_portal = execution("select r from range(100000000000) t(r)", portal="p", limit=1)
    raw.query("begin")
    raw.ask(*open_portal, f.Sync())
    with canceling(server, raw):
        heard = raw.query("select 1")  # what is left of the portal must be put aside first
    assert sqlstates(heard) == ["57014"]
    raw.query("rollback")
    assert rows(raw.query("select 1")) == [(b"1",)]


def test_preparing_is_stopped_or_finishes_and_the_session_goes_on(server, raw):
    for _ in range(30):
        raw.send(b"".join(m.encode() for m in (*execution("select 1"), f.Sync())))
        send_cancel(server, raw.process_id, raw.secret)
        heard = raw.until_ready()
        assert rows(heard) == [(b"1",)] or sqlstates(heard) == ["57014"]
        assert rows(raw.query("select 2")) == [(b"2",)]


def test_a_storm_of_random_requests_harms_nobody(server, raw):
    chance = random.Random("storm")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        raw.send(f.Query(FOREVER).encode())
        for _ in range(100):
            process_id = chance.choice([raw.process_id, chance.randrange(2**31)])
            secret = chance.randbytes(chance.choice([4, 4, 5, 32, 256]))
            assert send_cancel(server, process_id, secret) == b""
        assert connection.execute("select 1").fetchone() == (1,)
    assert raw.receive(0.1) is None
    send_cancel(server, raw.process_id, raw.secret)
    assert sqlstates(raw.until_ready(AT_MOST)) == ["57014"]


def test_a_storm_of_right_requests_stops_each_statement_once(server, raw):
    for _ in range(5):
        raw.send(f.Query(FOREVER).encode())
        time.sleep(0.05)
        for _ in range(10):
            send_cancel(server, raw.process_id, raw.secret)
        assert sqlstates(raw.until_ready(AT_MOST)) == ["57014"]
        assert rows(raw.query("select 1")) == [(b"1",)]


def test_a_request_over_tls_is_obeyed(server, raw):
    raw.send(f.Query(FOREVER).encode())
    time.sleep(STARTING)
    stranger = RawLogin(server.host, server.port)
    stranger.tls()
    stranger.send(CancelRequest(raw.process_id, raw.secret).encode())
    assert stranger.receive() is None
    stranger.close()
    assert sqlstates(raw.until_ready(AT_MOST)) == ["57014"]
