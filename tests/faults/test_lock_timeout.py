"""Two sessions change one row: the same conversation with PostgreSQL and with this server.

One session changes something and keeps its transaction open, the other one runs into it, and the
first one's transaction is ended.
"""

import threading
import time

import pytest

from duckgres.wire import frontend as f
from tests.faults.talks import PATIENCE, duckgres, listen, postgresql
from tests.fixtures.raw_session import (
    RawSession,
    cpu_seconds,
    execution,
    rows,
    send_cancel,
    sqlstates,
    status,
    wait_until,
)

pytestmark = pytest.mark.slow

UPDATE = "update waited set b = b + 10 where a = 1"
CONFLICT = "ERROR 40001: could not serialize access due to concurrent update"
WAITING = 0.3  # seconds in which one sees that nothing is answered


@pytest.fixture(params=["postgresql", "duckgres"])
def target(request):
    if request.param == "duckgres":
        return duckgres(request.getfixturevalue("server"))
    return postgresql(request.getfixturevalue("judge"))


@pytest.fixture
def two(target):
    """The one who is first, and the one who waits."""
    with target.session() as one, target.session() as other:
        one.query("drop table if exists waited")
        one.query("create table waited(a int primary key, b int)")
        one.query("insert into waited values (1, 0), (2, 0)")
        yield one, other
        one.query("rollback")
        one.query("drop table if exists waited")


def waits(session, *said) -> None:
    """Say something and see that no answer comes."""
    session.send(b"".join(message.encode() for message in said))
    heard = session.receive(WAITING)
    assert heard is None, heard


def answer(session) -> list[str]:
    heard = []
    listen(session, heard, PATIENCE)
    return heard


def value(session):
    return rows(session.query("select b from waited where a = 1"))[0][0]


@pytest.mark.parametrize(("end", "left"), [("commit", b"11"), ("rollback", b"10")])
def test_an_update_waits_and_goes_on_with_the_new_row(two, end, left):
    one, other = two
    one.query("begin; update waited set b = b + 1 where a = 1")
    waits(other, f.Query(UPDATE))
    one.query(end)
    assert answer(other) == ["UPDATE 1", "I"]
    assert value(one) == left


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ([f.Query(f"begin; {UPDATE}")], ["BEGIN", "UPDATE 1", "T"]),
        ([f.Query(f"{UPDATE}; select 5")], ["UPDATE 1", "row 5", "SELECT 1", "I"]),
        ([*execution(UPDATE), f.Sync()], ["ParseComplete", "BindComplete", "UPDATE 1", "I"]),
    ],
)
def test_so_does_the_first_statement_of_a_transaction(two, said, heard):
    one, other = two
    one.query("begin; update waited set b = b + 1 where a = 1")
    waits(other, *said)
    one.query("commit")
    assert answer(other) == heard
    other.query("commit")
    assert value(one) == b"11"


def test_so_does_a_later_one(two):
    one, other = two
    one.query("begin; update waited set b = b + 1 where a = 1")
    other.query("begin; select 1; update waited set b = 7 where a = 2")
    assert rows(other.query("select b from waited where a = 2")) == [(b"7",)]
    waits(other, f.Query(UPDATE))
    one.query("commit")
    assert answer(other) == ["UPDATE 1", "T"]
    assert sqlstates(other.query("commit")) == []
    assert rows(one.query("select b from waited order by a")) == [(b"11",), (b"7",)]


def test_a_block_that_was_opened_before_sees_what_was_committed_meanwhile(two):
    one, other = two
    other.query("begin")
    one.query("begin; update waited set b = b + 1 where a = 1")
    waits(other, f.Query(UPDATE))
    one.query("commit")
    assert answer(other) == ["UPDATE 1", "T"]
    assert value(other) == b"11"
    other.query("rollback")
    assert value(one) == b"1"


def test_a_row_that_is_deleted_meanwhile_is_not_found(two):
    one, other = two
    one.query("begin; delete from waited where a = 1")
    waits(other, f.Query("delete from waited where a = 1"))
    one.query("commit")
    assert answer(other) == ["DELETE 0", "I"]


@pytest.mark.parametrize(("end", "made"), [("commit", False), ("rollback", True)])
def test_a_table_of_the_same_name_waits_for_the_other(two, end, made):
    one, other = two
    one.query("drop table if exists twice")
    one.query("begin; create table twice(a int)")
    waits(other, f.Query("create table twice(a int)"))
    one.query(end)
    heard = answer(other)
    # PostgreSQL names the index of its catalog (23505) where another session was first.
    assert (heard[0] == "CREATE TABLE") is made
    assert made or heard[0].split(":")[0] in ("ERROR 23505", "ERROR 42P07")
    one.query("drop table twice")


def test_an_insert_waits_for_a_change_of_the_table(two):
    one, other = two
    one.query("begin; alter table waited add column c int")
    waits(other, f.Query("insert into waited(a, b) values (9, 9)"))
    one.query("commit")
    assert answer(other) == ["INSERT 0 1", "I"]


