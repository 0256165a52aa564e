"""What a COPY statement asks for; made from the tree by ``sql.copy_options``.

Source: PostgreSQL manual, COPY; ``commands/copy.c`` for what excludes what.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.sql.statement import Refusal, Statement


class CopyFormat(Enum):
    """How rows stand in the stream."""

    TEXT = auto()
    CSV = auto()
    BINARY = auto()


class Header(Enum):
    """What the first line is."""

    NONE = auto()  # a row
    NAMES = auto()  # the columns' names; skipped on input
    MATCH = auto()  # input only: the columns' names, which must be the table's


class OnError(Enum):
    """What a value does that its column's type refuses."""

    STOP = auto()
    IGNORE = auto()  # its row is left out, and a NOTICE counts such rows


@dataclass(frozen=True, slots=True)
class CopyOptions:
    """The options, with PostgreSQL's defaults for the format filled in.

    Attributes:
        format: Of the stream.
        delimiter: One byte.
        null: How NULL is written, in the stream's encoding.
        default: How a column's default is asked for, on input; ``None`` for not at all.
        header: What the first line is.
        quote: csv's, one byte.
        escape: csv's, one byte; ``quote`` where the statement names none.
        force_quote: Names of columns whose values are always quoted; ``None`` for all (``*``).
        force_not_null: Names of columns whose values are never NULL; ``None`` for all.
        force_null: Names of columns whose quoted values may be NULL; ``None`` for all.
        encoding: The stream's encoding by Python's name; ``None`` for the session's.
        on_error: What wrong values do.
        reject_limit: Rows that ``ON_ERROR ignore`` may leave out; ``None`` for any number.
        verbosity: ``default``, ``verbose`` or ``silent``.
        freeze: Asked for rows that are frozen; nothing here changes by it.
    """

    format: CopyFormat = CopyFormat.TEXT
    delimiter: bytes = b"\t"
    null: bytes = b"\\N"
    default: bytes | None = None
    header: Header = Header.NONE
    quote: bytes = b'"'
    escape: bytes = b'"'
    force_quote: frozenset[str] | None = frozenset()
    force_not_null: frozenset[str] | None = frozenset()
    force_null: frozenset[str] | None = frozenset()
    encoding: str | None = None
    on_error: OnError = OnError.STOP
    reject_limit: int | None = None
    verbosity: str = "default"
    freeze: bool = False


class CopySide(Enum):
    """Where the stream goes or comes from."""

    CLIENT = auto()
    FILE = auto()
    PROGRAM = auto()


@dataclass(frozen=True, slots=True)
class CopyCommand:
    """A COPY statement.

    Attributes:
        incoming: ``FROM``; else ``TO``.
        options: The stream's form.
        side: The other end.
        path: The file or the program.
        catalog: The database that the name begins with, empty for none.
        schema: The table's, empty for the search path's; empty where ``query`` is given.
        table: The table's name.
        columns: The list behind it, in its order; ``None`` for all that are not generated.
        where: Input: the condition as DuckDB's text, over the table's columns.
        query: ``COPY (query) TO``: the rows to send; ``None`` for a table.
        refusal: The error of the options or of the query, which is told when the statement runs
            and its table is there.
    """

    incoming: bool
    options: CopyOptions
    side: CopySide = CopySide.CLIENT
    path: str = ""
    catalog: str = ""
    schema: str = ""
    table: str = ""
    columns: tuple[str, ...] | None = None
    where: str = ""
    query: Statement | None = None
    refusal: Refusal | None = None
