"""That the rows are in the table; ``test_rules`` has a message for each."""

import re

import pytest

from duckgres.engine.errors import value_rules
from duckgres.engine.errors.rules import RULES


@pytest.mark.parametrize(
    "name", ["CONVERSION", "OUT_OF_RANGE", "CONSTRAINT", "INVALID_INPUT", "NOT_IMPLEMENTED"]
)
def test_rows_are_part_of_the_table(name):
    assert any(rows is getattr(value_rules, name) for rows in RULES.values())


@pytest.mark.parametrize(
    "name", ["CONVERSION", "OUT_OF_RANGE", "CONSTRAINT", "INVALID_INPUT", "NOT_IMPLEMENTED"]
)
def test_no_row_hides_behind_one_that_matches_everything(name):
    rows = getattr(value_rules, name)
    assert all(rule.pattern.pattern for rule in rows[:-1])
    assert len({rule.pattern.pattern for rule in rows}) == len(rows)
    assert all(rule.pattern.flags & re.DOTALL for rule in rows)
