"""The rows of a running statement, pulled as wire bytes.

A ``ResultStream`` owns DuckDB's unread result. It is read on a worker thread, a batch at a time,
and each batch leaves as one buffer of DataRow messages, made in the same crossing. Nothing here
knows sessions or sockets.

DuckDB's cursor holds one open result: the next statement on the cursor empties it without a word.
Before that, :meth:`ResultStream.park` moves the unread rows aside, first to memory and past
``PARK_MEMORY`` to a file without a name in the user's temporary directory.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from duckgres.pgtypes.oids import BPCHAR
from duckgres.pgtypes.types import LENGTH_TYPMOD, ColumnType

# Rows of an Arrow batch: those of a DuckDB vector. Fewer would cost more a row (a quarter at 256)
# and save little where rows are wide, since DuckDB itself makes and holds whole vectors.
BATCH_ROWS = 2048
CHUNK_ROWS = 8192  # of narrow rows that one crossing brings, but the first, which shall be fast
READ_ERRORS = (OSError, pa.ArrowException)  # what reading a stream raises beside DuckDB's own
CHUNK_BYTES = 4 * 1024 * 1024  # that become one chunk: two are held while one is sent
PARK_MEMORY = 64 * 1024 * 1024  # bytes of unread rows kept in memory when a result is parked


class Encoder(Protocol):
    """Turns a batch into DataRow messages."""

    def encode(self, batch: pa.RecordBatch) -> memoryview:
        """Return the messages of all rows of the batch."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, ready to send.

    Attributes:
        parts: DataRow messages, in buffers to be sent one behind the other.
        rows: How many.
        exhausted: The result has no rows behind these.
    """

    parts: Sequence[bytes | memoryview]
    rows: int
    exhausted: bool


class ResultStream:
    """The unread rows of one statement."""

    def __init__(
        self,
        batches: Iterator[pa.RecordBatch],
        encoder: Encoder,
        close: Callable[[], None],
    ) -> None:
        """Take over an open result.

        Args:
            batches: The rows, in order.
            encoder: For the columns, formats and style of the portal.
            close: Called once when nothing more will be read.
        """
        self._batches = batches
        self._encoder = encoder
        self._close = close
        self._rest: pa.RecordBatch | None = None  # fetched, not yet asked for
        self._row_bytes = 0.0  # of the last batch, on average
        self._enough = 1  # rows behind which a chunk may end
        self._exhausted = False
        self.parked = False

    def next_chunk(self, limit: int | None = None) -> Chunk:
        """Fetch and encode the next rows, at most ``limit``; runs on a worker thread.

        The first chunk is one batch: its rows leave as soon as they are there.
        """
        parts: list[bytes | memoryview] = []
        rows, size = 0, 0.0
        enough, self._enough = self._enough, CHUNK_ROWS
        while rows < (enough if limit is None else limit) and size < CHUNK_BYTES:
            batch = self._take(None if limit is None else limit - rows, CHUNK_BYTES - size)
            if batch is None:
                break
            parts.append(self._encoder.encode(batch))
            rows += batch.num_rows
            size += batch.num_rows * self._row_bytes
            del batch  # before the next is made: it may be of 200 MB
        if limit is None and rows < BATCH_ROWS and self._rest is None:
            self._rest = self._pull()  # a short batch is the last one, as a rule: say so at once
        return Chunk(parts, rows, self._exhausted and self._rest is None)

    def next_batch(self) -> pa.RecordBatch | None:
        """Return the next rows as they are, ``None`` at the end; runs on a worker thread."""
        return self._take(None, CHUNK_BYTES)

    def _take(self, limit: int | None, room: float) -> pa.RecordBatch | None:
        """Return the next batch, cut to ``limit`` and to ``room`` bytes; the rest waits."""
        batch, self._rest = self._rest, None
        if batch is None:
            batch = self._pull()
            if batch is None:
                return None
        rows = batch.num_rows if limit is None else min(batch.num_rows, limit)
        if rows * self._row_bytes > room:
            rows = max(1, int(room / self._row_bytes))
        if rows == batch.num_rows:
            return batch
        self._rest = batch.slice(rows)
        return batch.slice(0, rows)

    def _pull(self) -> pa.RecordBatch | None:
        """Return DuckDB's next batch with rows, or ``None`` at the end, which closes it."""
        while not self._exhausted:
            batch = next(self._batches, None)
            if batch is None:
                self._exhausted = True
                self._close()
            elif batch.num_rows:
                # Its buffers, whole, which takes 1 µs; ``nbytes`` takes 30 for 16 columns. A slice
                # of it cannot be measured that way.
                self._row_bytes = batch.get_total_buffer_size() / batch.num_rows
                return batch
        return None

    def park(self, directory: str) -> None:
        """Read what is left out of DuckDB's hands; runs on a worker thread.

        Args:
            directory: Where rows go that do not fit in ``PARK_MEMORY``.

        Raises:
            Exception: DuckDB's, when the rows cannot be read; whoever asks for them gets it again.
        """
        if self._exhausted or self.parked:
            return
        self.parked = True
        dropped, self._close = self._close, _nothing
        try:
            self._batches, self._close = _parked(self._batches, directory)
        except BaseException as error:
            self._batches = _failing(error)
            raise
        finally:
            dropped()

    def close(self) -> None:
        """Give the result back; unread rows are lost."""
        self._rest = None
        if not self._exhausted:
            self._exhausted = True
            self._batches = iter(())
            self._close()


