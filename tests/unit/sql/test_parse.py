"""PostgreSQL's grammar: statements, tokens, errors."""

import pytest

from duckgres.errors import PgError
from duckgres.sql import parse
from duckgres.sql.positions import Source
from tests.unit.sql.error_recording import RECORDED


@pytest.mark.parametrize(("text", "sqlstate", "message", "position", "hint"), RECORDED)
def test_error_is_postgresqls(text, sqlstate, message, position, hint):
    with pytest.raises(PgError) as caught:
        parse.parse(Source(text))
    error = caught.value
    assert (error.sqlstate, error.message) == (sqlstate, message)
    assert (error.fields.position, error.fields.hint) == (position, hint)


def test_statements_are_cut_in_bytes():
    source = Source("select 'é' ;; /* é */ begin;\n select 1 -- é")
    found = parse.parse(source)
    assert [one.name for one in found] == ["select_stmt", "transaction_stmt", "select_stmt"]
    assert [source.cut(one.start, one.end) for one in found] == [
        "select 'é'",
        "begin",
        "select 1 -- é",
    ]


@pytest.mark.parametrize("text", ["", ";", " ; \n;", "-- only", "/* only */"])
def test_nothing_is_no_statement(text):
    assert parse.parse(Source(text)) == []


def test_nesting_beyond_upbs_limit_parses():
    assert len(parse.parse(Source("select " + " + ".join(["1"] * 1500)))) == 1


def test_tokens_leave_comments_out_and_count_bytes():
    source = Source("select 'é', /* x */ $12 -- y")
    found = parse.tokens(source)
    assert [token.text for token in found] == ["select", "'é'", ",", "$12"]
    assert [source.cut(token.start, token.end) for token in found] == [t.text for t in found]
    assert [token.keyword for token in found] == [True, False, False, False]


def test_parameters_are_not_found_in_strings_and_comments():
    text = "select 'é$1', \"$2\", $3, $$ $4 $$ -- $5\n, $3 /* $6 */"
    found = [token for token in parse.tokens(Source(text)) if token.kind == parse.PARAMETER]
    assert [token.text for token in found] == ["$3", "$3"]


def test_a_reserved_word_names_no_column():
    found = parse.tokens(Source("select name, year from a"))
    assert [token.reserved for token in found] == [True, False, False, False, True, False]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("select a = any($1)", {1}),
        ("select a <> ALL ( $2 ), b like some($3)", {2, 3}),
        ("select a operator(pg_catalog.=) any ($1)", {1}),
        ("select a = any($1::int[]), a = any(e)", set()),
        ("select all ($1)", set()),
        ("select count(all ($1)) from t", set()),
        ("select $1", set()),
    ],
)
def test_array_parameters(text, numbers):
    assert parse.array_parameters(parse.tokens(Source(text))) == numbers


def test_tokens_are_the_same_when_they_are_looked_at_in_parts():
    source = Source("select 'é', /* é */ lower(a) from t; select 2")
    end = len(source) - len("; select 2")
    found = parse.Tokens(source, 0, end)
    assert [token.text for token, _ in zip(found, range(3), strict=False)] == [
        "select",
        "'é'",
        ",",
    ]
    every = parse.tokens(source, 0, end)
    assert list(found) == every
    assert found.all() == every == list(found)


def test_tokens_are_scanned_when_one_is_wanted():
    found = parse.Tokens(Source("select 'a"), 0, 9)
    with pytest.raises(PgError):
        found.all()
