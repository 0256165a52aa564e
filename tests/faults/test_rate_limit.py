"""Guessing passwords: bans by address, delays by name. Each test has addresses of its own."""

import socket
import time
from contextlib import ExitStack, closing

import psycopg
import pytest

from tests.faults.visitors import BAD_PASSWORD, NO_PLACE, Visitor, timed_login, try_login
from tests.fixtures.fix_server import _factory
from tests.fixtures.raw_login import GSSENC_REQUEST, message, raw_startup, sasl_initial
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow

ATTEMPTS = 3
BAN_SECONDS = 2.0
LONGEST_DELAY = 2.0
# Names that are guessed at are not those that others log in with, who would have to wait.
USERS = {name: "secret" for name in ("test", "other", "typist", "parallel", "victim", "known")}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server that bans early and not for long."""
    servers = _factory(tmp_path_factory, "tests.fixtures.canned_server")
    yield next(servers)(
        host="*",
        users=USERS,
        unknown_database="refuse",
        rate_limit={
            "max_failed_attempts": ATTEMPTS,
            "failed_attempt_window": "60s",
            "ban_duration": f"{BAN_SECONDS}s",
            "max_login_delay": f"{LONGEST_DELAY}s",
            "exempt": ["127.9.0.0/16"],
        },
    )
    for _ in servers:
        pass


def ban(server, source, **how):
    """Guess until the address is banned, each time at another name."""
    for number in range(ATTEMPTS):
        outcome = try_login(server, source, user=f"{source}-{number}", **how)
        assert outcome == BAD_PASSWORD


def bans(server, event, source):
    return [line for line in server.events(event) if line["address"] == source]


def test_libpq_is_told_of_the_ban_and_others_get_in(server):
    for _ in range(ATTEMPTS):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.dsn(user="nobody", sslmode="prefer"))
    told = r"FATAL:  too many failed login attempts from this address\n.*Try again in \d seconds"
    with pytest.raises(psycopg.OperationalError, match=told):
        psycopg.connect(server.dsn())
    assert try_login(server, "127.0.0.2") == "in"
    (line,) = bans(server, "ban begun", "127.0.0.1")
    assert (line["level"], line["attempts"], line["seconds"]) == ("warning", ATTEMPTS, 2)


def test_a_ban_ends_on_time_also_for_who_never_stops_trying(server):
    source = "127.1.0.1"
    ban(server, source)
    begin = time.monotonic()
    outcomes = []
    while not outcomes or outcomes[-1] != "in":
        outcomes.append(try_login(server, source))
        time.sleep(0.05)
        assert time.monotonic() - begin < BAN_SECONDS + 20
    assert time.monotonic() - begin > BAN_SECONDS * 0.8
    assert set(outcomes) == {NO_PLACE, "closed", "in"}


def test_a_ban_is_lifted_without_a_visit_and_counting_begins_anew(server):
    source = "127.1.0.2"
    ban(server, source)
    wait_until(lambda: bans(server, "ban lifted", source), 20)
    assert bans(server, "ban lifted", source)[0]["refused"] == 0
    for _ in range(ATTEMPTS - 1):
        assert try_login(server, source, user=f"{source}-again") == BAD_PASSWORD
    assert try_login(server, source) == "in"


def test_what_proves_nothing_is_no_failure(server):
    source = "127.1.0.4"
    tried = 0

    def visitor():
        nonlocal tried
        tried += 1
        return closing(Visitor(server, source))

    for _ in range(ATTEMPTS):
        with visitor():
            pass  # a health check
        with visitor() as client:
            client.tls()  # a probe for the certificate
        with visitor() as client:
            client.ask(GSSENC_REQUEST)
        with visitor() as client:
            client.send(b"GET / HTTP/1.1\r\n\r\n")
            assert client.receive() is None
        with visitor() as client:
            assert client.ask_for() == b"E"  # in clear text
        with visitor() as client:
            client.tls()
            client.ask_for(replication="true")
        with visitor() as client:
            client.tls()
            client.send(raw_startup(196608, b"\0"))  # no user
            client.receive()
        with visitor() as client:
            client.tls()
            client.ask_for()  # psql looks whether a password is needed, and asks for one
        with visitor() as client:
            client.tls()
            client.ask_for()
            client.send(sasl_initial("SCRAM-SHA-256", b"nonsense"))
            assert client.outcome() == "08P01"
        with visitor() as client:
            client.tls()
            client.ask_for()
            client.send(message(b"Q", b"select 1\0"))
            assert client.outcome() == "08P01"
    assert tried == ATTEMPTS * 10
    assert try_login(server, source) == "in"
    assert bans(server, "ban begun", source) == []


def test_a_success_forgives_typing_errors_at_its_own_name(server):
    source = "127.1.0.5"
    for _ in range(3):
        for _ in range(ATTEMPTS - 1):
            assert try_login(server, source, "typist", "typo") == BAD_PASSWORD
        assert try_login(server, source, "typist") == "in"


def test_a_success_does_not_wash_off_guesses_at_other_names(server):
    source = "127.1.0.6"
    for number in range(ATTEMPTS):
        assert try_login(server, source, user=f"guessed-{number}") == BAD_PASSWORD
        if number < ATTEMPTS - 1:
            assert try_login(server, source, user="other") == "in"
    assert try_login(server, source, user="other") == NO_PLACE


def test_guessing_in_parallel_gives_no_more_guesses(server):
    source = "127.1.0.7"
    with ExitStack() as stack:
        guessers = [stack.enter_context(closing(Visitor(server, source))) for _ in range(12)]
        for number, guesser in enumerate(guessers):
            guesser.tls()
            assert guesser.challenge("parallel", "secret" if number == 11 else f"guess {number}")
        outcomes = [guesser.prove() for guesser in guessers]
    assert outcomes == [BAD_PASSWORD] * ATTEMPTS + [NO_PLACE] * (12 - ATTEMPTS)


def test_a_ban_is_by_ipv6_address_too(server):
    ban(server, "::1", host="::1")
    assert try_login(server, "::1", host="::1") == NO_PLACE
    (line,) = bans(server, "ban begun", "::/64")
    assert line["peer"] == "::1"


def cancel_from(server, source, key):
    with closing(Visitor(server, source)) as client:
        client.send(raw_startup(80877102, key))
        assert client.receive() is None


def test_a_ban_leaves_sessions_alone_and_hears_no_cancel_request(server):
    source = "127.1.0.8"
    with closing(Visitor(server, source)) as session:
        session.tls()
        assert session.challenge()
        session.send(message(b"p", session.scram.final(session.server_first)))
        while session.receive() != b"K":
            pass
        key = session.last[1]
        while session.receive() != b"Z":
            pass
        ban(server, source)
        session.send(message(b"Q", b"sleep 0.5\0"))
        cancel_from(server, source, key)
        session.receive()
        assert session.heard[-1] == "T"
        while session.receive() != b"Z":
            pass
        session.send(message(b"Q", b"sleep 30\0"))
        cancel_from(server, "127.1.0.9", key)
        session.receive()
        assert session.heard[-1] == "E ERROR | 57014 | canceling statement due to user request"


def test_a_flood_from_a_banned_address_costs_no_handshakes_and_no_log(server):
    source = "127.1.0.10"
    ban(server, source)
    lines = len(server.events())
    begin = time.monotonic()
    answered = 0
    for _ in range(200):
        with closing(Visitor(server, source)) as client:
            try:
                answered += client.ask() == b"S"
            except ConnectionError:
                continue
    seconds = time.monotonic() - begin
    if seconds < BAN_SECONDS / 2:  # a machine too slow for a flood has none
        assert answered <= 5 + seconds + 1
    assert try_login(server, "127.1.0.11") == "in"
    wait_until(lambda: bans(server, "ban lifted", source), 20)
    assert bans(server, "ban lifted", source)[0]["refused"] >= (200 if seconds < 1 else 1)
    about = [line for line in server.events()[lines:] if line.get("peer") == source]
    assert len(about) <= answered * 2


def test_exempt_addresses_are_never_banned(server):
    for _ in range(ATTEMPTS * 3):
        assert try_login(server, "127.9.1.2", user="nobody") == BAD_PASSWORD
    assert try_login(server, "127.9.1.2") == "in"


# --- by name -------------------------------------------------------------------------------------


def attack(server, user, octet, count=5):
    """Guess at a name from one address after the other; return the outcomes and times."""
    return [timed_login(server, f"127.2.{octet}.{n}", user, "guess") for n in range(1, count + 1)]


@pytest.mark.parametrize(("user", "octet"), [("known", 1), ("an unknown one", 2)])
def test_verdicts_take_longer_and_longer_for_known_and_unknown_names(server, user, octet):
    tried = attack(server, user, octet)
    assert {outcome for outcome, _ in tried} == {BAD_PASSWORD}
    for (_, seconds), delay in zip(tried[1:], (0.1, 0.2, 0.4, 0.8), strict=True):
        assert seconds >= delay
    assert timed_login(server, f"127.2.{octet}.9", user, "guess")[1] < LONGEST_DELAY + 5


def test_a_user_is_not_slowed_down_where_he_is_at_home_and_never_locked_out(server):
    assert try_login(server, "127.2.3.100", user="victim") == "in"
    attack(server, "victim", 3)
    outcome, seconds = timed_login(server, "127.2.3.100", user="victim")
    assert outcome == "in"
    assert seconds < 1.6
    outcome, seconds = timed_login(server, "127.2.3.101", user="victim")
    assert outcome == "in"  # right, and held back like a wrong one
    assert seconds >= 1.6
    assert timed_login(server, "127.2.3.101", user="victim")[1] < 1.6


def test_who_waits_for_his_verdict_keeps_nobody_else_waiting(server):
    attack(server, "many", 4)
    with ExitStack() as stack:
        guessers = [
            stack.enter_context(closing(Visitor(server, f"127.2.4.{n}"))) for n in range(100, 110)
        ]
        for guesser in guessers:
            guesser.tls()
            assert guesser.challenge("many", "guess")
        for guesser in guessers:
            guesser.send(message(b"p", guesser.scram.final(guesser.server_first)))
        outcome, seconds = timed_login(server, "127.2.4.200")
        assert outcome == "in"
        assert seconds < 1.6
        assert {guesser.outcome() for guesser in guessers} == {BAD_PASSWORD}


def test_a_client_that_leaves_before_its_verdict_has_been_counted(server):
    source = "127.2.5.1"
    for number in range(ATTEMPTS):
        with closing(Visitor(server, source)) as client:
            client.tls()
            assert client.challenge(f"{source}-{number}", "guess")
            client.send(message(b"p", client.scram.final(client.server_first)))
            client.socket.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: bans(server, "ban begun", source), 10)
