"""SERIALIZABLE on an engine that gives snapshots.

Under snapshot isolation two transactions may each read what the other one writes, and both commit:
write skew. So of the serializable transactions of a database that write, one that commits must
have seen all those that committed before it; if not, it fails with 40001, as PostgreSQL's fail on
a dangerous structure. Then the transactions that wrote have run as if one after the other, in the
order of their commits, and one that only read has run behind those that it saw. That is more often
40001 than in PostgreSQL, which looks at what was read. Transactions of other levels take no part,
as in PostgreSQL. Source: PostgreSQL manual, 13.2.3; src/backend/storage/lmgr/README-SSI.
"""

from __future__ import annotations

from typing import Protocol

from duckgres.errors import PgError

LEVEL = "serializable"


class Commits(Protocol):
    """A database's count of the commits of serializable transactions that wrote.

    Attributes:
        serial_started: Those that have begun to commit.
        serial_finished: Those that have come to an end of it.
    """

    serial_started: int
    serial_finished: int


class Committing(Protocol):
    """DuckDB's side of a transaction."""

    @property
    def database(self) -> Commits:
        """Its database."""

    @property
    def serial_seen(self) -> int:
        """How many commits had finished when its snapshot was taken."""

    def commit(self) -> None:
        """Commit, or raise and be rolled back."""

    def rollback(self) -> None:
        """Undo."""


def commit(engine: Committing) -> None:
    """Commit a serializable transaction that has written.

    Raises:
        PgError: 40001, another one has committed since its snapshot; it is rolled back.
    """
    commits = engine.database
    if commits.serial_started != engine.serial_seen:
        engine.rollback()
        raise PgError(
            "could not serialize access due to read/write dependencies among transactions",
            sqlstate="40001",
            detail="Reason code: Canceled on commit attempt, as another one has committed.",
            hint="The transaction might succeed if retried.",
        )
    # Counted before it crosses to DuckDB: whoever begins or commits meanwhile has not seen it.
    commits.serial_started += 1
    try:
        engine.commit()
    finally:
        commits.serial_finished += 1
