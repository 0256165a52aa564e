"""The limits of time, each conversation held with PostgreSQL 18 and with this server.

What the clocks count to the millisecond is tested with a clock moved by hand, in
``tests/unit/session/test_timeouts.py``; here the limits are short and the pauses long.
"""

import contextlib
import os
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from duckgres.wire import frontend as f
from tests.faults.talks import PATIENCE, duckgres, hold, postgresql
from tests.fixtures.fix_postgres import postgres
from tests.fixtures.raw_session import RawSession, rows, sqlstates, wait_until

pytestmark = pytest.mark.slow

STATEMENT = "ERROR 57014: canceling statement due to statement timeout"
TRANSACTION = "FATAL 25P04: terminating connection due to transaction timeout"
IDLE = "FATAL 57P05: terminating connection due to idle-session timeout"
IDLE_IN_BLOCK = "FATAL 25P03: terminating connection due to idle-in-transaction timeout"
NOSUCH = 'ERROR 42703: column "nosuch" does not exist'
BIND = f.Bind("", "", (), (), ())
LONG = 0.6  # seconds, against limits of 250 ms


@pytest.fixture(scope="module")
def judge18():
    with postgres(18) as server:
        yield server


@pytest.fixture(params=["postgresql", "duckgres"])
def target(request):
    """Each of the two servers; the other one is not started for it."""
    if request.param == "duckgres":
        return duckgres(request.getfixturevalue("server"))
    return postgresql(request.getfixturevalue("judge18"))


def parse(text, name=""):
    return f.Parse(name, text, ())


