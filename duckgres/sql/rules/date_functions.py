"""Functions of dates, times and intervals.

What a unit of ``extract`` and ``date_trunc`` is, is known when the text is planned; what type the
operand has is not, and decided by the macros of ``catalog/functions/datetime.sql``. Source:
PostgreSQL manual, 9.9.
"""

from __future__ import annotations

from collections.abc import Callable

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.casts import type_switch
from duckgres.sql.rules.date_arithmetic import is_interval
from duckgres.sql.rules.datetimes import NAMES, now


def _units(text: str) -> dict[str, str]:
    """Return the spellings of units: the first of a line is what the macros call it."""
    lines = [line.split() for line in text.strip().splitlines()]
    return {word: words[0] for words in lines for word in words}


# Of deltatktbl and datetktbl.
UNITS = _units("""
    microseconds microsecond us usec usecs useconds usecond microsecon
    milliseconds millisecond ms msec msecs mseconds msecond millisecon
    second seconds s sec secs
    minute minutes m min mins
    hour hours h hr hrs
    day days d
    week weeks w
    month months mon mons
    quarter quarters qtr
    year years y yr yrs
    decade decades dec decs
    century centuries c cent
    millennium millennia mil mils
    timezone
    timezone_hour timezone_h
    timezone_minute timezone_m
    dow
    isodow
    doy
    isoyear
    epoch
    julian jd j
""")
# Units with a macro of their own, and the DuckDB types that do not have the others.
_OWN = {
    "year": "year_field",
    "isoyear": "isoyear_field",
    "decade": "decade_field",
    "century": "century_field",
    "millennium": "millennium_field",
    "second": "second_field",
    "milliseconds": "millisecond_field",
}
_BY_TYPE = {"epoch": "epoch_field", "julian": "julian_field"}
_NO_CLOCK = "|DATE|"
_NO_DATE = "|TIME|TIME WITH TIME ZONE|"
_WITHOUT = {
    **dict.fromkeys(("hour", "minute", "second", "milliseconds", "microseconds"), _NO_CLOCK),
    **dict.fromkeys(("dow", "isodow", "doy", "isoyear", "julian", "week"), f"|INTERVAL{_NO_DATE}"),
    **dict.fromkeys(
        ("timezone", "timezone_hour", "timezone_minute"), "|DATE|TIMESTAMP|TIME|INTERVAL|"
    ),
    **dict.fromkeys(
        ("year", "quarter", "month", "day", "decade", "century", "millennium"), _NO_DATE
    ),
}
_SPANS = {"century": 100, "millennium": 1000}
# Units that a date column has for certain, of all types that are no time.
_UNCHECKED = frozenset({"year", "month", "day", "quarter"})


def _extract(call: Node, context: Context) -> Node | None:
    """Numeric, with the digits behind the point that the unit has."""
    if len(call.args) != 2:
        return None
    unit = tree.string_value(call.args[0])
    return None if unit is None else _field(unit, call.args[1])


def _field(written: str, value: Node) -> Node:
    unit = UNITS.get(written.lower())
    if unit is None:
        return _macro("unknown_unit", value, tree.string(written.lower()))
    without = _WITHOUT.get(unit)
    if without is not None and unit not in _UNCHECKED:
        value = _macro("with_unit", value, tree.string(unit), tree.string(without))
    if unit in _BY_TYPE:
        return type_switch(_BY_TYPE[unit], value)
    if unit in _OWN:
        return _macro(_OWN[unit], value)
    return _macro("whole_field", tree.string(unit), value)


def _date_part(call: Node, context: Context) -> Node | None:
    """The same in double precision."""
    if len(call.args) != 2:
        return None
    unit = tree.string_value(call.args[0])
    if unit is None:
        return _macro("any_field", *call.args)
    return tree.cast(_field(unit, call.args[1]), "float8")


def _date_trunc(call: Node, context: Context) -> Node | None:
    if not 2 <= len(call.args) <= 3:
        return None
    unit = tree.string_value(call.args[0])
    name = UNITS.get(unit.lower()) if unit is not None else None
    if unit is not None and name is None:
        return _macro("unknown_unit", call.args[1], tree.string(unit.lower()))
    shown = call.args[0] if name is None else tree.string(name)
    if len(call.args) == 3:
        return _macro("trunc_zone", shown, *list(call.args)[1:])
    value = call.args[1]
    if name in _SPANS:
        return _switch("trunc_span", value, tree.integer(_SPANS[name]))
    if name == "week" and is_interval(value):
        raise PgError(
            'unit "week" not supported for type interval',
            sqlstate="0A000",
            detail="Months usually have fractional weeks.",
        )
    return _switch("trunc_of", value, shown)


