"""AT TIME ZONE: names and abbreviations as PostgreSQL knows them, offsets, intervals.

Source: PostgreSQL manual, 9.9.4.
"""

from __future__ import annotations

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.datetime_parts import Wrong, offset_of
from duckgres.pgtypes.zone_abbreviations import ABBREVIATIONS
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.casts import type_switch
from duckgres.sql.rules.date_arithmetic import is_interval

_MICROSECONDS = 1_000_000


def _timezone(call: Node, context: Context) -> Node | None:
    """Without a zone it is ``AT LOCAL``."""
    if len(call.args) == 1:
        return _macro("at_local", type_switch("zoned_of", call.args[0]))
    if len(call.args) != 2:
        return None
    zone, value = call.args
    if not _is_instant(value):
        value = type_switch("zoned_of", value)
    if is_interval(zone):
        return _macro("at_offset", value, zone)
    name = tree.string_value(zone)
    if name is None:
        return tree.call("timezone", zone, value)
    offset = _offset(name)
    if offset is not None:
        seconds = tree.cast(tree.string(f"{offset * _MICROSECONDS} microseconds"), "interval")
        return _macro("at_offset", value, seconds)
    return tree.call("timezone", tree.string(_known(name)), value)


def _offset(name: str) -> int | None:
    """Return the seconds east of a zone that is no more than an offset."""
    offset = ABBREVIATIONS.get(name.lower())
    if offset is not None:
        return offset or None  # UTC is a name, too
    if name[:1] in ("+", "-") or name[:1].isdigit():
        try:  # hours to the west, as POSIX has them
            return -offset_of(name if name[0] in "+-" else f"+{name}")
        except Wrong:
            return None
    known = _known(name)
    if "/" in known or known.isalpha():
        return None
    try:
        offsets = set(zones.transitions(known)[1])
    except PgError:
        return None
    return offsets.pop() if len(offsets) == 1 else None


def _known(name: str) -> str:
    try:
        return zones.canonical(name)
    except PgError:
        return name


def _is_instant(node: Node) -> bool:
    """Whether a value is certainly a timestamp, with or without a zone."""
    if node.WhichOneof("node") != "type_cast":
        return False
    return tree.name_of(node.type_cast.type_name.names) in ("timestamp", "timestamptz")


def _macro(name: str, *arguments: Node) -> Node:
    return tree.call((CATALOG, name), *arguments)


def _call(node: Node, context: Context) -> Node | None:
    call = node.func_call
    return _timezone(call, context) if tree.name_of(call.funcname) == "timezone" else None


CALLS = {"timezone": _timezone}
