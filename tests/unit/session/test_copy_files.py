"""COPY of the server's files: who may, where, and what is written there."""

import os

import pytest

from duckgres.errors import PgError
from duckgres.session.copy_files import FileOfRows, check_side, open_source, open_target
from duckgres.session.rights import ORDINARY, Rights
from duckgres.sql.copy_command import CopyCommand, CopyOptions, CopySide

HINT = "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."


@pytest.mark.parametrize(
    ("side", "incoming", "message", "detail"),
    [
        (CopySide.FILE, False, "permission denied to COPY to a file",
         'Only roles with privileges of the "pg_write_server_files" role may COPY to a file.'),
        (CopySide.FILE, True, "permission denied to COPY from a file",
         'Only roles with privileges of the "pg_read_server_files" role may COPY from a file.'),
        (CopySide.PROGRAM, True, "permission denied to COPY to or from an external program",
         'Only roles with privileges of the "pg_execute_server_program" role may COPY to or from'
         " an external program."),
    ],
)  # fmt: skip
def test_files_are_refused_in_postgresqls_words(side, incoming, message, detail):
    with pytest.raises(PgError) as caught:
        check_side(CopyCommand(incoming, CopyOptions(), side, "/tmp/x"), ORDINARY)
    error = caught.value
    assert (error.sqlstate, error.message) == ("42501", message)
    assert (error.fields.detail, error.fields.hint) == (detail, HINT)


def test_the_client_may():
    check_side(CopyCommand(True, CopyOptions()), ORDINARY)


def test_a_trusted_user_may_use_files_and_no_programs():
    trusted = Rights(trusted=True)
    check_side(CopyCommand(True, CopyOptions(), CopySide.FILE, "/x"), trusted)
    with pytest.raises(PgError) as caught:
        check_side(CopyCommand(True, CopyOptions(), CopySide.PROGRAM, "id"), trusted)
    assert caught.value.sqlstate == "0A000"


@pytest.fixture
def place(tmp_path):
    """Make a directory that is allowed, beside one that is not, with ways out of it."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (tmp_path / "inside").mkdir()  # begins like the one that is allowed
    (inside / "rows").write_text("1\n")
    (outside / "secret").write_text("2\n")
    (tmp_path / "inside" / "secret").write_text("3\n")
    (inside / "link").symlink_to(outside)
    (inside / "file").symlink_to(outside / "secret")
    (inside / "new").symlink_to(outside / "made")
    os.mkfifo(inside / "pipe")
    return inside


@pytest.fixture
def rights(place):
    """Return the rights to it."""
    return Rights(trusted=True, directories=(str(place),))


def test_a_file_inside_is_read_and_written(place, rights):
    with open_source(f"{place}/../in/./rows", rights) as file:
        assert file.read() == b"1\n"
    for text in (b"long before", b"short"):
        with open_target(f"{place}/written", rights) as file:
            file.write(text)
    assert (place / "written").read_bytes() == b"short"


@pytest.mark.parametrize(
    "path", ["../out/secret", "link/secret", "file", "../inside/secret", "link/../out/secret"]
)
def test_nothing_outside_is_read_or_written(place, rights, path):
    for opening, doing in ((open_source, "reading"), (open_target, "writing")):
        with pytest.raises(PgError) as caught:
            opening(f"{place}/{path}", rights)
        error = caught.value
        assert (error.sqlstate, error.message) == (
            "42501",
            f'could not open file "{place}/{path}" for {doing}: Permission denied',
        )
    assert (place.parent / "out" / "secret").read_text() == "2\n"


def test_no_file_is_made_behind_a_link(place, rights):
    with pytest.raises(PgError):
        open_target(f"{place}/new", rights)
    assert not (place.parent / "out" / "made").exists()


@pytest.mark.parametrize(
    ("opening", "path", "sqlstate", "message"),
    [
        (open_source, "{}/none", "58P01",
         'could not open file "{}/none" for reading: No such file or directory'),
        (open_target, "{}/no/such", "58P01",
         'could not open file "{}/no/such" for writing: No such file or directory'),
        (open_source, "x.csv", "58P01",
         'could not open file "x.csv" for reading: No such file or directory'),
        (open_target, "x.csv", "42602", "relative path not allowed for COPY to file"),
        (open_source, "{}", "42809", '"{}" is a directory'),
        (open_target, "{}", "42809", 'could not open file "{}" for writing: Is a directory'),
        (open_source, "/etc/passwd", "42501",
         'could not open file "/etc/passwd" for reading: Permission denied'),
        (open_target, "{}/pipe", "58030", 'could not open file "{}/pipe" for writing: '),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_in_postgresqls_words(
    place, rights, opening, path, sqlstate, message
):
    with pytest.raises(PgError) as caught:
        opening(path.format(place), rights)
    assert caught.value.sqlstate == sqlstate
    assert caught.value.message.startswith(message.format(place))


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 100])
def test_messages_become_rows_wherever_they_are_cut(tmp_path, step):
    rows = [b"1\ta\n", b"", b"22\tbb\n", b"x" * 40]
    stream = b"".join(b"d" + (len(row) + 4).to_bytes(4, "big") + row for row in rows)
    with (tmp_path / "rows").open("wb", buffering=0) as file:
        writer = FileOfRows(file)
        for place in range(0, len(stream), step):
            writer.write(memoryview(stream)[place : place + step])
    assert (tmp_path / "rows").read_bytes() == b"".join(rows)


def test_a_full_disk_is_told():
    with open("/dev/full", "wb", buffering=0) as file, pytest.raises(PgError) as caught:
        FileOfRows(file).write(b"d\0\0\0\5x")
    assert caught.value.sqlstate == "53100"
    assert caught.value.message == "could not write to COPY file: No space left on device"
