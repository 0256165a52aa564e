"""Casts to dates, times and intervals.

A constant is read when the text is planned, and written as DuckDB reads it; what depends on the
session (a time without a zone, ``today``, the order of ``1/2/2024``) is left to when it runs. A
text that is no constant is read by code where DuckDB would not read it. Digits behind the point
and fields of an interval (``timestamp(0)``, ``interval hour``) are PostgreSQL's: to DuckDB they
would be other types. Source: PostgreSQL manual, 8.5.
"""

from __future__ import annotations

from collections.abc import Callable

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes import datetime_constants as constants
from duckgres.pgtypes import datetime_input
from duckgres.pgtypes.datetime_fields import Fields
from duckgres.pgtypes.interval_fields import ALL_FIELDS, MOST_DIGITS, trimmed, unit_of
from duckgres.pgtypes.interval_input import decode_interval_text
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import ARRAY, FIRST_SLOT, Context
from duckgres.sql.rules.volatility import SLOT as TIME

_STEPS = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WORDS = frozenset({"now", *_STEPS})
_MONTH_BIT, _YEAR_BIT, _DAY_BIT = 1 << 1, 1 << 2, 1 << 3
_HOUR_BIT, _MINUTE_BIT, _SECOND_BIT = 1 << 10, 1 << 11, 1 << 12
_MINUTE = 60_000_000  # microseconds
_OTHER_TYPES = ([0], [3])  # of a timestamp: DuckDB has a type for them, and rounds
# What has its type already, and is no text.
_TYPED = frozenset({"a_const", "bool_expr", "sqlvalue_function"})


def _cast(cast: Node, context: Context) -> Node | None:
    kind = cast.type_name
    name = tree.name_of(kind.names)
    if name not in NAMES or kind.setof:
        return None
    if kind.array_bounds:
        _read_elements(cast.arg, kind, context)
        return None
    text = tree.string_value(cast.arg)
    if text is not None:
        return _read(text, name, cast, context)
    if context.makes_index:
        return None
    modifiers = modifiers_of(kind)
    made = _node(cast)
    if tree.is_null(cast.arg) or _is_parameter(cast.arg):
        if not modifiers:
            return None
    elif not _is_typed(cast.arg):
        made = tree.call((CATALOG, f"{name}_of"), cast.arg)
    if made.WhichOneof("node") == "type_cast":
        del made.type_cast.type_name.typmods[:]
    return _limited(made, name, modifiers)


def _read_elements(array: Node, kind: Node, context: Context) -> None:
    """Read the constants of an array."""
    if array.WhichOneof("node") != "a_array_expr":
        return
    for element in array.a_array_expr.elements:
        if tree.string_value(element) is None:
            _read_elements(element, kind, context)
            continue
        element.CopyFrom(_typed(element, kind, context))


def _typed(constant: Node, kind: Node, context: Context) -> Node:
    """Return a constant as one of a type."""
    name = tree.name_of(kind.names)
    made = tree.cast(constant, name)
    if not kind.array_bounds:
        made.type_cast.type_name.typmods.extend(kind.typmods)
    return _read(tree.string_value(constant) or "", name, made.type_cast, context)


def _column(column: Node, context: Context) -> Node | None:
    """Read the default of a column; PostgreSQL reads it when the table is made, and so ``now``.

    Digits and fields are left out of its type, as far as DuckDB has none of that type.
    """
    kind = column.type_name
    name = tree.name_of(kind.names)
    if name not in NAMES:
        return None
    if name != "timestamp" or modifiers_of(kind) not in _OTHER_TYPES:
        del kind.typmods[:]
    if kind.array_bounds:
        return None
    for constraint in column.constraints:
        value = constraint.constraint.raw_expr
        text = tree.string_value(value)
        if text is None:
            continue
        if text.strip().lower().partition(" ")[0] in _WORDS:
            raise context.refusal(
                f"the default '{text}' is not supported",
                "To PostgreSQL it is the time when the table is made: write that, or now().",
                value.a_const.location,
            )
        value.CopyFrom(_typed(value, kind, context))
    return None


def now(context: Context) -> Node:
    """Return the time of the transaction, an instant."""
    return context.session_value(TIME, "now") if context.runs else tree.call("now")


def _is_parameter(node: Node) -> bool:
    """Whether the client gives the value; it takes the type of its cast."""
    return bool(node.HasField("param_ref") and node.param_ref.number < FIRST_SLOT)


def _node(cast: Node) -> Node:
    node = tree.null()
    node.type_cast.CopyFrom(cast)
    return node


def _is_typed(node: Node) -> bool:
    return node.WhichOneof("node") in _TYPED


def modifiers_of(kind: Node) -> list[int]:
    """Return the numbers in a type's parentheses; for an interval the fields come first."""
    return [item.a_const.ival.ival for item in kind.typmods]


def _read(text: str, name: str, cast: Node, context: Context) -> Node:
    """Read a constant; an error is told at its place."""
    try:
        if name == "interval":
            return interval(text, modifiers_of(cast.type_name))
        return _READERS[name](text, cast, context)
    except PgError as error:
        location = cast.arg.a_const.location
        raise context.error(error.message, error.sqlstate, location, error.fields.hint) from None


