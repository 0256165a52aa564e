"""What DuckDB would open, forget or delete without a word is looked at first."""

import os

import duckdb
import pytest

from duckgres.engine.database_file import UnusableFileError, log_path, prepare, sweep


@pytest.fixture
def path(tmp_path):
    return tmp_path / "u.db"


def snapshot(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def test_a_new_database_is_whole_before_it_has_its_name(path, monkeypatch):
    seen = []
    rename = type(path).rename
    monkeypatch.setattr(
        type(path),
        "rename",
        lambda draft, to: (seen.append(draft.stat().st_size), rename(draft, to)),
    )
    assert prepare(path, "u") == 0
    assert seen[0] > 4096
    assert [found.name for found in path.parent.iterdir()] == ["u.db"]
    duckdb.connect(str(path)).close()


def test_a_draft_of_a_killed_process_is_in_nobodys_way(path):
    path.with_name("u.db.new").write_bytes(b"half")
    path.with_name("u.db.new.wal").write_bytes(b"half")
    prepare(path, "u")
    assert [found.name for found in path.parent.iterdir()] == ["u.db"]


def test_an_existing_database_is_left_as_it_is_and_its_log_measured(path):
    prepare(path, "u")
    log_path(path).write_bytes(b"\x64\x00\x62" + bytes(97))
    before = snapshot(path.parent)
    assert prepare(path, "u") == 100
    assert snapshot(path.parent) == before


@pytest.mark.parametrize("beginning", [b"", b"\x64", b"\x64\x00"])
def test_a_log_cut_short_at_its_first_bytes_passes(path, beginning):
    prepare(path, "u")
    log_path(path).write_bytes(beginning)
    assert prepare(path, "u") == len(beginning)


@pytest.mark.parametrize("log", [b"garbage" * 500, bytes(4096), b"\0"])
def test_a_log_that_is_none_is_refused_and_kept(path, log):
    prepare(path, "u")
    log_path(path).write_bytes(log)
    before = snapshot(path.parent)
    with pytest.raises(UnusableFileError, match=r"u\.db\.wal is not a log") as refused:
        prepare(path, "u")
    assert refused.value.refusal.sqlstate == "58P01"
    assert str(path.parent) not in refused.value.refusal.message
    assert snapshot(path.parent) == before


def test_a_log_without_its_database_is_refused_and_kept(path):
    log_path(path).write_bytes(b"\x64\x00\x62 and more")
    with pytest.raises(UnusableFileError, match="but no database"):
        prepare(path, "u")
    assert list(snapshot(path.parent)) == ["u.db.wal"]


def test_what_is_no_regular_file_is_refused(path):
    path.mkdir()
    with pytest.raises(UnusableFileError, match="not a regular file"):
        prepare(path, "u")
    path.rmdir()
    os.mkfifo(path)  # opening it would wait for a writer
    with pytest.raises(UnusableFileError, match="not a regular file"):
        prepare(path, "u")
    path.unlink()
    path.symlink_to(path.parent / "gone")
    with pytest.raises(UnusableFileError, match="a link to a file that does not exist"):
        prepare(path, "u")


def test_sweeping_takes_drafts_and_spilled_rows_and_nothing_else(path):
    prepare(path, "u")
    temp = path.parent / "private" / "u" / "temp"
    temp.mkdir(parents=True)
    (temp / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"rows")
    (temp.parent / "kept").write_bytes(b"kept")
    path.with_name("v.db.new").write_bytes(b"half")
    path.with_name("v.db.new.wal").write_bytes(b"half")
    log_path(path).write_bytes(b"\x64\x00\x62")
    assert sweep(path.parent) == 3
    assert sorted(snapshot(path.parent)) == ["u.db", "u.db.wal"]
    assert (temp.parent / "kept").exists()
    assert list(temp.iterdir()) == []
