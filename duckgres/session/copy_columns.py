"""Which columns a COPY is about, and whether its options name only those.

Source: ``CopyGetAttnums`` of ``commands/copy.c``, ``BeginCopyTo`` and ``BeginCopyFrom``.
"""

from __future__ import annotations

from collections.abc import Iterable

from duckgres.engine.relation import Relation
from duckgres.errors import PgError
from duckgres.sql.copy_command import CopyCommand

_INVALID_COLUMN_REFERENCE = "42P10"


def listed_columns(command: CopyCommand, relation: Relation) -> tuple[str, ...]:
    """Return the columns of the stream, in its order.

    Raises:
        PgError: 42703, 42701, 42P10: the list names something else than columns to copy.
    """
    if command.columns is None:
        return tuple(name for name in relation.columns if name not in relation.generated)
    found = list(_found(command.columns, relation))
    for place, name in enumerate(found):
        if name in found[:place]:
            raise PgError(f'column "{name}" specified more than once', sqlstate="42701")
    return tuple(found)


def forced_columns(
    option: str, names: frozenset[str] | None, listed: tuple[str, ...], relation: Relation
) -> frozenset[str]:
    """Return the columns that an option such as ``FORCE_QUOTE`` names; ``None`` is all of them.

    Raises:
        PgError: 42703, 42P10: it names others than those of the stream.
    """
    if names is None:
        return frozenset(listed)
    found = frozenset(_found(sorted(names), relation))
    for name in sorted(found.difference(listed)):
        raise PgError(
            f'{option} column "{name}" not referenced by COPY', sqlstate=_INVALID_COLUMN_REFERENCE
        )
    return found


def _found(names: Iterable[str], relation: Relation) -> Iterable[str]:
    """Yield the columns of these names as the catalog writes them, which is DuckDB's way."""
    known = {name.casefold(): name for name in relation.columns}
    for name in names:
        found = name if name in relation.columns else known.get(name.casefold())
        if found is None:
            raise PgError(
                f'column "{name}" of relation "{relation.name}" does not exist', sqlstate="42703"
            )
        if found in relation.generated:
            raise PgError(
                f'column "{found}" is a generated column',
                sqlstate=_INVALID_COLUMN_REFERENCE,
                detail="Generated columns cannot be used in COPY.",
            )
        yield found
