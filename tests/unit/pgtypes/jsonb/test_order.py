"""The order of jsonb; recorded from PostgreSQL 16."""

from itertools import pairwise

import pytest

from duckgres.pgtypes.jsonb import order
from duckgres.pgtypes.jsonb.value import parse

# Each is less than the next one.
ASCENDING = [
    "[]", "null", '"a"', '"b"', "1", "1.5", "2", "false", "true", "[1]", "[2]", "[1, 1]", "{}",
    '{"a": 1}', '{"a": 2}', '{"b": 1}', '{"aa": 1}', '{"a": 1, "b": 1}',
]  # fmt: skip


@pytest.mark.parametrize(("less", "greater"), list(pairwise(ASCENDING)))
def test_order(less, greater):
    assert order.compare(parse(less), parse(greater)) == -1
    assert order.compare(parse(greater), parse(less)) == 1


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1", "1.0", True),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', True),
        ("[1,2]", "[2,1]", False),
        ("1", "true", False),
        ("null", "null", True),
    ],
)
def test_equal(left, right, same):
    assert order.equal(parse(left), parse(right)) is same


def test_values_sort_by_it():
    values = [parse(text) for text in reversed(ASCENDING)]
    assert sorted(values, key=order.sort_key) == [parse(text) for text in ASCENDING]
