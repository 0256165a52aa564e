"""The clocks of one session: of its statement, its transaction and its client's silence.

One timer serves all three, and is left alone while it rings no later than it must: a statement
that begins moves a number and no timer. When each clock starts and stops was recorded from
PostgreSQL 15.18, of ``transaction_timeout`` from 18.4:

- A statement's starts with each statement of a query string, and in the extended protocol with the
  first Parse, Bind, Describe or Execute; it goes on while the server waits for the client's next
  message, and stops when an Execute has come to its end, or at Sync. COMMIT is not interrupted.
- A transaction's starts with its first statement, also outside a block, and stops with the
  transaction or with the error that makes a block fail. A SET in the block starts it where it does
  not run, or stops it, and moves it no further.
- A client's silence begins with ReadyForQuery; half a message does not end it.
- A client that does not read is not interrupted; he is told when he reads on.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from duckgres.engine.timing import Alarm
from duckgres.errors import FatalError, QueryCanceled
from duckgres.session.transaction import BLOCK, FAILED

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.session.settings import Settings
    from duckgres.session.transaction import Transaction

NEVER = float("inf")
EARLY_SECONDS = 0.001  # by which a timer may ring before its time


class Stoppable(Protocol):
    """What a clock that has run down does to its session."""

    def stop_statement(self, reason: QueryCanceled) -> None:
        """Stop what runs, if something does."""

    def terminate(self, error: FatalError, *, cut_off: bool) -> None:
        """End the session; ``cut_off`` also where the client does not read."""


class Timeouts:
    """The clocks.

    Attributes:
        overdue: The statement's time is up and the client has not been told yet.
    """

    def __init__(
        self,
        settings: Settings,
        transaction: Transaction,
        engine: EngineConnection,
        session: Stoppable,
    ) -> None:
        """Begin with no clock running."""
        self._engine = engine
        self._settings = settings
        self._transaction_state = transaction
        self._session = session
        self._alarm = Alarm(self._ring)
        self._rings = NEVER  # when the alarm does, in monotonic seconds, as are those below
        self._statement = NEVER
        self._transaction = NEVER
        self._silence = NEVER
        self.overdue: QueryCanceled | None = None

    def start_statement(self) -> None:
        """Start the clocks of a statement and its transaction, where they do not run yet."""
        limits = self._settings.time_limits
        if not limits.statement and not limits.transaction:
            return
        now = time.monotonic()
        if limits.statement and self._statement == NEVER:
            self._statement = now + limits.statement
        if (
            limits.transaction
            and self._transaction == NEVER
            and self._transaction_state.status != FAILED
        ):
            self._transaction = now + limits.transaction
        self._look_at_alarm(now)

    def stop_statement(self) -> None:
        """Stop the statement's clock; if it has just run down, that was too late."""
        self._statement = NEVER
        if self.overdue is not None:
            self._engine.withdraw(self.overdue)
            self.overdue = None

    def stop_transaction(self) -> None:
        """Stop the transaction's clock."""
        self._transaction = NEVER

    def settings_changed(self) -> None:
        """Start or stop the transaction's clock as a SET says that has just run."""
        if not self._settings.time_limits.transaction:
            self._transaction = NEVER
        self.start_statement()

    def ready(self, status: str) -> None:
        """Stop what ends with ReadyForQuery, which says ``status``."""
        self.stop_statement()
        if status != BLOCK:
            self._transaction = NEVER

    def start_silence(self) -> None:
        """Start the clock of the client's silence."""
        limits = self._settings.time_limits
        in_block = self._transaction_state.in_block
        limit = limits.idle_in_transaction if in_block else limits.idle
        if limit:
            now = time.monotonic()
            self._silence = now + limit
            self._look_at_alarm(now)

    def stop_silence(self) -> None:
        """The client has said something."""
        self._silence = NEVER

    def close(self) -> None:
        """Stop everything."""
        self._alarm.stop()

    def _look_at_alarm(self, now: float) -> None:
        """Let the alarm ring for the first clock that runs down, if it would ring later."""
        due = min(self._statement, self._transaction, self._silence)
        if due < self._rings:
            self._rings = due
            self._alarm.set(due - now)

    def _ring(self) -> None:
        now = time.monotonic()
        late = now + EARLY_SECONDS
        self._rings = NEVER
        if self._transaction <= late:
            self._transaction = NEVER
            message = "terminating connection due to transaction timeout"
            self._session.terminate(FatalError(message, sqlstate="25P04"), cut_off=False)
        if self._silence <= late:
            self._silence = NEVER
            self._session.terminate(
                _idle_too_long(self._transaction_state.in_block), cut_off=False
            )
        if self._statement <= late:
            self._statement = NEVER
            self.overdue = QueryCanceled("canceling statement due to statement timeout")
            self._session.stop_statement(self.overdue)
        self._look_at_alarm(now)


def _idle_too_long(in_block: bool) -> FatalError:
    # ProcessInterrupts in src/backend/tcop/postgres.c.
    if in_block:
        return FatalError(
            "terminating connection due to idle-in-transaction timeout", sqlstate="25P03"
        )
    return FatalError("terminating connection due to idle-session timeout", sqlstate="57P05")
