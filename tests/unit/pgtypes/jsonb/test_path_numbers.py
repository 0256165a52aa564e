"""Arithmetic of paths: numeric's; recorded from PostgreSQL 16."""

from decimal import Decimal

import pytest

from duckgres.pgtypes.jsonb.path_numbers import divide, remainder


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        (5, 2, "2.5000000000000000"),
        (10, 3, "3.3333333333333333"),
        (1, Decimal("3.00"), "0.33333333333333333333"),
        (123456, 7, "17636.571428571429"),
    ],
)
def test_divide(left, right, quotient):
    assert format(Decimal(divide(left, right)), "f") == quotient


@pytest.mark.parametrize(
    ("left", "right", "rest"),
    [(7, 3, 1), (-7, 3, -1), (7, -3, 1), (Decimal("7.5"), 2, Decimal("1.5")), (10**20, 7, 2)],
)
def test_remainder(left, right, rest):
    assert remainder(left, right) == rest
