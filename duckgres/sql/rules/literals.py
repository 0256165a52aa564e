"""Constants that DuckDB reads as something else, or not at all.

``1e5`` is a numeric to PostgreSQL and a DOUBLE to DuckDB; so is a whole number beyond int8.
``b'101'`` and ``x'1F'`` are bit strings, which DuckDB takes for text.
"""

from __future__ import annotations

from decimal import Decimal
from math import isinf

from duckgres.errors import PgError
from duckgres.pgtypes.binary import decode_bit_text
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

MOST_DIGITS = 38
"""Of a decimal in DuckDB; a constant with more is read as a DOUBLE."""

BIT_TYPE = "bitstring"
"""DuckDB's name of its BIT that libpg_query does not take for PostgreSQL's own."""

INTEGER_DIGITS = 18
"""As many always fit an int8."""

_INT8 = range(-(2**63), 2**63)


def numeric(value: Decimal) -> Node | None:
    """Return a constant with a number's own digits, ``None`` when there are too many of them."""
    if not value.is_finite():
        return None
    text = format(value, "f")
    digits = text.lstrip("-").replace(".", "").lstrip("0") or "0"
    scale = max(-int(value.as_tuple().exponent), 0)
    if max(len(digits), scale) > MOST_DIGITS:
        return None
    # Without a point it would be an integer.
    return tree.number(text if "." in text else f"{text}.")


def _constant(node: Node, context: Context) -> Node | None:
    constant = node.a_const
    kind = constant.WhichOneof("val")
    if kind == "fval":
        text = constant.fval.fval.replace("_", "")
        digits = text.removeprefix("-")  # a constant may bring its sign
        longest = MOST_DIGITS if "." in text else INTEGER_DIGITS
        plain = digits.replace(".", "", 1).isdecimal()
        if plain and (len(digits) <= longest or ("." not in text and int(text) in _INT8)):
            return None
        return _number(text.lower(), context, constant.location)
    if kind == "bsval":
        try:
            bits = decode_bit_text(constant.bsval.bsval.encode())
        except PgError as error:
            raise context.error(error.message, "22P02", constant.location) from None
        return tree.cast(tree.string(bits), BIT_TYPE)
    return None


def _number(digits: str, context: Context, location: int) -> Node | None:
    """Return a number that DuckDB would read as a DOUBLE, or not at all."""
    if digits[:2] in ("0x", "0o", "0b"):
        value = Decimal(int(digits, 0))
        if int(value) in _INT8:
            return None
    else:
        value = Decimal(digits)
    found = numeric(value)
    if found is None and ("e" not in digits or isinf(float(value))):
        raise too_long(context, location)
    return found  # one with an exponent may be as long as a DOUBLE holds


def too_long(context: Context, location: int) -> PgError:
    """Return the error for a number that no decimal of DuckDB's holds."""
    return context.refusal(
        f"a numeric of more than {MOST_DIGITS} digits is not supported",
        "Write fewer digits, or a string cast to double precision.",
        location,
    )


NODES = {"a_const": _constant}
