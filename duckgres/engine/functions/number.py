"""Numerics as texts, with PostgreSQL's digits."""

from __future__ import annotations

from decimal import Decimal

from duckgres.engine.functions.vectors import TEXT, Function, by_row
from duckgres.errors import PgError
from duckgres.pgtypes import numeric_math


def quotient(left: str, right: str) -> str:
    """Divide a numeric by another one.

    Raises:
        PgError: 22012, the divisor is zero.
    """
    try:
        return numeric_math.text(numeric_math.divide(Decimal(left), Decimal(right)))
    except ZeroDivisionError:
        raise PgError("division by zero", sqlstate="22012") from None


FUNCTIONS = (Function("_pg_quotient", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(quotient, TEXT)),)
