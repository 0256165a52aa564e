"""Databases are opened once, shared by a user's sessions, and closed when nobody needs them."""

import subprocess
import sys
import time

import duckdb
import gevent
import pytest

from duckgres.engine import database as database_module
from duckgres.engine import databases as module
from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.database import Database, database_path
from duckgres.engine.database_file import log_size
from duckgres.engine.databases import Databases
from duckgres.engine.errors import InstanceLost
from duckgres.engine.pool import Pools
from duckgres.engine.request import Request
from duckgres.errors import FatalError

pytestmark = pytest.mark.slow  # each opens an instance, a quarter of a second


@pytest.fixture
def open_databases(tmp_path, pools):
    made = Databases(tmp_path, pools, lambda user: InstanceOptions(threads=1), 0.0)
    yield made
    made.close_all()


@pytest.fixture
def pools():
    found = Pools(control=1, ending=1, statements=2)
    yield found
    found.close()


def test_sessions_of_a_user_share_one_instance(open_databases):
    one, two = open_databases.connect("u", {}), open_databases.connect("u", {})
    assert one.database is two.database
    assert one.database.sessions == 2
    one.close()
    two.close()
    assert one.database.sessions == 0


def test_an_unused_database_is_closed_and_its_data_is_there_again(
    open_databases, tmp_path, statement
):
    one = open_databases.connect("u", {})
    one.start(Request(statement("create table public.t as select 42 as a")))
    open_databases.close_idle()
    assert one.rows(Request(statement("select a from public.t"))) == [(42,)]
    one.close()
    open_databases.close_idle()
    with duckdb.connect(str(database_path(tmp_path, "u"))) as again:  # nobody holds the file
        assert again.execute("select a from public.t").fetchall() == [(42,)]


