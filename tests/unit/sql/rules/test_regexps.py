"""Functions of regular expressions: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("regexp_replace(a, 'b', 'c')", "regexp_replace(a, 'b', 'c')"),
        ("regexp_replace(a, 'b', 'c', 'gi')", "regexp_replace(a, '(?i)[Bb]', 'c', 'g')"),
        (r"regexp_replace(a, '(b)', '\&\1\2')", r"regexp_replace(a, '(b)', E'\\0\\1')"),
        (r"regexp_replace(a, 'b', '\n')", r"regexp_replace(a, 'b', E'\\\\n')"),
        ("regexp_replace(a, 'b*', '', 'g')", "regexp_replace(a, 'b*', '', 'g')"),
        ("regexp_replace(a, b, 'c')", "regexp_replace(a, _pg_finding(b, ''), 'c')"),
        ("substring(a from 'b')", "_pg.found(a, 'b')"),
        ("substring(a, 'o(b)')", "_pg.found_group(a, 'o(b)', 1)"),
        ("substring(a from '(b)?')", "\"nullif\"(_pg.found_group(a, '(b)?', 1), '')"),
        ("substring(a from 2)", "_pg.substr(a, 2)"),
        ("substring(a similar 'b%' escape '#')", "_pg.found_group(a, '(?s)^(b.*)$', 1)"),
        ("regexp_match(a, 'b')",
         "CASE WHEN regexp_matches(a, 'b') THEN list_value(regexp_extract(a, 'b')) END"),
        ("regexp_matches(a, 'b', 'g')", "unnest(_pg.each_found(a, 'b'))"),
        ("regexp_matches(a, '(b)(c)', 'g')",
         "unnest(_pg.each_together(regexp_extract_all(a, '(b)(c)', 1),"
         " regexp_extract_all(a, '(b)(c)', 2)))"),
        ("regexp_split_to_array(a, ',')", "string_split_regex(a, ',')"),
        ("regexp_split_to_table(a, ',')", "unnest(string_split_regex(a, ','))"),
        ("regexp_count(a, 'b')", "len(regexp_extract_all(a, 'b'))"),
        ("regexp_substr(a, 'b')", "_pg.found(a, 'b')"),
        ("regexp_instr(a, 'b')", "_pg.found_place(a, 'b')"),
        ("regexp_like(a, 'b', 'i')", "regexp_matches(a, '(?i)[Bb]')"),
        ("regexp_like(a, b, c)", "regexp_matches(a, _pg_matching(b, c))"),
        ("my.regexp_match(a, b)", "my.regexp_match(a, b)"),
    ],
)  # fmt: skip
def test_call(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "sqlstate"),
    [
        ("regexp_replace(a, 'b*', 'c', 'g')", "0A000"),
        ("regexp_replace(a, 'b', 'c', 1, 2)", "0A000"),
        ("regexp_replace(a, 'b', 'c', d)", "0A000"),
        ("regexp_replace(a, 'b', 'c', 'z')", "22023"),
        ("regexp_match(a, b)", "0A000"),
        ("regexp_match(a, '(b*)?')", "0A000"),
        ("regexp_match(a, 'b', 'g')", "22023"),
        ("regexp_like(a, 'b', 'g')", "22023"),
        ("regexp_matches(a, '(b)?c', 'g')", "0A000"),
        ("regexp_matches(a, '(b)(c)(d)(e)(f)', 'g')", "0A000"),
        ("regexp_split_to_array(a, '')", "0A000"),
        ("regexp_split_to_array(a, ',', 'g')", "22023"),
        ("regexp_count(a, 'b', 2)", "0A000"),
        ("regexp_substr(a, 'b', 2)", "0A000"),
        ("regexp_instr(a, 'b', 2)", "0A000"),
    ],
)
def test_refusal(postgresql, sqlstate):
    with pytest.raises(PgError) as refusal:
        expression(postgresql)
    assert refusal.value.sqlstate == sqlstate


@pytest.mark.parametrize(
    ("postgresql", "alias"),
    [
        ("regexp_split_to_table(a, ',')", "regexp_split_to_table(regexp_split_to_table)"),
        ("regexp_split_to_table(a, ',') t", "t(t)"),
        ("regexp_split_to_table(a, ',') t(c)", "t(c)"),
    ],
)
def test_in_from_the_column_has_the_functions_name(postgresql, alias):
    text = rewritten(f"select * from {postgresql}")
    assert text == f"SELECT * FROM unnest(string_split_regex(a, ',')) {alias}"
