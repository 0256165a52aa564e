"""Arithmetic of numeric; the answers are PostgreSQL 16's."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.pgtypes import numeric_math as m

NUMBERS = st.decimals(
    min_value=Decimal("0.00001"), max_value=10**9, allow_nan=False, allow_infinity=False, places=5
)


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("7", "/", "2.0", "3.5000000000000000"),
        ("1.0", "/", "3", "0.33333333333333333333"),
        ("1", "/", "1.0", "1.00000000000000000000"),
        ("99999.5", "/", "3", "33333.166666666667"),
        ("0.000001", "/", "3", "0.000000333333333333333333"),
        ("-7.5", "%", "2", "-1.5"),
        ("1.10", "*", "2.5", "2.750"),
        ("1.5", "+", "2.50", "4.00"),
        ("1", "-", "0.999", "0.001"),
        ("2", "^", "0.5", "1.4142135623730950"),
        ("2.0", "^", "10", "1024.0000000000000"),
    ],
)
def test_operator(left, operator, right, expected):
    assert m.text(m.OPERATORS[operator](Decimal(left), Decimal(right))) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (m.exp(Decimal("1.0")), "2.7182818284590452"),
        (m.ln(Decimal("2.0")), "0.6931471805599453"),
        (m.log(Decimal(10), Decimal("100.0")), "2.0000000000000000"),
        (m.log(Decimal("5.1E-7"), Decimal(1)), "0.00000000000000000"),
        (m.sqrt(Decimal("2.0")), "1.414213562373095"),
        (m.sqrt(Decimal("0.23062197")), "0.48023116308711162"),
    ],
)
def test_function(found, expected):
    assert m.text(found) == expected


@given(NUMBERS, NUMBERS)
def test_a_quotient_is_right_to_its_last_digit(left, right):
    found = m.divide(left, right)
    assert abs(found * right - left) <= right * Decimal(1).scaleb(-m.scale(found))
    assert m.scale(found) >= max(m.scale(left), m.scale(right))


@pytest.mark.parametrize(
    ("function", "values"),
    [(m.ln, [0]), (m.log, [10, -1]), (m.sqrt, [-1]), (m.power, [-1, 2])],
)
def test_what_has_no_value(function, values):
    with pytest.raises(ValueError, match=r"no logarithm|negative number"):
        function(*map(Decimal, values))


def test_a_power_beyond_measure_is_not_computed():
    with pytest.raises(OverflowError):
        m.power(Decimal(10), Decimal(100_000))


def test_nothing_is_divided_by_zero():
    with pytest.raises(ZeroDivisionError):
        m.divide(Decimal(1), Decimal(0))
