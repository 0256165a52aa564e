"""Transaction blocks as PostgreSQL has them, on DuckDB's transactions.

Three things are kept apart. A *block* is what the client opened with BEGIN. An *implicit
transaction* covers the statements of one query string, or of an extended-protocol pipeline up to
its Sync, when there are several. A lone statement runs in DuckDB's autocommit. An error rolls
DuckDB back at once; a block then stays *failed* until the client ends it, or goes back to one of
its *savepoints* (``savepoints``). Source: PostgreSQL
manual, 55.2.2.1 "Multiple Statements in a Simple Query" and 55.2.4 "Pipelining"; answers recorded
in tests/script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from duckgres.errors import Notice, PgError
from duckgres.session import serializable
from duckgres.session.savepoints import Savepoint, Savepoints, Undo
from duckgres.sql.session_commands import TransactionAction, TransactionCommand
from duckgres.sql.statement import Statement, StatementKind

if TYPE_CHECKING:
    from duckgres.session.prepared import Portals
    from duckgres.session.settings import Settings

IDLE, BLOCK, FAILED = "I", "T", "E"  # ReadyForQuery's status

SNAPSHOT_LEVELS = ("repeatable read", "serializable")

# What a failed block still takes: the statements that end it.
_LEAVES_FAILED = frozenset(
    {TransactionAction.COMMIT, TransactionAction.ROLLBACK, TransactionAction.ROLLBACK_TO}
)

_ONLY_IN_BLOCK = frozenset({"LOCK TABLE"})


class EngineTransaction(Protocol):
    """DuckDB's side of it."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def database(self) -> serializable.Commits:
        """Its database."""

    @property
    def serial_seen(self) -> int:
        """How many serializable commits had finished when its snapshot was taken."""

    def begin(self, *, read_only: bool) -> None:
        """Open a transaction."""

    def commit(self) -> None:
        """Commit, or raise and be rolled back."""

    def rollback(self) -> None:
        """Undo."""

    @property
    def position(self) -> int:
        """Where the log of the transaction's writes ends."""

    def fail(self) -> None:
        """Take note of an error in a transaction that has savepoints."""

    def rewind(self, position: int, *, snapshot: bool) -> bool:
        """Undo what was done behind a position; tells whether settings must be told anew."""


