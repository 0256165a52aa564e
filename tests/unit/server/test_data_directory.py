"""One server a directory, and no traces of those before."""

import os
import subprocess
import sys

import pytest

from duckgres.config.problems import ConfigError
from duckgres.server import data_directory as module
from duckgres.server.data_directory import DataDirectory


@pytest.fixture
def logged(monkeypatch):
    lines = []
    for level in ("info", "warning"):
        monkeypatch.setattr(
            module.log, level, lambda event, **fields: lines.append((event, fields))
        )
    return lines


def test_it_is_made_and_holds_who_has_it(tmp_path):
    directory = DataDirectory(tmp_path / "a" / "b")
    pid, host = (tmp_path / "a/b/duckgres.pid").read_text().splitlines()
    assert (int(pid), bool(host)) == (os.getpid(), True)
    directory.close()


def test_the_second_is_refused_until_the_first_lets_go(tmp_path):
    first = DataDirectory(tmp_path)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(ConfigError, match=rf"another server \(PID {os.getpid()} on .*\) running"):
        DataDirectory(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before
    first.close()
    DataDirectory(tmp_path).close()


def test_a_shorter_entry_takes_the_place_of_a_longer_one(tmp_path):
    (tmp_path / "duckgres.pid").write_text("9" * 200)
    DataDirectory(tmp_path).close()
    assert "9" * 100 not in (tmp_path / "duckgres.pid").read_text()


def test_the_lock_is_not_handed_to_children(tmp_path):
    directory = DataDirectory(tmp_path)
    command = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False
    ) as child:
        assert child.stdout.readline()  # it is past exec, which closes what is not handed on
        directory.close()
        DataDirectory(tmp_path).close()
        child.communicate(b"\n")


def test_what_a_killed_process_left_is_deleted(tmp_path, logged):
    temp = tmp_path / "private" / "u" / "temp"
    temp.mkdir(parents=True)
    (temp / "spilled.tmp").write_bytes(b"x")
    (tmp_path / "u.db.new").write_bytes(b"x")
    (tmp_path / "auth_secret.123").write_bytes(b"x")
    (tmp_path / "auth_secret").write_bytes(b"kept")
    (tmp_path / "u.db").write_bytes(b"kept")
    DataDirectory(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "auth_secret",
        "duckgres.pid",
        "private",
        "u.db",
    ]
    assert ("files of an earlier process deleted", {"files": 3}) in logged


@pytest.mark.parametrize(("low", "warned"), [(0, False), (1 << 62, True)])
def test_little_room_is_warned_about(tmp_path, monkeypatch, logged, low, warned):
    monkeypatch.setattr(module, "LOW_BYTES", low)
    DataDirectory(tmp_path).close()
    assert bool(logged) is warned


def test_what_is_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigError, match=f"data_dir: {path} is not a directory"):
            DataDirectory(path)