def interval(text: str, modifiers: list[int]) -> Node:
    """Return a constant interval."""
    fields, digits = _fields_and_digits(modifiers)
    value = decode_interval_text(text.encode(), unit_of(fields))
    return tree.cast(
        tree.string(constants.interval_text(trimmed(value, fields, digits))), "interval"
    )


def _fields_and_digits(modifiers: list[int]) -> tuple[int, int]:
    fields = modifiers[0] if modifiers else ALL_FIELDS
    return fields, modifiers[1] if len(modifiers) > 1 else MOST_DIGITS


def _digits(cast: Node) -> int:
    modifiers = modifiers_of(cast.type_name)
    return min(modifiers[0], MOST_DIGITS) if modifiers else MOST_DIGITS


def _later(text: str, name: str, cast: Node) -> Node:
    """Return what reads the text when the statement runs."""
    made = tree.call((CATALOG, f"{name}_of"), tree.cast(tree.string(text), "text"))
    return _limited(made, name, modifiers_of(cast.type_name))


def _depends(fields: Fields) -> bool:
    return fields.special in _WORDS or fields.depends_on_order


def _date(text: str, cast: Node, context: Context) -> Node:
    fields = datetime_input.read(text, "date")
    if fields.special in _STEPS:
        today = tree.cast(now(context), "date")
        step = _STEPS[fields.special]
        moved = tree.operation(today, "+", tree.integer(step)) if step else today
        return tree.cast(moved, "date")
    if _depends(fields):
        return _later(text, "date", cast)
    days = datetime_input.date_of(fields, text)
    return tree.cast(tree.string(constants.date_text(days)), "date")


def _timestamp(text: str, cast: Node, context: Context) -> Node:
    fields = datetime_input.read(text, "timestamp")
    if _depends(fields):
        return _later(text, "timestamp", cast)
    value = datetime_input.timestamp_of(fields, text)
    found = constants.rounded_timestamp(value, _digits(cast))
    return tree.cast(tree.string(constants.timestamp_text(found)), "timestamp")


def _timestamptz(text: str, cast: Node, context: Context) -> Node:
    fields = datetime_input.read(text, "timestamp with time zone")
    if fields.special == "now":
        return _limited(now(context), "timestamptz", modifiers_of(cast.type_name))
    if _depends(fields):
        return _later(text, "timestamptz", cast)
    digits = _digits(cast)
    if fields.special or "Z" in fields.seen:
        value = datetime_input.decode_timestamptz_text(text.encode(), "UTC")
        written = constants.instant_text(constants.rounded_timestamp(value, digits))
    else:
        value = datetime_input.timestamp_of(fields, text)
        written = constants.timestamp_text(constants.rounded_timestamp(value, digits))
    return tree.cast(tree.string(written), "timestamptz")


def _time(text: str, cast: Node, context: Context) -> Node:
    fields = datetime_input.read(text, "time")
    if _depends(fields):
        return _later(text, "time", cast)
    clock = datetime_input.time_of(fields, text)
    found = constants.rounded_time(clock, _digits(cast))
    return tree.cast(tree.string(constants.time_text(found)), "time")


def _timetz(text: str, cast: Node, context: Context) -> Node:
    fields = datetime_input.read(text, "time with time zone")
    if "Z" not in fields.seen or _depends(fields):
        return _later(text, "timetz", cast)
    clock, offset = datetime_input.decode_timetz_text(text.encode(), "UTC")
    found = constants.rounded_time(clock, _digits(cast)), offset
    return tree.cast(tree.string(constants.timetz_text(found)), "timetz")


_READERS: dict[str, Callable[[str, Node, Context], Node]] = {
    "date": _date,
    "time": _time,
    "timetz": _timetz,
    "timestamp": _timestamp,
    "timestamptz": _timestamptz,
}
NAMES = frozenset({*_READERS, "interval"})
"""The types, as the grammar calls them."""


def _limited(value: Node, name: str, modifiers: list[int]) -> Node:
    """Return a value with the digits, or the fields, that its type has."""
    if name == "interval":
        return _limited_interval(value, modifiers)
    if not modifiers or modifiers[0] >= MOST_DIGITS:
        return value
    return tree.call((CATALOG, f"{name}_digits"), value, _unit(modifiers[0]))


def _unit(digits: int) -> Node:
    return tree.integer(10 ** (MOST_DIGITS - digits))


def _limited_interval(value: Node, modifiers: list[int]) -> Node:
    fields, digits = _fields_and_digits(modifiers)
    if fields == ALL_FIELDS and digits >= MOST_DIGITS:
        return value
    has_clock = fields & (_HOUR_BIT | _MINUTE_BIT | _SECOND_BIT)
    clock = 1 if fields & _SECOND_BIT else _MINUTE if fields & _MINUTE_BIT else 60 * _MINUTE
    return tree.call(
        (CATALOG, "interval_fields"),
        value,
        tree.integer(12 if fields == _YEAR_BIT else 1),
        tree.integer(int(bool(fields & _DAY_BIT or has_clock))),
        tree.number(str(clock)) if has_clock else tree.integer(0),
        _unit(digits),
    )


CASTS = dict.fromkeys((*NAMES, ARRAY), _cast)
MESSAGES = {"ColumnDef": _column}
