"""Read rows are found again by their number: in memory, in a file, or they are gone."""

import pytest

from duckgres.engine import scroll
from duckgres.engine.result import ResultStream
from duckgres.engine.scroll import Keep, RowStore
from tests.unit.engine.test_result import Closer, NumbersEncoder, batches


def store(tmp_path, keep, *sizes):
    stream = ResultStream(batches(*sizes), NumbersEncoder(), Closer())
    return RowStore(stream, str(tmp_path), keep)


def numbers(chunk):
    return [int(line) for line in b"".join(chunk.parts).split()]


def test_rows_come_by_number_up_to_the_end_of_a_batch(tmp_path):
    rows = store(tmp_path, Keep.ALL, 3, 3)
    assert numbers(rows.rows(1, 2, NumbersEncoder())) == [0, 1]
    assert numbers(rows.rows(3, 9, NumbersEncoder())) == [2]
    found = rows.rows(4, 9, NumbersEncoder())
    assert (numbers(found), found.exhausted) == ([3, 4, 5], False)
    assert rows.rows(7, 1, NumbersEncoder()).exhausted
    assert rows.total == 6


def test_rows_come_downwards(tmp_path):
    rows = store(tmp_path, Keep.ALL, 3, 3)
    assert rows.reach(None) == 6
    assert numbers(rows.rows_back(5, 9, NumbersEncoder())) == [4, 3]
    last = rows.rows_back(3, 3, NumbersEncoder())
    assert (numbers(last), last.exhausted) == ([2, 1, 0], True)


@pytest.mark.parametrize("memory", [0, 30, 1 << 20])
def test_what_does_not_fit_into_memory_is_in_a_file(tmp_path, monkeypatch, memory):
    monkeypatch.setattr(scroll, "KEPT_MEMORY", memory)
    rows = store(tmp_path, Keep.ALL, 3, 3, 3)
    rows.reach(None)
    found = [numbers(rows.rows(number, 1, NumbersEncoder()))[0] for number in range(1, 10)]
    assert found == list(range(9))
    assert numbers(rows.rows_back(9, 3, NumbersEncoder())) == [8, 7, 6]
    rows.close()
    assert list(tmp_path.iterdir()) == []


def test_without_scroll_only_the_last_rows_are_kept(tmp_path):
    rows = store(tmp_path, Keep.LAST, 3, 3, 3)
    rows.reach(None)
    assert rows.first == 4
    assert numbers(rows.rows(9, 1, NumbersEncoder())) == [8]


def test_unasked_as_much_is_kept_as_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(scroll, "SPARE_MEMORY", 3 * 8 * 2)
    rows = store(tmp_path, Keep.SOME, 3, 3, 3, 3)
    rows.reach(6)
    assert rows.first == 1
    rows.reach(None)
    assert rows.first == 7


def test_what_is_held_is_read_out_of_duckdbs_hands(tmp_path):
    closer = Closer()
    stream = ResultStream(batches(3, 3), NumbersEncoder(), closer)
    rows = RowStore(stream, str(tmp_path), Keep.ALL)
    rows.reach(1)
    rows.hold()
    assert closer.calls == 1
    assert numbers(rows.rows(4, 3, NumbersEncoder())) == [3, 4, 5]


def test_no_rows_have_an_end():
    rows = RowStore(None, "", Keep.SOME)
    assert (rows.reach(None), rows.total) == (0, 0)
    assert rows.rows(1, 1, NumbersEncoder()).exhausted
