"""A pure function of values as a function of Arrow arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from duckgres.errors import PgError

Value = Callable[..., Any]  # takes and returns Python values; what kind, the table says
_RESULTS = {"VARCHAR": pa.string(), "BLOB": pa.binary(), "VARCHAR[]": pa.list_(pa.string())}


@dataclass(frozen=True, slots=True)
class Function:
    """A function that DuckDB gets.

    Attributes:
        name: Begins with ``_pg_``.
        arguments: DuckDB's names of the arguments' types.
        result: The same of the result's.
        value: Called for rows without NULL; a NULL makes NULL.
    """

    name: str
    arguments: Sequence[str]
    result: str
    value: Value

    def with_arity(self) -> Callable[..., pa.Array]:
        """Return ``run`` with as many parameters as there are arguments, which DuckDB counts."""
        run = self.run
        forms: dict[int, Callable[..., pa.Array]] = {
            1: lambda first: run(first),
            2: lambda first, second: run(first, second),
        }
        return forms[len(self.arguments)]

    def run(self, *arrays: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Return the results for as many rows as the arrays have.

        Raises:
            ValueError: The function refused a value; the text is what ``errors.translate`` reads.
        """
        columns = [array.to_pylist() for array in arrays]
        known: dict[tuple[Any, ...], Any] = {}
        found = []
        try:
            for values in zip(*columns, strict=True):
                row = tuple(tuple(v) if isinstance(v, list) else v for v in values)
                if row not in known:  # most columns have few patterns or formats
                    known[row] = None if None in row else self.value(*row)
                found.append(known[row])
        except PgError as error:
            raise ValueError(raised(error)) from None
        return pa.array(found, _RESULTS[self.result])


def raised(error: PgError) -> str:
    """Return the error as text; detail and hint stand behind a separator each."""
    return "\x1f".join((
        f"pg_error:{error.sqlstate}:{error.message}",
        error.fields.detail or "",
        error.fields.hint or "",
    ))  # fmt: skip
