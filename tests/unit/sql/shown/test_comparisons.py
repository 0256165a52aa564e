"""Comparisons; most are among what is recorded (``test_tables``)."""

import pytest

from duckgres.sql.shown import comparisons, tables
from duckgres.sql.shown.value import Value


def test_both_sides_get_the_operators_types():
    found = comparisons.infix(Value("a", "int4"), "!=", Value("1.5", "numeric"))
    assert (found.text, found.kind) == ("((a)::numeric <> 1.5)", "bool")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a in (1)", "(a = 1)"),
        ("a not between 1 and 2", "((a < 1) OR (a > 2))"),
        ("a <> all (array[1, 2])", "(a <> ALL (ARRAY[1, 2]))"),
        ("nullif(a, 0)", "NULLIF(a, 0)"),
        ("a is not distinct from 1", "(NOT (a IS DISTINCT FROM 1))"),
    ],
)
def test_forms(text, shown):
    assert tables.written(text, tables.Columns({"a": ("int4", -1)})).text == shown
