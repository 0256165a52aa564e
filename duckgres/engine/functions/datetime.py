"""Dates, times and intervals: texts that DuckDB cannot read."""

from __future__ import annotations

import pyarrow as pa

from duckgres.engine.functions.vectors import (
    TEXT,
    Function,
    first_value,
    made,
    plain,
    raising,
    style_of,
)
from duckgres.pgtypes.datetime_constants import constant
from duckgres.pgtypes.datetime_input import Moment


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


FUNCTIONS = (
    Function(
        "_pg_dated", ("VARCHAR", "VARCHAR", "TIMESTAMPTZ", "VARCHAR"), "VARCHAR", raising(dated)
    ),
)
