"""Patterns that are translated row by row."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    return connection


def test_a_column_of_patterns(root):
    found = root.sql(
        "select s, regexp_matches(s, _pg_matching(p, '')) from (values ('abc', '^a'),"
        " ('a.c', 'a\\.c'), ('x', null), ('abc', '^b')) t(s, p) order by s, p"
    ).fetchall()
    assert found == [("a.c", True), ("abc", True), ("abc", False), ("x", None)]


def test_similar_and_finding(root):
    assert root.sql("select _pg_similar('a%', '\\'), _pg_finding('a|ab', 'i')").fetchone() == (
        "(?s)^(?:a.*)$",
        "(?i)[Aa][Bb]|[Aa]",
    )


def test_a_refusal_is_told_in_the_errors_text(root):
    with pytest.raises(duckdb.Error, match=r"pg_error:2201B:invalid regular expression: par"):
        root.sql("select _pg_matching(p, '') from (values ('(')) t(p)").fetchall()