@pytest.mark.parametrize(
    ("limits", "said", "heard"),
    [
        ("set lock_timeout = 300", [f.Query(UPDATE)],
         ["ERROR 55P03: canceling statement due to lock timeout", "I"]),
        ("set lock_timeout = 300", [*execution(UPDATE), f.Sync()],
         ["ParseComplete", "BindComplete",
          "ERROR 55P03: canceling statement due to lock timeout", "I"]),
        ("begin; set local lock_timeout = 300", [f.Query(UPDATE)],
         ["ERROR 55P03: canceling statement due to lock timeout", "E"]),
        ("set lock_timeout = 60000; set statement_timeout = 300", [f.Query(UPDATE)],
         ["ERROR 57014: canceling statement due to statement timeout", "I"]),
        ("set lock_timeout = 300; set statement_timeout = 60000", [f.Query(UPDATE)],
         ["ERROR 55P03: canceling statement due to lock timeout", "I"]),
    ],
)  # fmt: skip
def test_the_wait_has_its_limits(two, limits, said, heard):
    one, other = two
    one.query("begin; update waited set b = b + 1 where a = 1")
    other.query(limits)
    begin = time.monotonic()
    other.send(b"".join(message.encode() for message in said))
    assert answer(other) == heard
    assert 0.29 < time.monotonic() - begin < PATIENCE / 2
    other.query("rollback")
    one.query("commit")
    assert value(one) == b"1"


def test_a_cancel_ends_the_wait_at_once(target, two):
    one, other = two
    one.query("begin; update waited set b = b + 1 where a = 1")
    waits(other, f.Query(UPDATE))
    begin = time.monotonic()
    send_cancel(target.address, other.process_id, other.secret)
    assert answer(other) == ["ERROR 57014: canceling statement due to user request", "I"]
    assert time.monotonic() - begin < 1


# --- this server alone: where it differs, and what the waiting costs


@pytest.fixture
def ours(server):
    with RawSession(server) as one, RawSession(server) as other:
        one.query("drop table if exists waited")
        one.query("create table waited(a int primary key, b int)")
        one.query("insert into waited values (1, 0), (2, 0)")
        yield one, other


@pytest.mark.parametrize(
    ("before", "left"),
    [("begin isolation level repeatable read", "E"),
     ("begin isolation level serializable", "E"),
     ("set default_transaction_isolation = 'repeatable read'", "I")],
)  # fmt: skip
def test_a_transaction_that_wants_a_snapshot_is_told(ours, before, left):
    one, other = ours
    one.query("begin; update waited set b = b + 1 where a = 1")
    other.query(before)
    heard = other.query(UPDATE)
    assert (sqlstates(heard), status(heard)) == (["40001"], left)
    one.query("commit")


def test_a_transaction_that_has_seen_the_old_row_is_told(ours):
    """PostgreSQL goes on with the new row, whatever the transaction has read of the old one."""
    one, other = ours
    other.query("begin; select b from waited where a = 1")
    other.query("savepoint s")
    one.query("update waited set b = 5 where a = 1")
    heard = other.query(UPDATE)
    assert (sqlstates(heard), status(heard)) == (["40001"], "E")
    assert sqlstates(other.query("rollback to s; insert into waited values (4, 4); commit")) == []
    assert value(one) == b"5"
    assert rows(one.query("select b from waited where a = 4")) == [(b"4",)]


def test_a_number_that_was_told_stays_when_its_transaction_is_done_again(ours):
    one, other = ours
    one.query("drop table if exists numbered")
    one.query("create table numbered(id serial, b int)")
    one.query("begin; update waited set b = b + 1 where a = 1")
    other.query("begin")
    told = rows(other.query("insert into numbered(b) values (1) returning id"))
    other.query("insert into numbered(b) values (2)")
    other.query("savepoint s")
    waits(other, f.Query(UPDATE))
    one.query("commit")
    assert answer(other) == ["UPDATE 1", "T"]
    other.query("insert into numbered(b) values (3)")
    other.query("rollback to s")
    assert sqlstates(other.query("commit")) == []
    assert rows(one.query("select id from numbered order by b"))[0] == told[0]
    assert rows(one.query("select count(*) from numbered")) == [(b"2",)]
    assert value(one) == b"1"
    one.query("drop table numbered")


def test_two_inserts_of_one_key_leave_one_row_and_one_error(ours):
    """PostgreSQL lets the second INSERT wait; here who commits later is told."""
    one, other = ours
    one.query("begin; insert into waited values (3, 1)")
    assert sqlstates(other.query("insert into waited values (3, 2)")) == []
    assert sqlstates(one.query("commit")) == ["23505"]
    assert sqlstates(one.query("insert into waited values (3, 3)")) == ["23505"]
    assert rows(one.query("select b from waited where a = 3")) == [(b"2",)]


def test_who_vanishes_while_he_waits_changes_nothing(server, ours):
    """PostgreSQL finds out when it has done his work."""
    one, _ = ours
    one.query("begin; update waited set b = b + 1 where a = 1")
    third = RawSession(server)
    waits(third, f.Query(UPDATE))
    ended = len(server.events("logout"))
    third.vanish()
    wait_until(lambda: len(server.events("logout")) > ended)
    one.query("commit")
    assert value(one) == b"1"


def test_many_who_change_one_row_all_get_their_turn(server, ours):
    one, _ = ours
    failed = []

    def add():
        with RawSession(server) as session:
            for _ in range(25):
                failed.extend(sqlstates(session.query("update waited set b = b + 1 where a = 1")))

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert value(one) == b"150"


def test_waiting_costs_next_to_nothing_and_ends_at_once(server, ours):
    one, other = ours
    one.query("begin; update waited set b = b + 1 where a = 1")
    waits(other, f.Query(UPDATE))
    before = cpu_seconds(server.pid)
    time.sleep(1)
    assert cpu_seconds(server.pid) - before < 0.3
    waited = len(server.events("lock waited for"))
    one.query("commit")
    begin = time.monotonic()
    assert answer(other) == ["UPDATE 1", "I"]
    assert time.monotonic() - begin < 1
    wait_until(lambda: len(server.events("lock waited for")) > waited)