def test_a_file_in_use_elsewhere_is_a_clear_refusal(open_databases, tmp_path):
    path = database_path(tmp_path, "held")
    script = (
        f"import duckdb, sys; c = duckdb.connect({str(path)!r}); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(FatalError) as refusal:
            open_databases.connect("held", {})
        holder.communicate("")
    assert refusal.value.sqlstate == "55006"
    assert str(tmp_path) not in refusal.value.message


def test_a_damaged_file_is_a_clear_refusal(open_databases, tmp_path):
    database_path(tmp_path, "bad").write_bytes(b"not a database" * 1000)
    with pytest.raises(FatalError) as refusal:
        open_databases.connect("bad", {})
    assert refusal.value.sqlstate == "58P01"
    assert str(tmp_path) not in refusal.value.message


def test_an_extension_that_does_not_load_is_a_clear_refusal(tmp_path, pools):
    options = InstanceOptions(threads=1, extensions=("nosuch",))
    with pytest.raises(FatalError) as refusal:
        Databases(tmp_path, pools, lambda user: options, 0.0).connect("u", {})
    assert refusal.value.sqlstate == "58P01"
    assert refusal.value.message == 'extension "nosuch" could not be loaded'


def test_leaving_waits_for_no_long_query_of_others(open_databases):
    busy, leaving = open_databases.connect("u", {}), open_databases.connect("u", {})
    running = gevent.spawn(busy.aside, time.sleep, 0.2)  # on the only thread a user may have
    gevent.sleep(0.01)
    leaving.close()
    assert not running.ready()
    running.join()
    busy.close()


def test_a_job_that_was_left_behind_is_waited_for_on_no_thread(open_databases, pools):
    ended = open_databases.connect("u", {})
    running = gevent.spawn(ended.aside, time.sleep, 0.3)
    gevent.sleep(0.01)
    running.kill()
    closing = gevent.spawn(ended.close)
    gevent.sleep(0.01)
    assert pools.control.run(lambda: 7) == 7
    assert pools.ending.of("u").run(lambda: 8) == 8
    assert not closing.ready()
    closing.join()
    assert ended.database.sessions == 0


def test_a_session_is_counted_out_also_when_its_cursor_does_not_close(open_databases, monkeypatch):
    leaving = open_databases.connect("u", {})
    close = leaving._cursor.close

    def fail():
        close()
        raise duckdb.Error("no")

    monkeypatch.setattr(leaving._cursor, "close", fail)
    with pytest.raises(duckdb.Error):
        leaving.close()
    assert leaving.database.sessions == 0


# --- an instance that died

LOST = InstanceLost()


def test_an_instance_that_died_ends_its_sessions_and_is_opened_again(open_databases, statement):
    told, others = [], []
    one = open_databases.connect("u", {}, told.append)
    two = open_databases.connect("u", {}, told.append)
    other = open_databases.connect("v", {}, others.append)
    one.start(Request(statement("create table public.t as select 42 as a")))
    open_databases.lose(one.database, InstanceLost(disk_full=True, committed=True))
    open_databases.lose(one.database, LOST)  # the second one who finds out
    # The others' transactions were not committed by that: they are told the rest of it.
    assert [(error.sqlstate, error.fields.detail) for error in told] == [("53100", None)] * 2
    assert others == []
    one.close()
    assert not one.database.closed.is_set()
    coming = gevent.spawn(open_databases.connect, "u", {})
    gevent.sleep(0.1)
    assert not coming.ready()
    two.close()
    again = coming.get(timeout=10)
    assert again.database is not one.database
    assert again.rows(Request(statement("select a from public.t"))) == [(42,)]
    again.close()
    other.close()


def test_who_waits_too_long_for_a_dead_instance_is_told_so(open_databases, monkeypatch):
    monkeypatch.setattr(module, "CLOSING_SECONDS", 0.05)
    stuck = open_databases.connect("u", {})
    open_databases.lose(stuck.database, LOST)
    with pytest.raises(FatalError) as refusal:
        open_databases.connect("u", {})
    assert (refusal.value.sqlstate, refusal.value.message) == (
        "57P03",
        "the database system is in recovery mode",
    )
    open_databases.connect("v", {}).close()
    stuck.close()
    monkeypatch.setattr(module, "CLOSING_SECONDS", 30)
    open_databases.connect("u", {}).close()


def test_an_instance_that_something_still_refers_to_is_asked_for_again(
    open_databases, monkeypatch
):
    make, failures = module.Database, [duckdb.FatalException("FATAL Error: invalidated")]

    def once(*args):
        if failures:
            raise failures.pop()
        return make(*args)

    monkeypatch.setattr(module, "Database", once)
    open_databases.connect("u", {}).close()
    assert failures == []


def test_on_a_nearly_full_disk_checkpoints_wait_until_there_is_room(
    open_databases, statement, monkeypatch
):
    room = [False]
    monkeypatch.setattr(Database, "has_room_for_checkpoint", lambda database: room[0])
    monkeypatch.setattr(database_module, "CHECKPOINT_FROM", 1)
    one = open_databases.connect("u", {})
    assert one.database.holds_checkpoints
    setting = statement("select system.main.current_setting('checkpoint_threshold')")
    assert one.rows(Request(setting)) == [("909.4 TiB",)]
    one.start(Request(statement("create table public.t as select 42 as a")))
    open_databases.catch_up_checkpoints()
    assert log_size(one.database.path) > 0
    room[0] = True
    open_databases.catch_up_checkpoints()
    assert log_size(one.database.path) == 0
    one.close()
    roomy = open_databases.connect("v", {})
    assert not roomy.database.holds_checkpoints
    roomy.close()


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (duckdb.TransactionException("Cannot CHECKPOINT: there are other transactions"), False),
        (duckdb.FatalException("FATAL Error: No space left on device"), True),
    ],
)
def test_a_checkpoint_that_fails_is_put_off_unless_it_kills(
    open_databases, monkeypatch, error, lost
):
    def fail(database):
        raise error

    told = []
    one = open_databases.connect("u", {}, told.append)
    monkeypatch.setattr(Database, "needs_checkpoint", lambda database: True)
    monkeypatch.setattr(Database, "checkpoint", fail)
    open_databases.catch_up_checkpoints()
    assert [each.sqlstate for each in told] == (["53100"] if lost else [])
    monkeypatch.undo()
    one.close()


def test_a_database_opens_once_however_many_come_at_the_same_time(open_databases):
    came = [gevent.spawn(open_databases.connect, "u", {}) for _ in range(5)]
    gevent.joinall(came, raise_error=True)
    assert len({id(greenlet.value.database) for greenlet in came}) == 1
    assert came[0].value.database.sessions == 5
    for greenlet in came:
        greenlet.value.close()


def test_a_database_stays_warm_for_its_timeout(tmp_path, pools):
    databases = Databases(tmp_path, pools, lambda user: InstanceOptions(threads=1), 60.0)
    one = databases.connect("u", {})
    one.close()
    databases.close_idle()
    again = databases.connect("u", {})
    assert again.database is one.database
    again.close()
    databases.close_all()
    assert databases.connect("u", {}).database is not one.database
    databases.close_all()
