"""Databases are opened once, shared by a user's sessions, and closed when nobody needs them."""

import subprocess
import sys
import time

import duckdb
import gevent
import pytest

from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.cursor import Request
from duckgres.engine.database import database_path
from duckgres.engine.databases import Databases
from duckgres.engine.pool import Pools
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
