"""The steps of a statement, for the tests of its planners."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def planned(text):
    """Return the plan of one statement."""
    (statement,) = plan(text, unasked)
    return statement


def steps(text):
    """Return its steps."""
    found = planned(text)
    assert found.refusal is None, found.refusal
    return found.steps


def refused(text):
    """Return SQLSTATE and message of what is refused."""
    refusal = planned(text).refusal
    if refusal is None:
        pytest.fail(f"{text} is not refused")
    return refusal.sqlstate, refusal.message
