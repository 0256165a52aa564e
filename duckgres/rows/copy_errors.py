"""The errors of a COPY stream, with PostgreSQL's CONTEXT. Source: CopyFromErrorCallback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from duckgres.errors import PgError
from duckgres.rows.copy_batch import InputColumn
from duckgres.rows.copy_fields import clip
from duckgres.rows.copy_frames import FieldError
from duckgres.rows.copy_lines import BAD_FORMAT

SHOWN = 100  # bytes of a line or a value in CONTEXT: MAX_COPY_DATA_DISPLAY


@dataclass(frozen=True, slots=True)
class CopyTable:
    """Where the rows go.

    Attributes:
        name: The table's.
        columns: Those that the stream has values of, in its order.
        all_columns: The names of the table's, in order, as an error shows a row.
        never: Columns without a value or a default that may not be NULL: no row can be.
        checked: It has CHECK constraints: lines are kept until their rows are inserted.
    """

    name: str
    columns: tuple[InputColumn, ...]
    all_columns: tuple[str, ...]
    never: tuple[str, ...] = ()
    checked: bool = False


def at(error: PgError, context: str) -> PgError:
    """Return an error that says where the stream was, if it does not say so already."""
    if error.fields.where is None and context:
        error.fields = replace(error.fields, where=context)
    return error


class CopyErrors:
    """The errors of one stream."""

    def __init__(self, table: CopyTable, *, binary: bool) -> None:
        """Note whose they are."""
        self._table = table
        self._binary = binary

    def at_frame(self, error: PgError, number: int) -> PgError:
        """Give the error of a binary row its CONTEXT."""
        text = f"COPY {self._table.name}, line {number}"
        if isinstance(error, FieldError):
            text += f", column {self._table.columns[error.index].name}"
        return at(error, text)

    def at_line(self, error: PgError, line: bytes | None, number: int) -> PgError:
        """Give a row's error its CONTEXT: the line, and what it says if all of it was read."""
        text = f"COPY {self._table.name}, line {number}"
        if line is not None:
            text += f': "{clip(line, SHOWN)}"'
        return at(error, text)

    def at_field(self, error: PgError, number: int, index: int, field: bytes) -> PgError:
        """Give a field's error its CONTEXT."""
        name = self._table.columns[index].name
        text = f"COPY {self._table.name}, line {number}, column {name}"
        if not self._binary:
            text += f': "{clip(field, SHOWN)}"'
        return at(error, text)

    def no_default(self, index: int) -> PgError:
        """22P04: the stream asks for a default that is not there."""
        return PgError(
            "unexpected default marker in COPY data",
            sqlstate=BAD_FORMAT,
            detail=f'Column "{self._table.columns[index].name}" has no default value.',
        )

    def missing(self, index: int) -> PgError:
        """22P04: a row ends before this column."""
        name = self._table.columns[index].name
        return PgError(f'missing data for column "{name}"', sqlstate=BAD_FORMAT)

    def not_null(self, indexes: Sequence[int], values: Mapping[str, str]) -> PgError:
        """23502: NULL where none may be.

        Args:
            indexes: The columns of the row that have it.
            values: The row's, as text.
        """
        table = self._table
        names = [*table.never, *(table.columns[index].name for index in indexes)]
        name = min(names, key=table.all_columns.index)
        error = PgError(
            f'null value in column "{name}" of relation "{table.name}"'
            " violates not-null constraint",
            sqlstate="23502",
            detail=self.failing_row(values),
        )
        error.fields = replace(error.fields, table=table.name, column=name)
        return error

    def failing_row(self, values: Mapping[str, str]) -> str:
        """Return the DETAIL that shows a row; columns without a value are null."""
        shown = ", ".join(values.get(name, "null") for name in self._table.all_columns)
        return f"Failing row contains ({shown})."

    def too_many_skipped(self, limit: int) -> PgError:
        """22P02: more rows were left out than REJECT_LIMIT allows."""
        return PgError(
            f"skipped more than REJECT_LIMIT ({limit}) rows due to data type incompatibility",
            sqlstate="22P02",
        )
