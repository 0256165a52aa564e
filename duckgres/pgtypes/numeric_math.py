"""Arithmetic of numeric as PostgreSQL does it: how many digits a result has behind the point.

A value is a ``Decimal`` whose exponent is its scale, zeros at the end included. Sums, differences
and products are exact; a quotient has at least sixteen digits that count, and so have roots,
powers and logarithms. Source: PostgreSQL 16, ``utils/adt/numeric.c`` (``select_div_scale``,
``exp_var``, ``ln_var``, ``log_var``, ``power_var``, ``numeric_sqrt``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

_SIGNIFICANT = 16  # digits: NUMERIC_MIN_SIG_DIGITS
_GROUP = 4  # decimal digits in one of PostgreSQL's: DEC_DIGITS
_LARGEST_SCALE = 1000
_LOG10_E = 0.434294481903252
_LN_10 = 2.302585092994046
# Beyond any result that is asked for; what is larger is refused.
MOST_DIGITS = 1000
_EXACT = Context(prec=2 * MOST_DIGITS, rounding=ROUND_HALF_UP)
_LARGEST_INT4 = 2**31 - 1
_NEAR_ONE = (Decimal("0.9"), Decimal("1.1"))
_WORKING = 60  # digits more than the result's


def scale(value: Decimal) -> int:
    """Return how many digits stand behind the point."""
    return max(-int(value.as_tuple().exponent), 0)


def text(value: Decimal) -> str:
    """Return the value's digits."""
    return format(value, "f")


def add(left: Decimal, right: Decimal) -> Decimal:
    """Do ``left + right``."""
    return _EXACT.add(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """Do ``left - right``."""
    return _EXACT.subtract(left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Do ``left * right``."""
    return _rounded(_EXACT.multiply(left, right), scale(left) + scale(right))


def divide(left: Decimal, right: Decimal) -> Decimal:
    """Do ``left / right``.

    Raises:
        ZeroDivisionError: The divisor is zero.
    """
    wanted = _division_scale(left, right)
    prec = max(left.adjusted() - right.adjusted(), 0) + wanted + _WORKING
    return _rounded(Context(prec=prec).divide(left, right), wanted)


def modulo(left: Decimal, right: Decimal) -> Decimal:
    """Do ``left % right``, which has the sign of ``left``.

    Raises:
        ZeroDivisionError: The divisor is zero.
    """
    return _rounded(_EXACT.remainder(left, right), max(scale(left), scale(right)))


def exp(value: Decimal) -> Decimal:
    """Return e to the power of a value."""
    wanted = _bounded(_SIGNIFICANT - int(float(value) * _LOG10_E), value)
    size = max(int(float(value) * _LOG10_E), 0)
    return _rounded(Context(prec=wanted + size + _WORKING).exp(value), wanted)


def ln(value: Decimal) -> Decimal:
    """Return the natural logarithm of a positive value."""
    _check_positive(value)
    wanted = _bounded(_SIGNIFICANT - _ln_weight(value), value)
    return _rounded(Context(prec=wanted + _WORKING).ln(value), wanted)


def log(base: Decimal, value: Decimal) -> Decimal:
    """Return the logarithm of a positive value to a base."""
    _check_positive(base)
    _check_positive(value)
    wanted = _bounded(_SIGNIFICANT - (_ln_weight(value) - _ln_weight(base)), base, value)
    working = Context(prec=wanted + _WORKING)
    return _rounded(working.divide(working.ln(value), working.ln(base)), wanted)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return a positive base to the power of an exponent."""
    _check_positive(base)
    if exponent == exponent.to_integral_value() and abs(exponent) <= _LARGEST_INT4:
        size = float(exponent) * math.log10(float(base))
    else:
        low = Context(prec=_SIGNIFICANT + _WORKING)
        size = float(low.multiply(low.ln(base), exponent)) * _LOG10_E
    if abs(size) > MOST_DIGITS:
        raise OverflowError
    wanted = _bounded(_SIGNIFICANT - int(size), base, exponent)
    working = Context(prec=wanted + max(int(size), 0) + _WORKING)
    return _rounded(working.power(base, exponent), wanted)


def sqrt(value: Decimal) -> Decimal:
    """Return the root of a value that is not negative."""
    if value < 0:
        raise ValueError("cannot take square root of a negative number")
    places = (_weight(value) + 1) * _GROUP // 2 - 1
    wanted = _bounded(_SIGNIFICANT - places, value)
    return _rounded(Context(prec=wanted + abs(places) + _WORKING).sqrt(value), wanted)


def _rounded(value: Decimal, wanted: int) -> Decimal:
    return _EXACT.plus(value.quantize(Decimal(1).scaleb(-wanted), context=_EXACT))  # no -0


def _bounded(wanted: int, *values: Decimal) -> int:
    """Return a scale that is no smaller than the operands'."""
    return min(max(wanted, 0, *map(scale, values)), _LARGEST_SCALE)


def _weight(value: Decimal) -> int:
    """Return the power of 10,000 of the first of PostgreSQL's digits."""
    return value.adjusted() // _GROUP if value else 0


def _first(value: Decimal) -> int:
    """Return the first of PostgreSQL's digits, which are below 10,000."""
    return int(abs(value).scaleb(-_weight(value) * _GROUP)) if value else 0


def _division_scale(left: Decimal, right: Decimal) -> int:
    weight = _weight(left) - _weight(right)
    if _first(left) <= _first(right):
        weight -= 1
    return _bounded(_SIGNIFICANT - weight * _GROUP, left, right)


def _ln_weight(value: Decimal) -> int:
    """Return about the power of ten of a logarithm, as PostgreSQL estimates it."""
    low, high = _NEAR_ONE
    if low <= value <= high:
        distance = value - 1
        if not distance:
            return 0
        return _weight(distance) * _GROUP + int(math.log10(_first(distance)))
    return int(math.log10(abs(_estimate(value))))


def _estimate(value: Decimal) -> float:
    """Return a logarithm of the first two of PostgreSQL's digits."""
    exponent = (_weight(value) - 1) * _GROUP
    digits = int(value.scaleb(-exponent))
    return math.log(digits) + exponent * _LN_10


def _check_positive(value: Decimal) -> None:
    if value <= 0:
        raise ValueError("no logarithm")


OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "%": modulo, "^": power,
}  # fmt: skip
"""What an operator between two numerics does."""
