"""DuckDB's expressions as PostgreSQL's plans have them."""

import pytest

from duckgres.engine.explain.words import column, condition, conditions, resolved, sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a>5", "a > 5"),
        ("a >= 5", "a >= 5"),
        ("b='x>y'", "b = 'x>y'"),
        ("a!=5 AND b<=3", "a != 5 AND b <= 3"),
        ("a IS NOT NULL", "a IS NOT NULL"),
    ],
)
def test_comparisons_have_blanks_outside_of_strings(text, expected):
    assert condition(text) == expected


def test_several_conditions_are_one():
    assert conditions(["a>5", "b=1"]) == "((a > 5) AND (b = 1))"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db.main.t.a ASC", "a"),
        ("db.main.t.a DESC NULLS LAST", "a DESC"),
        ("count_star() DESC", "count_star() DESC"),
    ],
)
def test_keys_of_order_by(text, expected):
    assert sort_key(text) == expected


def test_a_number_is_a_column_of_an_operator_below():
    scan = {"children": [], "extra_info": {"Projections": ["a", "b"]}}
    wrapped = {
        "children": [scan],
        "extra_info": {"Projections": "__internal_compress_integral_usmallint(#1, 0)"},
    }
    group = {"children": [wrapped], "extra_info": {"Groups": "#0"}}
    assert resolved("#0", group) == "b"
    assert resolved("#7", group) == "#7"
    assert resolved("lower(x)", group) == "lower(x)"


def test_a_column_has_no_table():
    assert (column("t.a"), column("a + b.c")) == ("a", "a + b.c")
