"""What a connection remembers of its writes: for its savepoints, and for other sessions."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duckgres.engine.changes import ANYTHING, Changes
from duckgres.engine.recall import Answer, Recall
from duckgres.engine.write_log import Write, WriteLog, overtaken, tables_of
from duckgres.sql.effects import Effects
from duckgres.sql.statement import Statement, StatementKind

if TYPE_CHECKING:
    from duckgres.engine.request import Request, Started


@dataclass(frozen=True, slots=True)
class Past:
    """What a transaction was before it was begun anew.

    Attributes:
        log: What it had written.
        seen: The changes of others that it saw.
        answers: What it was told.
    """

    log: WriteLog
    seen: int
    answers: Sequence[Answer]


class Memory:
    """One session's memory.

    Attributes:
        log: What the open transaction has written.
        lost: What the log holds is not in DuckDB's transaction, which was begun anew.
        recall: What the open transaction was told.
    """

    def __init__(self, changes: Changes) -> None:
        """Begin outside of a transaction.

        Args:
            changes: Those of the database.
        """
        self.log = WriteLog()
        self.recall = Recall()
        self.lost = False
        self._changes = changes
        self._settings: dict[str, str] = {}
        self._seen = self._newest = 0  # the changes that the transaction, or the last one, sees
        self._open: int | None = None  # the note of a statement that commits by itself

    def set(self, texts: Sequence[str]) -> None:
        """Remember settings of the session, ``SET name = value``."""
        self._settings = {**self._settings, **{text.partition("=")[0]: text for text in texts}}

    # --- statements

    def start(self, tables: Set[str] | None) -> int | None:
        """Note that a statement begins; what :meth:`end` wants for the one before.

        Args:
            tables: Those it changes, if it commits by itself.
        """
        before, self._open = self._open, None
        if tables is not None:
            self._open = self._changes.begin(tables)
        return before

    def end(self, before: int | None) -> None:
        """Note that DuckDB has ended what :meth:`start` has found open."""
        if before is not None:
            self._changes.end(before)

    def committed(self) -> None:
        """Note that a statement that commits by itself has done so, or has failed."""
        if self._open is not None:
            self._changes.end(self._open)
            self._open = None

    def answered(
        self, request: Request, started: Started, also: frozenset[str] = frozenset()
    ) -> None:
        """Note a statement of the transaction that has run.

        Args:
            request: It.
            started: What it has answered.
            also: The names of other tables that it may have changed.
        """
        self.recall.note(request, started, self._settings)
        statement = request.statement
        sets = statement.kind is StatementKind.CONSTRAINTS
        if statement.writes or statement.takes_numbers or sets:
            self.wrote(request, started, also)
        if self.log.given_up:
            self.recall.give_up()

    def put_back(self, answer: Answer, write: Write) -> None:
        """Note a write whose rows are put back, with its answer."""
        self.recall.keep(answer, self._settings)
        self.log.add(write)

    def wrote(
        self, request: Request, started: Started, also: frozenset[str] = frozenset()
    ) -> None:
        """Note what a statement of the transaction has written; as :meth:`answered`."""
        statement, parameters = request.statement, tuple(request.parameters)
        told, kept = started.told, started.kept
        self.log.add(Write(statement, parameters, self._settings, told, kept, also))

    def give_up(self, why: str) -> None:
        """Note that the transaction has done what cannot be done again."""
        self.log.give_up(why)
        self.recall.give_up()

    def copied(self, table: str) -> None:
        """Note that the transaction's COPY writes a table; nobody keeps what the client sends."""
        statement = Statement(
            StatementKind.COPY,
            "COPY",
            writes=True,
            volatile="what the client has sent",
            effects=Effects(table=table),
        )
        self.log.add(Write(statement, (), self._settings))
        self.recall.give_up()

    # --- transactions

    def begun(self) -> None:
        """Note that DuckDB begins a transaction now."""
        self._newest = self._changes.mark
        if not self.lost:
            self._seen = self._newest

    def commit(self) -> int | None:
        """Note that the transaction will be committed; returns what :meth:`end` wants."""
        changed = frozenset(self.log.changed)
        return self._changes.begin(changed) if changed else None

    def forget(self) -> None:
        """Forget the transaction: it is over."""
        self.log.clear()
        self.recall.clear()
        self.lost = False

    def start_over(self) -> Past:
        """Forget what the transaction did; returns it."""
        past = Past(self.log, self._seen, self.recall.answers)
        self.log, self.recall = WriteLog(), Recall()
        self.lost = False
        return past

    def restore(self, past: Past) -> None:
        """Remember what could not be done again: a savepoint may still ask for a part of it."""
        self.log, self._seen = past.log, past.seen
        self.lost = True
        self.recall.give_up()

    def rewound(self, position: int, reads: Set[str], *, snapshot: bool) -> None:
        """Take the new transaction for the old one, up to a position of the log.

        Args:
            position: What of it was repeated.
            reads: The tables that decided what was written up to there.
            snapshot: Whether everything must be as it was.

        Raises:
            PgError: 40001 when somebody else has changed what matters.
        """
        changed = self._changes.since(self._seen)
        if changed and (
            snapshot
            or (position and ANYTHING in changed)
            or ANYTHING in reads
            or not changed.isdisjoint(reads)
        ):
            raise overtaken("Another transaction has changed what this one depends on.")
        self.lost = False
        self._seen = self._newest
        self.log.forget(position)
        self.recall.clear()
        if position:
            self.recall.give_up()


def changed_by(request: Request) -> set[str] | None:
    """Return the tables that a statement changes, ``None`` for one that changes none."""
    return tables_of(request.statement) if request.statement.writes else None