class Transaction:
    """The transaction state of a session.

    Attributes:
        at_end: Called when a transaction ends, told whether it was committed.
    """

    def __init__(
        self,
        engine: EngineTransaction,
        settings: Settings,
        notify: Callable[[Notice], None],
        close_portals: Callable[[bool], None],
        portals: Portals,
    ) -> None:
        """Begin idle.

        Args:
            engine: DuckDB's side.
            settings: Whose changes live and die with the transaction.
            notify: Sends a notice to the client.
            close_portals: Drops the portals that do not outlive a transaction, told whether it is
                committed.
            portals: Of which some do not outlive a return to a savepoint.
        """
        self._engine = engine
        self._settings = settings
        self._notify = notify
        self._close_portals = close_portals
        self._portals = portals
        self._savepoints = Savepoints()
        self._followed: list[Callable[[], Undo]] = []
        self._characteristics: dict[str, str] = {}  # of a block that has failed
        self._block = False
        self._failed = False
        self._wrote = False  # in the open transaction
        self.at_end: list[Callable[[bool], None]] = []

    @property
    def status(self) -> str:
        """ReadyForQuery's transaction status."""
        if not self._block:
            return IDLE
        return FAILED if self._failed else BLOCK

    @property
    def in_block(self) -> bool:
        """Whether the client has opened a block."""
        return self._block

    @property
    def implicit(self) -> bool:
        """Whether an implicit transaction is open."""
        return self._engine.in_transaction and not self._block

    def follow(self, mark: Callable[[], Undo]) -> None:
        """Let a return to a savepoint bring back what is not the engine's.

        Args:
            mark: Called at each savepoint; returns what brings back the state of that moment.
        """
        self._followed.append(mark)
        for savepoint in self._savepoints:
            savepoint.undo.append(mark())

    def admit(self, statement: Statement) -> None:
        """Let ``statement`` run in the present state.

        Raises:
            PgError: 25P02 in a failed block, 25006 a write in a read-only transaction, 25P01 what
                makes sense in a block only.
        """
        if self._failed and not leaves_failed(statement):
            raise PgError(
                "current transaction is aborted, commands ignored until end of transaction block",
                sqlstate="25P02",
            )
        if statement.writes and self._settings.transaction_read_only:
            raise PgError(
                f"cannot execute {command_name(statement)} in a read-only transaction",
                sqlstate="25006",
            )
        if statement.tag in _ONLY_IN_BLOCK and not (self._block or self._engine.in_transaction):
            raise PgError(
                f"{statement.tag} can only be used in transaction blocks", sqlstate="25P01"
            )
        self._wrote |= statement.writes

    @property
    def _serializable(self) -> bool:
        return self._settings.get("transaction_isolation") == serializable.LEVEL

    def prepare(self, *, more_follow: bool) -> None:
        """Get ready for DuckDB's statement.

        Several in a row need a transaction around them, and so does a serializable one that
        writes: its commit is the server's business.
        """
        if self._engine.in_transaction:
            return
        if more_follow or (self._wrote and self._serializable):
            self._begin_engine()

    def fail(self) -> None:
        """Undo what the failed statement's transaction did."""
        if self._failed:
            return
        if self._savepoints:
            self._fail_behind(self._savepoints.top)
            return
        self._close_portals(False)
        self._characteristics = self._present_characteristics()
        self._undo()
        self._failed = self._block
        self._tell_end(committed=False)

    def _fail_behind(self, savepoint: Savepoint) -> None:
        """Fail the block, but keep what a return to one of its savepoints needs."""
        self._failed = True
        self._portals.drop_from(savepoint.portals)
        self._settings.restore(savepoint.settings)
        for undo in savepoint.undo:
            undo()
        self._engine.fail()

    def end_implicit(self) -> None:
        """Commit what the query string or pipeline did, if it was not a block.

        Raises:
            PgError: It could not be committed and is undone.
        """
        if self._block:
            return
        self._close_portals(True)
        self._commit()

    def execute(self, command: TransactionCommand) -> str | None:
        """Run a transaction statement; returns the tag where it is not the statement's own."""
        return _ACTIONS[command.action](self, command)

    def _begin_engine(self) -> None:
        self._engine.begin(read_only=self._settings.transaction_read_only)

    def _commit(self) -> None:
        """Commit both sides; a commit that fails is a rollback."""
        if self._engine.in_transaction:
            try:
                if self._wrote and self._serializable:
                    serializable.commit(self._engine)
                else:
                    self._engine.commit()
            except PgError:
                self._settings.rollback()
                raise
        self._settings.commit()
        self._tell_end(committed=True)

    def _tell_end(self, *, committed: bool) -> None:
        self._wrote = False
        for call in self.at_end:
            call(committed)

    def _undo(self) -> None:
        """Roll both sides back."""
        if self._engine.in_transaction:
            self._engine.rollback()
        self._settings.rollback()

    def _warn(self, message: str, sqlstate: str) -> None:
        self._notify(Notice(message, severity="WARNING", sqlstate=sqlstate))

    def _begin(self, command: TransactionCommand) -> str | None:
        if self._block:
            self._warn("there is already a transaction in progress", "25001")
        self._open_block(command.options)
        return None

    def _open_block(self, options: Mapping[str, str]) -> None:
        """Make what is open, if anything, a block; an implicit transaction becomes part of it."""
        for name, value in dict(options).items():
            self._settings.set(name, (value,), local=True)
        self._block = True
        if not self._engine.in_transaction:
            self._begin_engine()

    def _end_block(self, *, committed: bool) -> dict[str, str]:
        """Leave the block and return the characteristics that AND CHAIN hands on."""
        self._close_portals(committed)
        lost = self._failed and not self._savepoints
        self._block = False
        self._failed = False
        self._savepoints.clear()
        return self._characteristics if lost else self._present_characteristics()

    def _present_characteristics(self) -> dict[str, str]:
        names = ("transaction_isolation", "transaction_read_only", "transaction_deferrable")
        return {name: self._settings.get(name) for name in names}

    def _do_commit(self, command: TransactionCommand) -> str | None:
        if not self._needs_block("COMMIT", command):
            self._close_portals(True)
            self._commit()
            return None
        failed = self._failed
        characteristics = self._end_block(committed=not failed)
        if failed:
            self._undo()
        else:
            self._commit()
        if command.chain:
            self._open_block(characteristics)
        return "ROLLBACK" if failed else None

    def _do_rollback(self, command: TransactionCommand) -> str | None:
        has_block = self._needs_block("ROLLBACK", command)
        characteristics = self._end_block(committed=False)
        self._undo()
        self._tell_end(committed=False)
        if has_block and command.chain:
            self._open_block(characteristics)
        return None

    def _needs_block(self, verb: str, command: TransactionCommand) -> bool:
        """Tell whether a block is there to be ended; PostgreSQL only warns where there is none."""
        if self._block:
            return True
        if command.chain:
            raise PgError(
                f"{verb} AND CHAIN can only be used in transaction blocks", sqlstate="25P01"
            )
        self._warn("there is no transaction in progress", "25P01")
        return False

    def _savepoint(self, command: TransactionCommand) -> str | None:
        self._only_in_block("SAVEPOINT")
        self._savepoints.push(
            Savepoint(
                command.savepoint,
                self._engine.position,
                self._settings.mark(),
                self._portals.next_number,
                [mark() for mark in self._followed],
            )
        )
        return None

    def _release(self, command: TransactionCommand) -> str | None:
        self._only_in_block("RELEASE SAVEPOINT")
        self._savepoints.release(command.savepoint)
        return None

    def _rollback_to(self, command: TransactionCommand) -> str | None:
        """Go back to a savepoint, which stays; where that cannot be the block stays failed."""
        self._only_in_block("ROLLBACK TO SAVEPOINT")
        savepoint = self._savepoints.find(command.savepoint)
        self._portals.drop_from(savepoint.portals)
        level = self._settings.get("transaction_isolation")
        anew = self._engine.rewind(savepoint.position, snapshot=level in SNAPSHOT_LEVELS)
        self._savepoints.rewind(command.savepoint)
        self._settings.restore(savepoint.settings, anew=anew)
        for undo in savepoint.undo:
            undo()
        self._failed = False
        return None

    def _only_in_block(self, verb: str) -> None:
        if not self._block:
            raise PgError(f"{verb} can only be used in transaction blocks", sqlstate="25P01")


_ACTIONS: dict[TransactionAction, Callable[[Transaction, TransactionCommand], str | None]] = {
    TransactionAction.BEGIN: Transaction._begin,
    TransactionAction.COMMIT: Transaction._do_commit,
    TransactionAction.ROLLBACK: Transaction._do_rollback,
    TransactionAction.SAVEPOINT: Transaction._savepoint,
    TransactionAction.RELEASE: Transaction._release,
    TransactionAction.ROLLBACK_TO: Transaction._rollback_to,
}


def leaves_failed(statement: Statement) -> bool:
    """Whether a failed block takes the statement."""
    command = statement.command
    return (
        statement.kind is StatementKind.TRANSACTION
        and isinstance(command, TransactionCommand)
        and command.action in _LEAVES_FAILED
    )


def command_name(statement: Statement) -> str:
    """Return the statement's name as messages give it: the tag without PostgreSQL's old oid."""
    if statement.kind is StatementKind.COPY:
        return "COPY FROM"  # the other direction changes nothing
    return statement.tag.removesuffix(" 0")
