"""Which row of a batch a constraint has refused.

DuckDB tells the constraint, or the key that is there already; PostgreSQL tells the line. The
transaction is lost by then, so a cursor of its own looks at the batch, which needs no table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from duckgres.engine.copy_target import Constraint, CopyTarget
from duckgres.engine.errors.values import DOMAIN
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.pgtypes.strings import quote_identifier
from duckgres.rows.copy_batch import Rows
from duckgres.rows.copy_errors import at
from duckgres.rows.copy_fields import clip
from duckgres.rows.copy_reader import CopyReader

_ROWS = "_pg_copy_refused"
_KEY = re.compile(r"^Key \((?P<names>.*?)\)=\((?P<values>.*)\) already exists\.$", re.DOTALL)
_VALUE = re.compile(r"^Key value \((?P<values>.*)\) already exists\.$", re.DOTALL)


class RowFinder:
    """Looks through a batch."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        target: CopyTarget,
        batch: Rows,
        expressions: Sequence[str],
    ) -> None:
        """Take the batch that was refused.

        Args:
            cursor: Of its transaction.
            target: The table.
            batch: The rows.
            expressions: As the INSERT had them.
        """
        self.target = target
        self._cursor = cursor
        self._batch = batch
        names = [quoted(item.column.name) for item in target.listed]
        made = ", ".join(f"{e} AS {n}" for e, n in zip(expressions, names, strict=True))
        self._from = f"(SELECT {made}, row_number() OVER () AS _pg_row FROM {_ROWS})"  # noqa: S608

    def rows(self, condition: str, parameters: Sequence[str] = ()) -> list[tuple[int, list[str]]]:
        """Return number and values of the first two rows that a condition is true of.

        Rows that cannot be asked are none: a column that the stream has not got has no value here.
        """
        cursor = self._cursor.cursor()
        try:
            cursor.register(_ROWS, self._batch)
            found = cursor.execute(
                f"SELECT * FROM {self._from} WHERE {condition} ORDER BY _pg_row LIMIT 2",  # noqa: S608
                list(parameters),
            )
            return [
                (row[-1] - 1, [_text(value) for value in row[:-1]]) for row in found.fetchall()
            ]
        except duckdb.Error:
            return []
        finally:
            cursor.close()


def _text(value: object) -> str:
    return "null" if value is None else clip(str(value).encode(), 64)


def explain(error: PgError, finder: RowFinder, reader: CopyReader) -> PgError:
    """Return the error with the row it is about, as far as that can be found out."""
    if error.sqlstate == "23514":
        return _check(error, finder, reader)
    if error.sqlstate == "23505":
        return _duplicate(error, finder, reader)
    return error


def _check(error: PgError, finder: RowFinder, reader: CopyReader) -> PgError:
    name = error.fields.constraint
    checks = [c for c in finder.target.constraints if c.kind == "CHECK"]
    names = [item.column.name for item in finder.target.listed]
    for constraint in checks:
        if constraint.name.rpartition(DOMAIN)[2] != name:
            continue
        for row, values in finder.rows(f"NOT ({constraint.condition})"):
            number, line = reader.line_of(row)
            if constraint.name.startswith(DOMAIN):  # the value alone is wrong
                index = names.index(constraint.columns[0])
                return reader.errors.at_field(error, number, index, values[index].encode())
            detail = reader.errors.failing_row(dict(zip(names, values, strict=True)))
            error.fields = replace(error.fields, detail=detail)
            return reader.errors.at_line(error, line, number)
    return error


def _duplicate(error: PgError, finder: RowFinder, reader: CopyReader) -> PgError:
    """Name the constraint and its key; the second of two rows with the key is the one refused."""
    detail = error.fields.detail or ""
    known, inside = _KEY.match(detail), _VALUE.match(detail)
    match = known or inside
    if match is None:
        return error
    values = match["values"].split(", ")
    for constraint in _keys(finder.target.constraints, known["names"] if known else None):
        if len(constraint.columns) != len(values):
            continue
        condition = " AND ".join(f"CAST({quoted(c)} AS VARCHAR) = ?" for c in constraint.columns)
        rows = finder.rows(condition, values)
        if rows and (known or len(rows) > 1):
            row = rows[0 if known else 1][0]
            names = ", ".join(map(quote_identifier, constraint.columns))
            error.fields = replace(
                error.fields,
                detail=f"Key ({names})=({match['values']}) already exists.",
                table=finder.target.table.name,
                constraint=constraint.name,
            )
            error.message = f'duplicate key value violates unique constraint "{constraint.name}"'
            number, _ = reader.line_of(row)
            return at(error, f"COPY {finder.target.table.name}, line {number}")
    return error


def _keys(constraints: Sequence[Constraint], names: str | None) -> list[Constraint]:
    """Return the constraints that a key may be of."""
    keys = [c for c in constraints if c.kind != "CHECK"]
    return keys if names is None else [c for c in keys if ", ".join(c.columns) == names]
