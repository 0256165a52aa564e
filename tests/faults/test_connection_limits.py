"""How many may be in: all together, from one address, of one user; and what PostgreSQL says."""

import time
from contextlib import ExitStack, closing

import psycopg
import pytest

from tests.faults.visitors import NO_PLACE, Visitor, try_login
from tests.fixtures.fix_server import ServerDied
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow

RESERVED = 3
FULL = "sorry, too many clients already"
SLOTS = "remaining connection slots are reserved for non-replication superuser connections"
# PostgreSQL 16 has other words for it; ours are 15's, recorded from 15.18.
SLOTS_SINCE_16 = "remaining connection slots are reserved for roles with the SUPERUSER attribute"
ROLE = 'too many connections for role "few"'
WRONG = 'password authentication failed for user "many"'
USERS = {
    "root": {"password": "secret", "trusted": True, "limits": {"max_connections": 0}},
    "many": "secret",
    "few": {"password": "secret", "limits": {"max_connections": 1}},
    "nil": {"password": "secret", "limits": {"max_connections": 0}},
}
ROLES = """
create role root login superuser password 'secret' connection limit 0;
create role many login password 'secret';
create role few login password 'secret' connection limit 1;
create role nil login password 'secret' connection limit 0
"""


class Guests:
    """Connections to one server that are held until the end."""

    def __init__(self, server):
        self.server = server
        self.held = []

    def come(self, user, password="secret"):
        """Log in; return ``in`` or what was said against it."""
        server = self.server
        mode = "disable" if getattr(server, "tls", True) is False else "require"
        dsn = f"host={server.host} port={server.port} dbname={server.database} sslmode={mode}"
        try:
            self.held.append(psycopg.connect(dsn, user=user, password=password, autocommit=True))
        except psycopg.OperationalError as error:
            return str(error).partition("FATAL:  ")[2].strip()
        return "in"

    def close(self):
        for connection in self.held:
            connection.close()


def fill(server):
    """Fill a server to its last place; return how many got in, and what the others were told."""
    with closing(Guests(server)) as guests:
        heard = [guests.come(user) for user in ("few", "few", "nil")]
        count = 1
        while (said := guests.come("many")) == "in":
            count += 1
        heard.append(said)
        heard += [guests.come("few"), guests.come("many", "wrong")]
        heard += [guests.come("root") for _ in range(RESERVED + 1)]
        heard += [guests.come("many"), guests.come("many", "wrong"), guests.come("few")]
        return count, heard


EXPECTED = [
    "in", ROLE, 'too many connections for role "nil"', SLOTS, ROLE, WRONG,
    *["in"] * RESERVED, FULL, FULL, FULL, FULL,
]  # fmt: skip


def test_places_are_given_as_postgresql_gives_them(start_canned):
    server = start_canned(max_connections=8, users=USERS, rate_limit={"exempt": ["127.0.0.1"]})
    assert fill(server) == (8 - RESERVED, EXPECTED)


def ask_judge(judge, *statements):
    """Run statements as PostgreSQL's administrator; return the last one's first value."""
    with psycopg.connect(
        host=judge.host, port=judge.port, user=judge.user, password=judge.password,
        dbname=judge.database, autocommit=True,
    ) as connection:  # fmt: skip
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_postgresql_gives_places_this_way(judge):
    limit = int(ask_judge(judge, ROLES, "show max_connections"))
    try:
        count, heard = fill(judge)
    finally:
        left = "select count(*) from pg_stat_activity where usename in ('root', 'many', 'few')"
        wait_until(lambda: ask_judge(judge, left) == 0, 20)
        ask_judge(judge, "drop role root, many, few, nil")
    assert count == limit - RESERVED
    assert heard == [said.replace(SLOTS, SLOTS_SINCE_16) for said in EXPECTED]


def test_a_place_is_refused_behind_authentication_ok(start_canned):
    # Recorded from PostgreSQL 15.18 over TLS, line by line.
    server = start_canned(max_connections=4, users=USERS)
    recorded = ["S", "R 10 SCRAM-SHA-256-PLUS SCRAM-SHA-256", "R 11 r,s,i", "R 12 signature"]
    with closing(Visitor(server)) as client:
        assert client.log_in("nil") == NO_PLACE
        last = 'E FATAL | 53300 | too many connections for role "nil"'
        assert client.heard[:6] == [*recorded, "R 0", last]
    with closing(Visitor(server)) as one, closing(Visitor(server)) as other:
        assert one.log_in("many") == "in"
        assert other.log_in("many") == NO_PLACE
        assert other.heard[:6] == [*recorded, "R 0", f"E FATAL | 53300 | {SLOTS}"]
    wait_until(lambda: try_login(server, user="many") == "in", 10)


def test_a_place_given_back_is_free(start_canned):
    server = start_canned(max_connections=8, users=USERS)
    for _ in range(5):
        with closing(Guests(server)) as guests:
            wait_until(lambda guests=guests: guests.come("few") == "in", 10)
            assert guests.come("few") == ROLE


def test_one_address_may_not_take_all_and_is_told_how_many_it_has(start_canned):
    limits = {"max_connections_per_ip": 2, "exempt": ["127.9.0.0/16"]}
    server = start_canned(users=USERS, rate_limit=limits)
    with closing(Guests(server)) as guests:
        assert [guests.come("many"), guests.come("root")] == ["in", "in"]
        detail = "DETAIL:  Your address holds 2 connections, which is all it may."
        assert guests.come("root") == f"{FULL}\n{detail}"
        assert guests.come("many", "wrong").startswith(FULL)  # no password is asked for
        assert try_login(server, "127.0.0.2", "many") == "in"
    wait_until(lambda: try_login(server, user="many") == "in", 10)
    with ExitStack() as stack:
        for _ in range(4):
            client = stack.enter_context(closing(Visitor(server, "127.9.0.1")))
            assert client.log_in("many") == "in"


def test_who_has_not_logged_in_takes_no_place(start_canned):
    server = start_canned(
        max_connections=2, users={"many": "secret"}, rate_limit={"max_connections_per_ip": 2}
    )
    with ExitStack() as stack:
        for number in range(20):
            client = stack.enter_context(closing(Visitor(server)))
            if number % 2:
                client.tls()
                assert client.challenge("many")
        with closing(Guests(server)) as guests:
            assert [guests.come("many") for _ in range(2)] == ["in", "in"]
            assert client.prove() == NO_PLACE  # there was one when the password was asked for


def test_a_flood_at_the_limit_is_few_lines_in_the_log(start_canned):
    server = start_canned(max_connections=1, users={"many": "secret"})
    begin = time.monotonic()
    with closing(Guests(server)) as guests:
        guests.come("many")
        for _ in range(60):
            assert try_login(server, user="many") == NO_PLACE
    lines = [line for line in server.events("login refused") if line["sqlstate"] == NO_PLACE]
    assert 20 <= len(lines) <= 20 + (time.monotonic() - begin) + 1


def test_reserving_all_places_stops_the_start_with_postgresqls_words(start_canned):
    # PostgreSQL: superuser_reserved_connections (3) must be less than max_connections (3)
    with pytest.raises(ServerDied) as died:
        start_canned(max_connections=3, users=USERS)
    (line,) = str(died.value).splitlines()
    assert "superuser_reserved_connections: 3 must be less than max_connections (3)" in line
