"""What a cursor is asked to run, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duckgres.engine.kept_rows import Kept
from duckgres.engine.result import Chunk, Encoder, ResultStream
from duckgres.engine.shape import Shape
from duckgres.errors import Notice
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.copy_form import CopyForm
from duckgres.rows.copy_rows import CopyEncoder
from duckgres.rows.description import Column
from duckgres.sql.statement import Statement

DEFAULT_STYLE = OutputStyle()


@dataclass(frozen=True, slots=True)
class Started:
    """A statement that ran, or has begun to.

    Attributes:
        shape: What its rows look like, ``None`` for no rows.
        stream: Its unread rows; ``None`` when there are none.
        chunk: The first rows.
        count: Rows changed, for the statements that count them.
        notices: What the client is told beside.
        tag: What it answers, where that is not the statement's own tag.
        kept: The rows an INSERT has made, where they would be others when it is run again.
    """

    shape: Shape | None = None
    stream: ResultStream | None = None
    chunk: Chunk | None = None
    count: int | None = None
    kept: Kept | None = None
    notices: Sequence[Notice] = ()
    tag: str | None = None

    @property
    def told(self) -> int | None:
        """How many rows it has changed, where that is known already."""
        if self.count is None and self.chunk is not None and self.chunk.exhausted:
            return self.chunk.rows
        return self.count


@dataclass(frozen=True, slots=True)
class Request:
    """A statement with all that its execution needs.

    Attributes:
        statement: Of a kind that DuckDB runs.
        parameters: A typed DuckDB literal per parameter.
        formats: Bind's result formats: none, one for all, or one each.
        style: How values are written as text.
        limit: Rows wanted at first, ``None`` for as many as come in one batch.
        columns: What Describe announced, ``None`` where it did not.
        copy: Its rows leave as CopyData messages of this form.
    """

    statement: Statement
    parameters: Sequence[str] = ()
    formats: Sequence[int] = ()
    style: OutputStyle = DEFAULT_STYLE
    limit: int | None = None
    columns: tuple[Column, ...] | None = None
    copy: CopyForm | None = None


def encoder_of(shape: Shape, request: Request) -> Encoder:
    """Return what turns the rows of a result into the messages the request asks for."""
    if request.copy is None:
        return RowEncoder(shape.types, shape.formats, request.style)
    names = [column.name for column in shape.columns]
    return CopyEncoder(shape.types, names, request.style, request.copy)
