"""psql: \\copy to files, programs and the screen, and COPY TO STDOUT in a script."""

import csv
import gzip

import pytest

pytestmark = pytest.mark.slow

VALUES = r"""
create table {table}(id integer, name text);
insert into {table} values
  (1, 'plain'), (2, ''), (3, null), (4, e'tab\tnewline\nreturn\rback\\slash'),
  (5, 'quo"te, comma; apo''strophe'), (6, 'é€🦆'), (7, '\.'), (8, '\N');
"""
NAMES = [
    "plain", "", None, "tab\tnewline\nreturn\rback\\slash", "quo\"te, comma; apo'strophe", "é€🦆",
    "\\.", "\\N",
]  # fmt: skip
TEXT = (
    "1\tplain\n2\t\n3\t\\N\n4\ttab\\tnewline\\nreturn\\rback\\\\slash\n"
    "5\tquo\"te, comma; apo'strophe\n6\té€🦆\n7\t\\\\.\n8\t\\\\N\n"
)


@pytest.fixture
def filled(answer, table):
    answer(VALUES.format(table=table))
    yield table
    answer(f"drop table {table}")


def test_copy_to_a_file(psql, filled, tmp_path):
    done = psql(f"\\copy {filled} to '{tmp_path}/x'")
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "x").read_bytes() == TEXT.encode()


def test_copy_tells_how_many(psql, filled, tmp_path):
    done = psql(f"\\set QUIET off\n\\copy {filled} to '{tmp_path}/x'\n")
    assert done.stdout == "COPY 8\n"


def test_copy_of_a_query_to_csv(psql, filled, tmp_path):
    query = f"select id, name from {filled} order by id desc"
    done = psql(f"\\copy ({query}) to '{tmp_path}/x' with (format csv, header, null 'nil')")
    assert done.stderr == ""
    with (tmp_path / "x").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["id", "name"]
    wanted = ["nil" if name is None else name for name in reversed(NAMES)]
    assert [name for _, name in rows] == wanted


def test_copy_to_a_program(psql, filled, tmp_path):
    done = psql(f"\\copy {filled} to program 'gzip > {tmp_path}/x.gz' csv")
    assert done.stderr == ""
    assert gzip.decompress((tmp_path / "x.gz").read_bytes()).startswith(b"1,plain\n")


def test_copy_binary_to_a_file(psql, filled, tmp_path):
    psql(f"\\copy {filled} (id) to '{tmp_path}/x' binary")
    data = (tmp_path / "x").read_bytes()
    rows = b"".join(b"\0\1\0\0\0\4\0\0\0" + bytes([n]) for n in range(1, 9))
    assert data == b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows + b"\xff\xff"


def test_copy_to_the_screen(psql, filled):
    assert psql(f"copy {filled} to stdout;").stdout == TEXT


def test_copy_on_the_command_line(psql, filled):
    done = psql("", "-c", f"copy {filled} (id) to stdout with csv header")
    assert done.stdout == "id\n" + "".join(f"{n}\n" for n in range(1, 9))


def test_copies_among_other_statements(psql):
    done = psql("select 1 \\; copy (select 2) to stdout \\; select 3;", "-At")
    assert done.stdout == "1\n2\n3\n"


def test_a_wrong_copy_is_told_with_its_place(psql):
    done = psql("copy (select nosuch) to stdout;")
    assert 'ERROR:  column "nosuch" does not exist' in done.stderr
    assert "LINE 1: copy (select nosuch) to stdout;" in done.stderr
    assert done.stderr.splitlines()[-1].rstrip().endswith("^")


def test_the_way_round_a_file_is_told(psql, table):
    done = psql("copy (select 1) to '/tmp/nosuch/x';")
    assert "psql's \\copy command also works for anyone" in done.stderr
