"""Dates, times and intervals: texts that DuckDB cannot read."""

from __future__ import annotations

import time
from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import (
    TEXT,
    Function,
    by_row,
    first_value,
    made,
    plain,
    raising,
    style_of,
)
from duckgres.pgtypes import interval_math
from duckgres.pgtypes.datetime_constants import constant
from duckgres.pgtypes.datetime_input import Moment
from duckgres.pgtypes.interval_input import Interval


def moment_of(now: pa.Array, orders: pa.Array) -> Moment:
    """Return the session's moment.

    Args:
        now: The transaction's beginning, in each row; its type tells the time zone.
        orders: How a date of numbers goes.
    """
    instant = first_value(now.cast(pa.int64()))
    return Moment(style_of(now.type).time_zone, instant, first_value(orders) or "MDY")


def dated(texts: pa.Array, names: pa.Array, now: pa.Array, orders: pa.Array) -> pa.Array:
    """Return texts as DuckDB reads them into a type; the same text is read once."""
    name, moment = first_value(names), moment_of(now, orders)
    known: dict[str | None, str | None] = {None: None}
    found = []
    for text in plain(texts):
        if text not in known:
            known[text] = constant(text, name, moment)
        found.append(known[text])
    return made(found, TEXT)


INTERVALS = pa.month_day_nano_interval()
_JUSTIFY = {
    "hours": interval_math.justified_hours,
    "days": interval_math.justified_days,
    "interval": interval_math.justified,
}


def _interval(value: Any) -> Interval:  # a pa.MonthDayNano
    return value.months, value.days, value.nanoseconds // 1000


def _nanoseconds(value: Interval) -> tuple[int, int, int]:
    return value[0], value[1], value[2] * 1000


def _times(value: Any, factor: float) -> tuple[int, int, int]:
    return _nanoseconds(interval_math.times(_interval(value), factor))


def _divided(value: Any, divisor: float) -> tuple[int, int, int]:
    return _nanoseconds(interval_math.divided(_interval(value), divisor))


def _justified(value: Any, how: str) -> tuple[int, int, int]:
    return _nanoseconds(_JUSTIFY[how](_interval(value)))


def clock(rows: pa.Array) -> pa.Array:
    """Return the time, once for the rows that come together."""
    now = time.time_ns() // 1000
    return pa.array([now] * len(rows), pa.timestamp("us", tz="UTC"))


FUNCTIONS = (
    Function("_pg_interval_times", ("INTERVAL", "DOUBLE"), "INTERVAL", by_row(_times, INTERVALS)),
    Function(
        "_pg_interval_divided", ("INTERVAL", "DOUBLE"), "INTERVAL", by_row(_divided, INTERVALS)
    ),
    Function("_pg_justify", ("INTERVAL", "VARCHAR"), "INTERVAL", by_row(_justified, INTERVALS)),
    Function("_pg_clock", ("DOUBLE",), "TIMESTAMPTZ", raising(clock)),
    Function(
        "_pg_dated", ("VARCHAR", "VARCHAR", "TIMESTAMPTZ", "VARCHAR"), "VARCHAR", raising(dated)
    ),
)
