"""Tables that kernels read by address."""

import ctypes
import threading
from datetime import date

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.rows import tables


def test_dates_from_1900_to_2099_as_text():
    address = tables.date_table()
    for day in (date(1900, 1, 1), date(1970, 1, 1), date(2000, 2, 29), date(2099, 12, 31)):
        index = (day - date(1900, 1, 1)).days
        assert ctypes.string_at(address + 16 * index, 10) == day.isoformat().encode()


def test_zone_is_times_then_offsets():
    address, size = tables.zone_table("Europe/Berlin")
    times, offsets = zones.transitions("Europe/Berlin")
    held = (ctypes.c_int64 * (2 * size)).from_address(address)
    assert list(held) == [*times, *offsets]


def test_unknown_zone_is_refused():
    with pytest.raises(PgError) as caught:
        tables.zone_table("Mars/Olympus")
    assert caught.value.sqlstate == "22023"


def test_threads_that_ask_at_once_get_the_same_table(monkeypatch):
    """Each had made its own, and all but the last were freed under the plans: a crash."""
    monkeypatch.setattr(tables, "_tables", {})
    start, seen = threading.Barrier(8), []

    def ask():
        start.wait()
        seen.append(tables.date_table())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