def _switch(function: str, value: Node, *others: Node) -> Node:
    """As ``type_switch``, with other arguments behind the type."""
    kind = tree.call("typeof", value)
    fields = _macro(function, value, kind, *others)
    return tree.call("struct_extract", fields, _macro(f"{function}_field", kind))


def _date_bin(call: Node, context: Context) -> Node | None:
    if len(call.args) != 3:
        return None
    stride, value, origin = call.args
    if tree.string_value(origin) is not None:
        origin = _macro("beside_instant", origin, value)
    return _macro("date_bin", stride, value, origin)


def _make_interval(call: Node, context: Context) -> Node | None:
    """Put the arguments, which may be named, in their places."""
    names = ("years", "months", "weeks", "days", "hours", "mins", "secs")
    found = [tree.integer(0) for _ in names]
    for place, argument in enumerate(call.args):
        if argument.WhichOneof("node") == "named_arg_expr":
            named = argument.named_arg_expr
            if named.name not in names:
                return None
            found[names.index(named.name)] = named.arg
        elif place < len(names):
            found[place] = argument
    return _macro("make_interval", *found)


def _overlaps(call: Node, context: Context) -> Node | None:
    if len(call.args) != 4:
        return None
    a, b, c, d = call.args
    ends = [_end(start, end) for start, end in ((a, b), (c, d))]
    return _macro("overlaps", a, ends[0], c, ends[1])


def _end(start: Node, end: Node) -> Node:
    kind = tree.call("typeof", end)
    fields = _macro("end_of", start, end, kind)
    return tree.call("struct_extract", fields, _macro("end_of_field", kind))


def _to_timestamp(call: Node, context: Context) -> Node | None:
    return _macro("epoch_timestamp", call.args[0]) if len(call.args) == 1 else None


def _as_cast(name: str) -> Callable[[Node, Context], Node | None]:
    """A function that is named like a type."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if len(call.args) != 1:
            return None
        made = tree.cast(call.args[0], name)
        context.again(made)
        return made

    return rewrite


_FUNCTIONS: dict[str, Callable[[Node, Context], Node | None]] = {
    "extract": _extract,
    "date_part": _date_part,
    "date_trunc": _date_trunc,
    "date_bin": _date_bin,
    "make_interval": _make_interval,
    "overlaps": _overlaps,
    "to_timestamp": _to_timestamp,
    **{name: _as_cast(name) for name in NAMES},
}


_INDEXED = frozenset({"extract", "date_part", "date_trunc"})


def _macro(name: str, *arguments: Node) -> Node:
    return tree.call((CATALOG, name), *arguments)


def _asked(name: str) -> Callable[[Node, Context], Node | None]:
    rewrite = _FUNCTIONS[name]
    if name not in _INDEXED:
        return rewrite
    return lambda call, context: None if context.makes_index else rewrite(call, context)


# --- Values of the clock


def _value_function(node: Node, context: Context) -> Node | None:
    """``current_timestamp(0)`` and its kin, rounded."""
    function = node.sqlvalue_function
    known = _CLOCKS.get(function.op)
    if known is None:
        return None
    type_name, limited = known
    value = now(context)
    if type_name == "time":
        value = tree.cast(value, "timestamp")
    if type_name != "timestamptz":
        value = tree.cast(value, type_name)
    digits = min(function.typmod, 6)
    if not limited or digits == 6:
        return value
    return _macro(f"{type_name}_digits", value, tree.integer(10 ** (6 - digits)))


_CLOCKS = {
    pb.SVFOP_CURRENT_TIMESTAMP_N: ("timestamptz", True),
    pb.SVFOP_LOCALTIMESTAMP_N: ("timestamp", True),
    pb.SVFOP_LOCALTIME_N: ("time", True),
    pb.SVFOP_CURRENT_TIME_N: ("timetz", True),
}


CALLS = {name: _asked(name) for name in _FUNCTIONS}
NODES = {"sqlvalue_function": _value_function}
