"""psql: \\copy from files as people have them, and data in the script itself."""

import pytest

pytestmark = pytest.mark.slow

FILES = [
    ("unix", b"1,one\n2,\n", [("1", "one"), ("2", "(null)")]),
    ("windows", b'1,one\r\n2,"two\r\nlines"\r\n', [("1", "one"), ("2", "two\r\nlines")]),
    ("without a last line end", b"1,one\n2,two", [("1", "one"), ("2", "two")]),
    ("quotes", b'1,"a ""b"", c"\n2,""\n', [("1", 'a "b", c'), ("2", "")]),
    ("unicode", "1,é€\n2,😀\n".encode(), [("1", "é€"), ("2", "😀")]),
    ("nothing", b"", []),
]


@pytest.mark.parametrize(("data", "rows"), [case[1:] for case in FILES], ids=[c[0] for c in FILES])
def test_files_of_csv(answer, table, tmp_path, data, rows):
    path = tmp_path / "in put.csv"
    path.write_bytes(data)
    answer(f"create table {table}(a integer, b text)")
    answer(f"\\copy {table} from '{path}' csv")
    plain = "replace(replace(b, e'\\r', '<cr>'), e'\\n', '<lf>')"
    found = answer(f"select a || '~' || coalesce({plain}, '(null)') from {table} order by a")
    shown = [row.replace("<cr>", "\r").replace("<lf>", "\n").split("~") for row in found]
    assert list(map(tuple, shown)) == rows


def test_a_header_only(answer, table, tmp_path):
    path = tmp_path / "header.csv"
    path.write_text("a,b\n")
    answer(f"create table {table}(a integer, b text)")
    assert answer(f"\\copy {table} from '{path}' (format csv, header match)") == []
    assert answer(f"select count(*) from {table}") == ["0"]


def test_data_in_the_script(answer, table):
    script = f"""create table {table}(a integer, b text);
copy {table} from stdin;
1\tone
2\t\\N
3\ta\\tb\\\\
\\.
select a, b is null, length(b) from {table} order by a;
"""
    assert answer(script) == ["1|f|3", "2|t|", "3|f|4"]


def test_a_wrong_line_is_told_with_its_place(psql, table):
    script = f"create table {table}(a integer);\ncopy {table} from stdin;\n1\nx\n\\.\n"
    done = psql(script)
    assert 'ERROR:  invalid input syntax for type integer: "x"' in done.stderr
    assert f'CONTEXT:  COPY {table}, line 2, column a: "x"' in done.stderr


def test_a_long_file_in_the_three_formats(answer, table, tmp_path):
    """Enough for several pieces: rows of a thousand characters."""
    answer(
        f"create table {table}(a integer, b text);"
        f" insert into {table} select i, repeat('x', 1000) from generate_series(1, 12000) g(i)"
    )
    for form in ("text", "csv", "binary"):
        path = tmp_path / form
        answer(f"\\copy {table} to '{path}' (format {form})")
        answer(f"delete from {table}")
        answer(f"\\copy {table} from '{path}' (format {form})")
        found = answer(f"select count(*), sum(a), sum(length(b)) from {table}")
        assert found == ["12000|72006000|12000000"]
