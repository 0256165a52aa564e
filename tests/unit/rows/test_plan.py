"""Tables that descriptors point into are made once, whoever asks for them at the same time."""

import threading

import numpy as np

from duckgres.pgtypes import zones
from duckgres.rows import plan


def together(monkeypatch, module, name, call):
    """Run ``call`` in two threads that are both inside ``module.name`` at once."""
    barrier = threading.Barrier(2, timeout=5)
    real = getattr(module, name)

    def slow(*arguments):
        barrier.wait()
        return real(*arguments)

    monkeypatch.setattr(module, name, slow)
    found = []
    threads = [threading.Thread(target=lambda: found.append(call())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_table_of_dates_is_one(monkeypatch):
    monkeypatch.setattr(plan, "_TABLES", {})
    one, other = together(monkeypatch, plan, "fill_dates", plan._date_table)
    assert one == other == plan._date_table()


def test_a_zones_table_is_one(monkeypatch):
    monkeypatch.setattr(plan, "_TABLES", {})
    one, other = together(
        monkeypatch, zones, "transitions", lambda: plan._zone_table("Europe/Paris")
    )
    assert one is other is plan._zone_table("Europe/Paris")
    assert isinstance(one, np.ndarray)
