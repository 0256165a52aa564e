"""Types and constants, as PostgreSQL writes them: ``format_type`` and ``get_const_expr``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes import binary, datetime, datetime_input, interval_input
from duckgres.pgtypes.jsonb import value as jsonb
from duckgres.pgtypes.names import standard_name
from duckgres.pgtypes.quoting import literal
from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import tree
from duckgres.sql.parse import Node

Kind = tuple[str, int]
"""PostgreSQL's name of a type, ``[]`` behind it for an array, and the typmod."""

_LENGTH = 4  # what stands in front of a length, counted with it
_FULL_RANGE = 0x7FFF
_FULL_PRECISION = 0xFFFF
_RANGES = {
    1 << 2: "year", 1 << 1: "month", 1 << 3: "day", 1 << 10: "hour", 1 << 11: "minute",
    1 << 12: "second", 6: "year to month", 1032: "day to hour", 3080: "day to minute",
    7176: "day to second", 3072: "hour to minute", 7168: "hour to second",
    6144: "minute to second",
}  # fmt: skip
_TIMES = ("time", "timetz", "timestamp", "timestamptz")
_LONG = ("varchar", "bpchar")
_BITS = ("bit", "varbit")
_TRUE = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
_SERIALS = {"serial": "int4", "bigserial": "int8", "smallserial": "int2",
            "serial4": "int4", "serial8": "int8", "serial2": "int2"}  # fmt: skip


def kind_of(node: Node) -> Kind:
    """Return what a TypeName names; a type of the user's has its schema in front, if written."""
    parts = tree.names(node.names)
    if parts[0] == "pg_catalog":
        parts = parts[1:]
    name = ".".join(parts)
    name = _SERIALS.get(name, name)
    suffix = "[]" if node.array_bounds else ""
    numbers = [int(n.a_const.ival.ival) for n in node.typmods]
    return name + suffix, _typmod(name, numbers)


def _typmod(name: str, numbers: list[int]) -> int:
    if not numbers:
        return -1
    if name in _LONG:
        return numbers[0] + _LENGTH
    if name == "numeric":
        scale = numbers[1] if len(numbers) > 1 else 0
        return (numbers[0] << 16 | scale & 0x7FF) + _LENGTH
    if name == "interval":
        precision = numbers[1] if len(numbers) > 1 else _FULL_PRECISION
        return -1 if numbers == [_FULL_RANGE] else numbers[0] << 16 | precision
    return numbers[0] if name in _TIMES or name in _BITS else -1


def format_type(name: str, typmod: int = -1) -> str:
    """Return a type as PostgreSQL shows it, behind ``::``."""
    if name.endswith("[]"):
        return format_type(name[:-2], typmod) + "[]"
    if name == "bpchar" and typmod < 0:
        return "bpchar"
    shown = standard_name(name)
    if shown == name and name != "char":
        shown = ".".join(map(_part, name.removeprefix("public.").split(".")))
    return shown if typmod < 0 else _limited(name, shown, typmod)


def _limited(name: str, shown: str, typmod: int) -> str:
    """Return a type with what its typmod says."""
    if name == "numeric":
        bare = typmod - _LENGTH
        return f"numeric({bare >> 16},{(bare & 0x7FF ^ 1024) - 1024})"
    if name == "interval":
        fields, precision = _RANGES.get(typmod >> 16, ""), typmod & 0xFFFF
        digits = "" if precision == _FULL_PRECISION else f"({precision})"
        return f"interval{' ' + fields if fields else ''}{digits}"
    if name in _TIMES:
        first, _, rest = shown.partition(" ")
        return f"{first}({typmod}) {rest}"
    if name in _LONG:
        return f"{shown}({typmod - _LENGTH})"
    return f"{shown}({typmod})" if name in _BITS else shown


def _part(name: str) -> str:
    return name if name in _PLAIN else quote_identifier(name)


_PLAIN = frozenset({"numeric", "interval", "bit", "bpchar"})


def constant(text: str, name: str, typmod: int = -1, *, labelled: bool = True) -> str:
    """Return a constant of a type, given what its input function reads."""
    if name == "bool":
        return "true" if text.strip().lower() in _TRUE else "false"
    if name == "int4" and text.strip().isdecimal():
        return str(int(text))
    shown = _normal(text, name)
    bare = name == "numeric" and shown[:1].isdecimal() and "." in shown
    if bare and typmod < 0:
        return shown
    written = shown if bare else literal(shown)
    return f"{written}::{format_type(name, typmod)}" if labelled else written


def _normal(text: str, name: str) -> str:
    """Return a value as its output function writes it; what it does not read stays."""
    output = _OUTPUTS.get(name)
    try:
        return text if output is None else output(text)
    except (PgError, InvalidOperation):
        return text


def _number(text: str) -> str:
    return format(Decimal(text.strip()), "f")


def _of(decode: Callable[[bytes], Any], encode: Callable[[Any], bytes]) -> Callable[[str], str]:
    # Any: the raw value of the type
    return lambda text: encode(decode(text.encode())).decode()


def _instant(text: str) -> str:
    return datetime.encode_timestamptz_text(
        datetime_input.decode_timestamptz_text(text.encode(), "UTC"), "UTC"
    ).decode()


_OUTPUTS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("int2", "int4", "int8", "numeric"), _number),
    "bytea": _of(binary.decode_bytea_text, binary.encode_bytea_text),
    "date": _of(datetime_input.decode_date_text, datetime.encode_date_text),
    "time": _of(datetime_input.decode_time_text, datetime.encode_time_text),
    "timestamp": _of(datetime_input.decode_timestamp_text, datetime.encode_timestamp_text),
    "timestamptz": _instant,
    "interval": _of(interval_input.decode_interval_text, datetime.encode_interval_text),
    "jsonb": jsonb.normal,
    "regclass": lambda text: text.removeprefix("public."),
}
