"""The rows of a cursor that can go back: what was read is kept, and told by number.

DuckDB's results are read once and forwards. A ``RowStore`` keeps the Arrow batches it has read:
all of them where a cursor was declared with SCROLL, past ``KEPT_MEMORY`` in a file without a name;
none but the last where it was declared with NO SCROLL; and where nothing was said as many as fit
into ``SPARE_MEMORY``, since most cursors are read once and may be of any size. Everything here
runs on a worker thread.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from enum import Enum, auto
from typing import IO

import pyarrow as pa

from duckgres.engine.result import Chunk, Encoder, ResultStream

KEPT_MEMORY = 32 * 1024 * 1024  # bytes of read rows, before they go to a file
SPARE_MEMORY = 8 * 1024 * 1024  # bytes of read rows that are kept without being asked for


class Keep(Enum):
    """What of the read rows is kept."""

    ALL = auto()
    SOME = auto()
    LAST = auto()


class RowStore:
    """Rows by number, 1 is the first.

    Attributes:
        total: How many there are, once the last one was read.
        first: The number of the first one that is still there.
    """

    def __init__(
        self, stream: ResultStream | None, directory: str, keep: Keep, given: int = 0
    ) -> None:
        """Take over what was not read yet; ``None`` is a result without rows.

        Args:
            stream: The rows.
            directory: Where rows go that are too many for the memory.
            keep: What of the read rows is kept.
            given: Rows that somebody else has read before; they are gone.
        """
        self._stream = stream
        self._directory = directory
        self._keep = keep
        self._starts: list[int] = []  # number of the first row of each batch
        self._batches: list[pa.RecordBatch | tuple[int, int]] = []  # or its place in the file
        self._file: IO[bytes] | None = None
        self._memory = 0
        self._read = given  # rows
        self.first = given + 1
        self.total: int | None = given if stream is None else None

    def reach(self, number: int | None) -> int:
        """Read until the row of this number, ``None`` for all; return how many were read."""
        while self._stream is not None and (number is None or self._read < number):
            batch = self._stream.next_batch()
            if batch is None:
                self._stream, self.total = None, self._read
            else:
                self._add(batch)
        return self._read

    def rows(self, number: int, count: int, encoder: Encoder) -> Chunk:
        """Return rows from ``number`` on, at most ``count``; fewer where a batch ends."""
        self.reach(number)
        if number > self._read:
            return Chunk((), 0, True)
        batch, start = self._batch_of(number)
        part = batch.slice(number - start, count)
        exhausted = self.total is not None and number + part.num_rows > self.total
        return Chunk((encoder.encode(part),), part.num_rows, exhausted)

    def rows_back(self, number: int, count: int, encoder: Encoder) -> Chunk:
        """Return rows from ``number`` on, downwards; fewer where a batch begins."""
        batch, start = self._batch_of(number)
        taken = min(count, number - start + 1)
        places = range(number - start, number - start - taken, -1)
        part = batch.take(pa.array(places, pa.int64()))
        return Chunk((encoder.encode(part),), taken, number == taken)

    def hold(self) -> None:
        """Read what is left out of DuckDB's hands: its transaction ends."""
        if self._stream is not None:
            self._stream.park(self._directory)

    def close(self) -> None:
        """Drop everything; the stream is its owner's to close."""
        if self._file is not None:
            self._file.close()
        self._stream, self._file = None, None
        self._batches.clear()

    def _add(self, batch: pa.RecordBatch) -> None:
        size = batch.get_total_buffer_size()
        if self._keep is Keep.LAST or (
            self._keep is Keep.SOME and self._memory + size > SPARE_MEMORY
        ):
            self._forget()
        kept: pa.RecordBatch | tuple[int, int] = batch
        if self._keep is Keep.ALL and self._memory + size > KEPT_MEMORY:
            kept = self._spill(batch)
        else:
            self._memory += size
        self._starts.append(self._read + 1)
        self._batches.append(kept)
        self._read += batch.num_rows

    def _forget(self) -> None:
        """Keep the newest batch only, in which the cursor may stand."""
        self._keep = Keep.LAST
        del self._starts[:-1], self._batches[:-1]
        self._memory = sum(
            batch.get_total_buffer_size()
            for batch in self._batches
            if isinstance(batch, pa.RecordBatch)
        )
        self.first = self._starts[0] if self._starts else 1

    def _batch_of(self, number: int) -> tuple[pa.RecordBatch, int]:
        """Return the batch that a row is in, and the number of its first one."""
        index = bisect_right(self._starts, number) - 1
        kept = self._batches[index]
        batch = kept if isinstance(kept, pa.RecordBatch) else self._load(*kept)
        return batch, self._starts[index]

    def _spill(self, batch: pa.RecordBatch) -> tuple[int, int]:
        """Write a batch behind the others; each is a stream of its own, with its dictionaries."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._directory)  # noqa: SIM115 - closed with the store
        begin = self._file.seek(0, 2)
        with pa.ipc.new_stream(self._file, batch.schema) as writer:
            writer.write_batch(batch)
        return begin, self._file.tell() - begin

    def _load(self, begin: int, size: int) -> pa.RecordBatch:
        assert self._file is not None, "something was written"
        self._file.seek(begin)
        with pa.ipc.open_stream(self._file.read(size)) as reader:
            return reader.read_next_batch()
