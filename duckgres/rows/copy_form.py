"""How rows stand in a COPY stream; what the writers, slow and fast, are told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from duckgres.errors import PgError


class StreamKind(IntEnum):
    """The three formats; the numbers are those of ``kernels.layout``."""

    BINARY = 1
    TEXT = 2
    CSV = 3


@dataclass(frozen=True, slots=True)
class CopyForm:
    """The form of a stream.

    Attributes:
        kind: Its format.
        delimiter: One byte.
        null: How NULL is written, in the stream's encoding.
        quote: csv's, one byte.
        escape: csv's, one byte.
        force_quote: Names of columns whose values are always quoted; ``None`` for all.
        header: The first line holds the columns' names.
        encoding: The stream's by Python's name; ``None`` for UTF-8. Binary streams have none.
    """

    kind: StreamKind
    delimiter: bytes = b"\t"
    null: bytes = b"\\N"
    quote: bytes = b'"'
    escape: bytes = b'"'
    force_quote: frozenset[str] | None = frozenset()
    header: bool = False
    encoding: str | None = None

    def quoted(self, names: tuple[str, ...]) -> tuple[bool, ...]:
        """Return for each column whether its values are always quoted.

        Of two columns with one name the first is meant, as in PostgreSQL.

        Raises:
            PgError: 42703, there is no column of a name.
        """
        if self.force_quote is None:
            return (True,) * len(names)
        for name in sorted(self.force_quote):
            if name not in names:
                raise PgError(f'column "{name}" does not exist', sqlstate="42703")
        places = {names.index(name) for name in self.force_quote}
        return tuple(place in places for place in range(len(names)))
