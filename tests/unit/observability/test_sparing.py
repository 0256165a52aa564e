import pytest

from duckgres.observability import sparing
from duckgres.observability.sparing import Allowance, SparingLog


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_an_allowance_is_so_many_at_once_and_so_many_a_second():
    clock = Clock()
    allowance = Allowance(3, 2.0, clock)
    assert [allowance.take() for _ in range(5)] == [True, True, True, False, False]
    clock.now = 0.5
    assert [allowance.take() for _ in range(2)] == [True, False]
    clock.now = 1000.0
    assert [allowance.take() for _ in range(4)] == [True, True, True, False]


@pytest.fixture
def lines(monkeypatch):
    logged = []
    for level in ("info", "warning"):
        monkeypatch.setattr(
            sparing.log, level, lambda event, level=level, **f: logged.append((level, event, f))
        )
    return logged


def test_a_flood_is_a_few_lines_and_a_count(lines):
    clock = Clock()
    flood = SparingLog("it rains", clock)
    for drop in range(1000):
        flood.warning(drop=drop)
    assert len(lines) == sparing.BURST
    assert lines[-1] == ("warning", "it rains", {"drop": sparing.BURST - 1})
    clock.now = 1.0
    flood.info(drop=1000)
    assert lines[-1] == ("info", "it rains", {"drop": 1000, "unlogged": 1000 - sparing.BURST})
    clock.now = 2.0
    flood.info(drop=1001)
    assert lines[-1] == ("info", "it rains", {"drop": 1001})
