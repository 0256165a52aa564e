"""Databases are opened once, shared by a user's sessions, and closed when nobody needs them."""

import subprocess
import sys

import duckdb
import pytest

from duckgres.engine.bootstrap import InstanceOptions
from duckgres.engine.cursor import Request
from duckgres.engine.database import database_path
from duckgres.engine.databases import Databases
from duckgres.engine.pool import Pools
from duckgres.errors import FatalError


@pytest.fixture
def open_databases(tmp_path, pools):
    made = Databases(tmp_path, pools, lambda user: InstanceOptions(threads=1), 0.0)
    yield made
    made.close_all()


@pytest.fixture
def pools():
    found = Pools(control=1, query=1)
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
