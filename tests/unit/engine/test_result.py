"""A result is pulled, cut, parked and spilled without losing or repeating a row."""

import pyarrow as pa
import pytest

from duckgres.engine import result
from duckgres.engine.result import ResultStream


class NumbersEncoder:
    """Writes a batch's numbers as text, a line each."""

    def encode(self, batch):
        return memoryview("".join(f"{n}\n" for n in batch.column(0).to_pylist()).encode())


def batches(*sizes):
    start = 0
    for size in sizes:
        yield pa.record_batch({"n": pa.array(range(start, start + size), pa.int64())})
        start += size


class Closer:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1


def pull_all(stream, limit=None):
    chunks = []
    while not chunks or not chunks[-1].exhausted:
        chunks.append(stream.next_chunk(limit))
    return chunks


def numbers(chunks):
    return [int(line) for chunk in chunks for line in b"".join(chunk.parts).split()]


@pytest.mark.parametrize("sizes", [(), (0,), (1,), (0, 3, 0), (result.BATCH_ROWS, 5), (7, 7, 7)])
@pytest.mark.parametrize("limit", [None, 1, 3, 100_000])
def test_every_row_comes_once_in_order(sizes, limit):
    closer = Closer()
    chunks = pull_all(ResultStream(batches(*sizes), NumbersEncoder(), closer), limit)
    assert numbers(chunks) == list(range(sum(sizes)))
    assert closer.calls == 1


@pytest.mark.parametrize("limit", [None, 7])
def test_wide_rows_leave_in_chunks_of_bounded_size(limit, monkeypatch):
    monkeypatch.setattr(result, "CHUNK_BYTES", 8 * 10)
    chunks = pull_all(ResultStream(batches(35, 4, 100), NumbersEncoder(), Closer()), limit)
    assert numbers(chunks) == list(range(139))
    assert max(chunk.rows for chunk in chunks) == (limit or 10)


def test_a_row_past_the_bound_leaves_alone(monkeypatch):
    monkeypatch.setattr(result, "CHUNK_BYTES", 1)
    chunks = pull_all(ResultStream(batches(3), NumbersEncoder(), Closer()))
    assert [chunk.rows for chunk in chunks if chunk.rows] == [1, 1, 1]


def test_narrow_batches_come_many_in_a_chunk_and_the_first_alone():
    sizes = [result.BATCH_ROWS] * 10
    chunks = pull_all(ResultStream(batches(*sizes), NumbersEncoder(), Closer()))
    assert numbers(chunks) == list(range(sum(sizes)))
    assert [chunk.rows // result.BATCH_ROWS for chunk in chunks] == [1, 4, 4, 1]


def test_no_more_is_pulled_than_asked_for():
    pulled = []

    def watched():
        for batch in batches(10, 10, 10):
            pulled.append(batch.num_rows)
            yield batch

    stream = ResultStream(watched(), NumbersEncoder(), Closer())
    assert stream.next_chunk(10).rows == 10
    assert pulled == [10]
    assert stream.next_chunk(15).rows == 15
    assert pulled == [10, 10, 10]


def test_a_batch_is_measured_anew_when_it_comes(monkeypatch):
    monkeypatch.setattr(result, "CHUNK_BYTES", 1000)
    wide = pa.record_batch({"n": pa.array(["1" * 400] * 10)})
    narrow = pa.record_batch({"n": pa.array([str(i) for i in range(10)])})
    stream = ResultStream(iter([narrow, wide, narrow]), NumbersEncoder(), Closer())
    chunks = pull_all(stream)
    assert len(numbers(chunks)) == 30
    assert max(len(part) for chunk in chunks for part in chunk.parts) <= 1000


def test_a_short_result_is_known_to_be_whole_with_its_first_chunk():
    chunk = ResultStream(batches(3), NumbersEncoder(), Closer()).next_chunk()
    assert chunk.exhausted
    assert chunk.rows == 3


def test_a_limit_cuts_a_batch_and_the_rest_waits():
    stream = ResultStream(batches(5), NumbersEncoder(), Closer())
    assert numbers([stream.next_chunk(2)]) == [0, 1]
    assert numbers([stream.next_chunk(2)]) == [2, 3]
    assert numbers([stream.next_chunk(2)]) == [4]
    assert stream.next_chunk(2).exhausted


def test_a_parked_result_gives_the_rows_it_had_left(tmp_path):
    closer = Closer()
    stream = ResultStream(batches(4, 4, 4), NumbersEncoder(), closer)
    first = stream.next_chunk(2)
    stream.park(str(tmp_path))
    assert closer.calls == 1
    assert numbers([first, *pull_all(stream, 3)]) == list(range(12))
    assert closer.calls == 1


def test_what_does_not_fit_in_memory_is_parked_in_a_file_that_leaves_no_trace(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(result, "PARK_MEMORY", 8 * 10)
    stream = ResultStream(batches(*[4] * 50), NumbersEncoder(), Closer())
    stream.park(str(tmp_path))
    assert numbers(pull_all(stream)) == list(range(200))
    assert list(tmp_path.iterdir()) == []


def test_parking_twice_or_at_the_end_changes_nothing(tmp_path):
    stream = ResultStream(batches(3), NumbersEncoder(), Closer())
    stream.park(str(tmp_path))
    stream.park(str(tmp_path))
    assert numbers(pull_all(stream)) == [0, 1, 2]
    stream.park(str(tmp_path))
    assert stream.next_chunk().exhausted


def test_a_closed_result_has_no_rows_and_is_closed_once():
    closer = Closer()
    stream = ResultStream(batches(3, 3), NumbersEncoder(), closer)
    stream.next_chunk(1)
    stream.close()
    stream.close()
    assert closer.calls == 1
    assert stream.next_chunk().exhausted
