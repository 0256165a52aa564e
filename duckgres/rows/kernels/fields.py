"""Fields into slots: which file writes a family."""

from __future__ import annotations

from duckgres.rows.kernels.compiler import inner
from duckgres.rows.kernels.datetime import write_dates, write_timestamps
from duckgres.rows.kernels.floats import write_floats
from duckgres.rows.kernels.interval import write_intervals
from duckgres.rows.kernels.layout import (
    DATE_TEXT,
    FAMILY,
    FLOAT4_TEXT,
    INTERVAL_TEXT,
    NUMERIC_TEXT,
    TIMESTAMP_TEXT,
    UUID_TEXT,
    Descriptor,
)
from duckgres.rows.kernels.number import write_numbers
from duckgres.rows.kernels.numeric import write_numerics
from duckgres.rows.kernels.uuid import write_uuids


@inner
def write_slots(column: Descriptor, first: int, count: int) -> int:  # noqa: PLR0911 - one way out per file
    """Fill the slots of ``count`` rows of a column, at most a chunk; return 0 or what is wrong."""
    family = column[FAMILY]
    if family < FLOAT4_TEXT:
        return write_numbers(family, column, first, count)
    if family < NUMERIC_TEXT:
        return write_floats(family, column, first, count)
    if family < DATE_TEXT:
        return write_numerics(family, column, first, count)
    if family < TIMESTAMP_TEXT:
        return write_dates(family, column, first, count)
    if family < INTERVAL_TEXT:
        return write_timestamps(family, column, first, count)
    if family < UUID_TEXT:
        return write_intervals(family, column, first, count)
    return write_uuids(family, column, first, count)