def padded(
    batches: Iterator[pa.RecordBatch], types: Sequence[ColumnType]
) -> Iterator[pa.RecordBatch]:
    """Return batches whose columns of ``char(n)`` are n characters wide.

    Args:
        batches: The rows.
        types: As the columns are announced; one without a length is as wide as it is.
    """
    widths = {
        place: kind.typmod - LENGTH_TYPMOD
        for place, kind in enumerate(types)
        if kind.oid == BPCHAR and kind.typmod > LENGTH_TYPMOD
    }
    return _widened(batches, widths) if widths else batches


def _widened(
    batches: Iterator[pa.RecordBatch], widths: Mapping[int, int]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = list(batch.columns)
        for place, width in widths.items():
            columns[place] = pc.utf8_rpad(columns[place], width=width, padding=" ")
        yield pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _nothing() -> None:
    """Stand in for a close that was done already."""


def _failing(error: BaseException) -> Iterator[pa.RecordBatch]:
    """Stand in for batches that could not be read."""
    raise error
    yield  # makes it a generator: it fails when it is asked, and not when it is made


def _parked(
    batches: Iterator[pa.RecordBatch], directory: str
) -> tuple[Iterator[pa.RecordBatch], Callable[[], None]]:
    """Read ``batches`` to the end; return them once more, and how to drop them."""
    kept: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        kept.append(batch)
        size += batch.get_total_buffer_size()
        if size > PARK_MEMORY:
            file = _spill(batches, directory)
            return _read_back(kept, file), file.close
    return iter(kept), _nothing


def _spill(batches: Iterator[pa.RecordBatch], directory: str) -> IO[bytes]:
    """Write ``batches`` to a file without a name, which is gone when it is closed."""
    file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - closed with the result
    first = next(batches, None)
    if first is not None:
        with pa.ipc.new_stream(file, first.schema) as writer:
            writer.write_batch(first)
            for batch in batches:
                writer.write_batch(batch)
    file.seek(0)
    return file


def _read_back(kept: list[pa.RecordBatch], file: IO[bytes]) -> Iterator[pa.RecordBatch]:
    """Give the batches in memory, then those in the file."""
    kept.reverse()
    while kept:
        yield kept.pop()
    if file.seek(0, io.SEEK_END):
        file.seek(0)
        with pa.ipc.open_stream(file) as reader:
            yield from reader
