"""Arithmetic of SQL/JSON paths, which is numeric's.

Source: PostgreSQL 16, ``utils/adt/numeric.c`` (select_div_scale, div_var).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

from duckgres.pgtypes.jsonb.value import Number

_DIGITS = Context(prec=60)


def divide(left: Number, right: Number) -> Number:
    """Divide as numeric does: sixteen significant digits at least, and the scale that gives."""
    exact = _DIGITS.divide(Decimal(left), Decimal(right))
    weights = [Decimal(number).adjusted() // 4 for number in (left, right)]
    digits = 16 - (weights[0] - weights[1] - (abs(_lead(left)) <= abs(_lead(right)))) * 4
    scale = max(digits, *(_scale(number) for number in (left, right)), 0)
    return exact.quantize(Decimal(1).scaleb(-scale), context=_DIGITS)


def _lead(number: Number) -> Decimal:
    """Return the first of numeric's digits, which count to 10,000."""
    value = Decimal(number)
    return Decimal(int(value.scaleb(-(value.adjusted() // 4) * 4))) if value else value


def _scale(number: Number) -> int:
    exponent = Decimal(number).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def remainder(left: Number, right: Number) -> Number:
    """Return what division leaves; it has the dividend's sign."""
    found = _DIGITS.remainder(Decimal(left), Decimal(right))
    both = isinstance(left, int) and isinstance(right, int)
    return int(found) if both else found


ARITHMETIC: Mapping[str, Callable[[Any, Any], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "%": remainder,
}
