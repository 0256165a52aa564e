"""to_char, to_date, to_timestamp and to_number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from duckgres.engine.functions.datetime import moment_of
from duckgres.engine.functions.vectors import (
    TEXT,
    Function,
    by_row,
    first_value,
    made,
    plain,
    raising,
    style_of,
    typed,
)
from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND
from duckgres.pgtypes.formatting.date_input import parse_date, parse_timestamp
from duckgres.pgtypes.formatting.date_output import format_moment
from duckgres.pgtypes.formatting.moment import Moment, of_instant, of_interval, of_timestamp
from duckgres.pgtypes.formatting.number_input import parse_number
from duckgres.pgtypes.formatting.number_output import (
    FLOAT4_DIGITS,
    FLOAT8_DIGITS,
    format_number,
)
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT")
_NUMBER_PREFIXES = (*_NUMBERS, "UINTEGER", "UBIGINT", "UHUGEINT", "DECIMAL", "DOUBLE", "FLOAT")

MomentOf = Callable[[Any], Moment | None]


def to_char(values: pa.Array, templates: pa.Array, names: pa.Array, now: pa.Array) -> pa.Array:
    """Write values by templates.

    Args:
        values: Of one of the types that have a ``to_char``.
        templates: Mostly the same one.
        names: DuckDB's name of the type, in each row.
        now: An instant; its type tells the session's time zone.
    """
    name = first_value(names)
    if name is None or name == '"NULL"':
        return made([None] * len(templates), TEXT)
    if name.startswith(_NUMBER_PREFIXES):
        digits = FLOAT4_DIGITS if name == "FLOAT" else FLOAT8_DIGITS
        rows = zip(plain(values), plain(templates), strict=True)
        return made([_number(*row, digits) for row in rows], TEXT)
    moment = _moments(name, style_of(now.type).time_zone)
    found = typed(values, name)[1]
    rows = zip(found, plain(templates), strict=True)
    return made([_moment(*row, moment) for row in rows], TEXT)


def _number(value: Any, template: str | None, digits: int) -> str | None:
    if value is None or template is None:
        return None
    return format_number(value, template, digits)


def _moment(value: Any, template: str | None, moment: MomentOf) -> str | None:
    if value is None or not template:
        return None
    found = moment(value)
    return None if found is None else format_moment(found, template)


def _moments(name: str, time_zone: str) -> MomentOf:
    """Return what makes a moment of a value of the type; ``None`` for one that is infinite."""
    if name == "DATE":
        return lambda days: (
            None
            if abs(days) == DATE_INFINITY
            else _of_local(days * MICROSECONDS_PER_DAY, time_zone)
        )
    if name == "TIMESTAMP WITH TIME ZONE":
        return lambda value: (
            None if abs(value) == TIMESTAMP_INFINITY else of_instant(value, time_zone)
        )
    if name.startswith("TIMESTAMP"):
        return lambda value: None if abs(value) == TIMESTAMP_INFINITY else of_timestamp(value)
    if name == "INTERVAL":
        return of_interval
    if name == "TIME":
        return lambda clock: of_interval((0, 0, clock))
    shown = "text" if name == "VARCHAR" else name.lower()
    raise PgError(
        f"function to_char({shown}, unknown) does not exist",
        sqlstate="42883",
        hint="No function matches the given name and argument types."
        " You might need to add explicit type casts.",
    )


def _of_local(microseconds: int, time_zone: str) -> Moment:
    """Return a local time as the instant that it is in the zone."""
    offset = zones.offset_of_local(time_zone, microseconds)
    return of_instant(microseconds - offset * MICROSECONDS_PER_SECOND, time_zone)


def to_timestamp(texts: pa.Array, templates: pa.Array, now: pa.Array) -> pa.Array:
    """Read instants, as microseconds since 1970; without an offset they are local times."""
    time_zone = moment_of(now, templates).time_zone
    found: list[int | None] = []
    for text, template in zip(plain(texts), plain(templates), strict=True):
        read = None if text is None or template is None else parse_timestamp(text, template)
        if read is None:
            found.append(None)
            continue
        local, offset = read
        if offset is None:
            offset = zones.offset_of_local(time_zone, local)
        found.append(local - offset * MICROSECONDS_PER_SECOND)
    return pa.array(found, pa.int64())


def _to_number(text: str, template: str) -> str | None:
    value = parse_number(text, template)
    return None if value is None else format(value, "f")


FUNCTIONS = (
    Function("_pg_to_char", None, "VARCHAR", raising(to_char)),
    Function("_pg_to_date", ("VARCHAR", "VARCHAR"), "INTEGER", by_row(parse_date, pa.int32())),
    Function(
        "_pg_to_timestamp", ("VARCHAR", "VARCHAR", "TIMESTAMPTZ"), "BIGINT", raising(to_timestamp)
    ),
    Function("_pg_to_number", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(_to_number, TEXT)),
)
