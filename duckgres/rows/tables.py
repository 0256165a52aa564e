"""The tables that kernels read by address: dates as text, the changes of time zones.

They live as long as the process and are never replaced. Were two threads that plan at once to make
one each, the first would be freed under the plan that points to it; hence the lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from duckgres.pgtypes import zones
from duckgres.rows.kernels.datetime import DATES_COUNT, fill_dates

Table = np.ndarray[tuple[int], np.dtype[np.int64]]

_tables: dict[str, Table] = {}
_lock = threading.Lock()


def date_table() -> int:
    """Return the address of the dates as text (a megabyte, made in 1 ms)."""
    return int(_kept("dates", _make_dates).ctypes.data)


def zone_table(name: str) -> tuple[int, int]:
    """Return address and length of a zone's changes: all times, then all offsets.

    Raises:
        PgError: 22023, there is no such zone.
    """

    def make() -> Table:
        times, offsets = zones.transitions(name)
        return np.array([*times, *offsets], np.int64)

    table = _kept(f"zone {name}", make)
    return int(table.ctypes.data), table.size // 2


def _kept(name: str, make: Callable[[], Table]) -> Table:
    """Return the table of this name, made by whoever asks first."""
    with _lock:
        if name not in _tables:
            _tables[name] = make()
        return _tables[name]


def _make_dates() -> Table:
    table = np.empty(2 * DATES_COUNT, np.int64)  # 16 bytes a date
    fill_dates(table)
    return table