TALKS = {
    "statement_timeout: by SET, per statement of a string": (
        ["set statement_timeout = 250; select 1; {endless}; select 2", "show statement_timeout"],
        ["SET", "row 1", "SELECT 1", STATEMENT, "I", "row 0", "SHOW", "I"],
    ),
    "statement_timeout: by SET LOCAL, in a block": (
        ["begin; set local statement_timeout = 250", "{endless}", "rollback",
         "show statement_timeout"],
        ["BEGIN", "SET", "T", STATEMENT, "E", "ROLLBACK", "I", "row 0", "SHOW", "I"],
    ),
    "statement_timeout: runs while the client is silent in a batch": (
        ["set statement_timeout = 250", parse("select 1"), f.Flush(), LONG, BIND,
         f.Execute("", 0), f.Sync()],
        ["SET", "I", "ParseComplete", STATEMENT, "I"],
    ),
    "statement_timeout: runs between two Executes of a portal": (
        ["set statement_timeout = 250; begin", parse("select 1 union all select 2"), BIND,
         f.Execute("", 1), f.Flush(), LONG, f.Execute("", 1), f.Sync()],
        ["SET", "BEGIN", "T", "ParseComplete", "BindComplete", "row 1", "PortalSuspended",
         STATEMENT, "E"],
    ),
    "statement_timeout: stops with an Execute that came to its end": (
        ["set statement_timeout = 250", parse("select 1"), BIND, f.Execute("", 0), f.Flush(), LONG,
         f.Sync()],
        ["SET", "I", "ParseComplete", "BindComplete", "row 1", "SELECT 1", "I"],
    ),
    "statement_timeout: in an Execute": (
        ["set statement_timeout = 250", parse("{endless}"), BIND, f.Execute("", 0), f.Sync()],
        ["SET", "I", "ParseComplete", "BindComplete", STATEMENT, "I"],
    ),
    "statement_timeout: as long as can be": (
        ["set statement_timeout = 2147483647", "show statement_timeout", "select 1",
         "set statement_timeout = 2147483648", "set statement_timeout = '25d'"],
        ["SET", "I", "row 2147483647ms", "SHOW", "I", "row 1", "SELECT 1", "I",
         'ERROR 22023: invalid value for parameter "statement_timeout": "2147483648"', "I",
         'ERROR 22023: invalid value for parameter "statement_timeout": "25d"', "I"],
    ),
    "transaction_timeout: in a silent block": (
        ["set transaction_timeout = 250", "begin", LONG],
        ["SET", "I", "BEGIN", "T", TRANSACTION, "closed"],
    ),
    "transaction_timeout: in a statement of a block": (
        ["set transaction_timeout = 250", "begin", "{endless}"],
        ["SET", "I", "BEGIN", "T", TRANSACTION, "closed"],
    ),
    "transaction_timeout: of a statement alone": (
        ["set transaction_timeout = 250", "{endless}"],
        ["SET", "I", TRANSACTION, "closed"],
    ),
    "transaction_timeout: in a pipeline without its Sync": (
        ["set transaction_timeout = 250", parse("select 1"), f.Flush(), LONG],
        ["SET", "I", "ParseComplete", TRANSACTION, "closed"],
    ),
    "transaction_timeout: set in the block": (
        ["begin", "set transaction_timeout = 250", LONG],
        ["BEGIN", "T", "SET", "T", TRANSACTION, "closed"],
    ),
    "transaction_timeout: not moved by a longer one": (
        ["set transaction_timeout = 250", "begin", "set transaction_timeout = 60000", LONG],
        ["SET", "I", "BEGIN", "T", "SET", "T", TRANSACTION, "closed"],
    ),
    "transaction_timeout: taken back in the block": (
        ["set transaction_timeout = 250", "begin", "set transaction_timeout = 0", LONG, "commit"],
        ["SET", "I", "BEGIN", "T", "SET", "T", "COMMIT", "I"],
    ),
    "transaction_timeout: not of a failed block": (
        ["set transaction_timeout = 250", "begin", "select nosuch", LONG, "rollback"],
        ["SET", "I", "BEGIN", "T", NOSUCH, "E", "ROLLBACK", "I"],
    ),
    "transaction_timeout: of the next one in a chain": (
        ["set transaction_timeout = 250", "begin", "commit and chain", LONG],
        ["SET", "I", "BEGIN", "T", "COMMIT", "T", TRANSACTION, "closed"],
    ),
    "idle_session_timeout": (
        ["set idle_session_timeout = 250", LONG],
        ["SET", "I", IDLE, "closed"],
    ),
    "idle_session_timeout: not in a block": (
        ["set idle_session_timeout = 250", "begin", LONG, "commit"],
        ["SET", "I", "BEGIN", "T", "COMMIT", "I"],
    ),
    "idle_session_timeout: not in a pipeline": (
        ["set idle_session_timeout = 250", parse("select 1"), f.Flush(), LONG, f.Sync()],
        ["SET", "I", "ParseComplete", "I"],
    ),
    "idle_in_transaction_session_timeout": (
        ["set idle_in_transaction_session_timeout = 250", "begin", LONG],
        ["SET", "I", "BEGIN", "T", IDLE_IN_BLOCK, "closed"],
    ),
    "idle_in_transaction_session_timeout: in a failed block": (
        ["set idle_in_transaction_session_timeout = 250", "begin", "select nosuch", LONG],
        ["SET", "I", "BEGIN", "T", NOSUCH, "E", IDLE_IN_BLOCK, "closed"],
    ),
    "idle_in_transaction_session_timeout: before a longer transaction_timeout": (
        ["set idle_in_transaction_session_timeout = 200; set transaction_timeout = 60000",
         "begin", LONG],
        ["SET", "SET", "I", "BEGIN", "T", IDLE_IN_BLOCK, "closed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TALKS)
def test_a_limit_is_kept_as_by_postgresql(name, server, judge18):
    steps, heard = TALKS[name]

    def talk(target):
        own = [parse(target.endless) if step == parse("{endless}") else step for step in steps]
        return hold(target, own)

    with ThreadPoolExecutor(2) as both:  # most of a conversation is silence
        found = list(both.map(talk, (postgresql(judge18), duckgres(server))))
    assert found == [heard, heard]


@pytest.mark.parametrize(
    "given", [{"statement_timeout": "250"}, {"options": "-c statement_timeout=250ms"}]
)
def test_a_limit_is_set_at_login_and_reset_returns_to_it(target, given):
    steps = ["{endless}", "set statement_timeout = 0; reset statement_timeout",
             "show statement_timeout"]  # fmt: skip
    heard = [STATEMENT, "I", "SET", "RESET", "I", "row 250ms", "SHOW", "I"]
    assert hold(target, steps, **given) == heard


def test_half_a_message_is_silence(target):
    """A byte now and then keeps nobody in."""

    def drip(session):
        with contextlib.suppress(ssl.SSLEOFError):  # he is sent away in the middle
            for byte in f.Query("select 1").encode():
                session.send(bytes([byte]))
                time.sleep(0.1)

    heard = hold(target, ["set idle_session_timeout = 500", drip, LONG])
    assert heard == ["SET", "I", IDLE, "closed"]


@pytest.mark.parametrize(
    ("limit", "last"),
    [("statement_timeout", [STATEMENT, "I"]), ("transaction_timeout", [TRANSACTION, "closed"])],
)
def test_a_client_that_does_not_read_is_told_when_he_reads_on(target, limit, last):
    many = "select repeat('x', 1000) from generate_series(1, 300000)"
    steps = [f"set {limit} = 250", f.Query(many), lambda _: time.sleep(LONG), PATIENCE]
    heard = [line for line in hold(target, steps) if not line.startswith("row")]
    assert heard == ["SET", "I", *last]


def test_a_commit_that_has_begun_is_not_bounded(server):
    """PostgreSQL takes the clock away before it commits; here the commit is not interrupted."""
    with RawSession(server) as session:
        session.query("drop table if exists much; create table much(a text)")
        session.query("begin")
        fill = "insert into much select repeat('x', 100) || i::text from range(300000) r(i)"
        assert sqlstates(session.query(fill)) == []
        session.query("set statement_timeout = 1")
        heard = session.query("commit")
        session.query("set statement_timeout = 0")
        kept = rows(session.query("select count(*) from much"))
        # Either it ran out before COMMIT began, and nothing is there, or all is.
        assert (sqlstates(heard), kept) in [([], [(b"300000",)]), (["57014"], [(b"0",)])]
        session.query("drop table much")


TCP = (
    "tcp_keepalives_idle",
    "tcp_keepalives_interval",
    "tcp_keepalives_count",
    "tcp_user_timeout",
)


@pytest.mark.parametrize("name", TCP)
def test_the_kernel_is_told_and_asked_as_by_postgresql(target, name):
    """SET, its undoing, the system's own value, and one that the kernel refuses."""
    show = f"show {name}"
    steps = [f"set {name} = 50", show, f"begin; set {name} = 60", show, "rollback", show,
             f"set {name} = 0", show]  # fmt: skip
    said = [line for line in hold(target, steps) if line.startswith("row")]
    own = str(system_default(name))
    assert said == ["row 50", "row 60", "row 50", f"row {own}"]
    if name != "tcp_user_timeout":
        refused = hold(target, [f"set {name} = 0", f"set {name} = 2147483647", show])
        assert refused[-3] == f"row {own}"


def test_the_socket_has_what_show_tells(server):
    """Linux shows a connection's timer: the keepalive's, when nothing is under way."""
    with RawSession(server, tcp_keepalives_idle="7000") as session:
        session.query("select 1")
        local = session._socket.getsockname()[1]
        wait_until(lambda: 6000 < keepalive_seconds(server.port, local) <= 7000)
        session.query("set tcp_keepalives_idle = 3000")
        wait_until(lambda: 2000 < keepalive_seconds(server.port, local) <= 3000)


def test_a_dead_machine_is_let_go_of_after_three_minutes_by_default(server):
    with RawSession(server) as session:
        asked = [rows(session.query(f"show {name}"))[0][0] for name in TCP]
    assert asked == [b"120", b"15", b"4", b"0"]


def system_default(name):
    option = {"idle": "KEEPIDLE", "interval": "KEEPINTVL", "count": "KEEPCNT"}
    number = getattr(socket, "TCP_" + option.get(name.rpartition("_")[2], "USER_TIMEOUT"))
    with socket.socket() as fresh:
        return fresh.getsockopt(socket.IPPROTO_TCP, number)


def keepalive_seconds(port, peer_port):
    """Return what /proc says of the server's end: timer 2 is the keepalive's, in 1/100 s."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        ports = [int(end.split(":")[1], 16) for end in fields[1:3]]
        if ports == [port, peer_port]:
            timer, _, left = fields[5].partition(":")
            return int(left, 16) / os.sysconf("SC_CLK_TCK") if timer == "02" else 0
    raise AssertionError("no such connection")
