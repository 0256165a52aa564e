"""Indexes as PostgreSQL shows them: recorded answers."""

import pytest

from duckgres.sql.plan import plan
from duckgres.sql.shown import indexes
from tests.unit.sql.asking import unasked
from tests.unit.sql.shown import recorded


def facts(text):
    (statement,) = plan(text, unasked)
    return indexes.facts(statement.steps[0].written, recorded.columns())


@pytest.mark.parametrize(("name", "text", "answer"), recorded.blocks("index"))
def test_definition(name, text, answer):
    assert facts(text)["definition"] == answer


def test_parts():
    assert facts("create index on w (a, lower(t) desc, t text_pattern_ops nulls first)") == {
        "keys": ["a", "lower(t)", "t"],
        "options": [0, 3, 2],
        "opclasses": ["", "", "text_pattern_ops"],
        "include": [],
        "where": "",
        "method": "btree",
        "definition": "USING btree (a, lower(t) DESC, t text_pattern_ops NULLS FIRST)",
    }


def test_types_are_asked_for_expressions_alone():
    def asks(text):
        (statement,) = plan(text, unasked)
        return statement.steps[0].written.asks_types

    assert not asks("create index on w (a desc)")
    assert asks("create index on w (lower(t))")
    assert asks("create index on w (a) where b > 0")
