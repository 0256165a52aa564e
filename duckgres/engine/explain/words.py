"""DuckDB's expressions in a plan, in the words of PostgreSQL's plans.

What DuckDB prints is for reading and has no grammar: ``#0`` is a column of the operator below,
``__internal_compress_…(x, 0)`` is its own wrapping, and comparisons have no blanks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Raw = Mapping[str, Any]  # Any: an operator as DuckDB's JSON has it

_WRAPPING = ("__internal_compress_", "__internal_decompress_")
_SIGNS = frozenset("<>=!")
_ORDERS = (" NULLS LAST", " NULLS FIRST", " ASC")
_MOST_STEPS = 50  # down the plan


def items(raw: Raw, key: str) -> list[str]:
    """Return DuckDB's words about an operator, one or several."""
    found = raw.get("extra_info", {}).get(key, [])
    listed = found if isinstance(found, list) else [found]
    return [str(item) for item in listed if str(item)]


def resolved(text: str, raw: Raw) -> str:
    """Return what ``#n`` stands for in an operator, where the plan below it tells."""
    inner = text
    for _ in range(_MOST_STEPS):
        inner = unwrapped(inner)
        if not (inner.startswith("#") and inner[1:].isdecimal()) or not raw.get("children"):
            break
        raw = raw["children"][0]
        columns = items(raw, "Projections")
        number = int(inner[1:])
        if number >= len(columns):
            return text
        inner = columns[number]
    return text if inner.startswith("#") else inner


def unwrapped(text: str) -> str:
    """Return an expression without DuckDB's compression of values."""
    while text.startswith(_WRAPPING) and text.endswith(")"):
        inner = text[text.index("(") + 1 : -1]
        text = inner.rsplit(",", 1)[0] if "," in inner else inner
    return text


def column(text: str) -> str:
    """Return a column's name without its table: ``catalog.schema.table.column`` is one word."""
    parts = text.split(".")
    return parts[-1] if all(part.isidentifier() for part in parts) else text


def sort_key(text: str) -> str:
    """Return a key of ORDER BY; ascending is not said."""
    descending = ""
    for order in _ORDERS:
        text = text.removesuffix(order)
    if text.endswith(" DESC"):
        text, descending = text.removesuffix(" DESC"), " DESC"
    return column(text) + descending


def condition(text: str) -> str:
    """Return a condition with blanks round its comparisons, outside of strings."""
    made: list[str] = []
    quoted = False
    for index, sign in enumerate(text):
        inside = quoted
        quoted ^= sign == "'"
        compares = sign in _SIGNS and not inside
        before = index > 0 and text[index - 1] in _SIGNS
        if compares and not before and made and made[-1] != " ":
            made.append(" ")
        if not compares and before and not inside and sign != " ":
            made.append(" ")
        made.append(sign)
    return "".join(made)


def conditions(parts: Sequence[str]) -> str:
    """Return conditions as one, in PostgreSQL's parentheses."""
    wrapped = [f"({condition(part)})" for part in parts]
    return wrapped[0] if len(wrapped) == 1 else "(" + " AND ".join(wrapped) + ")"
