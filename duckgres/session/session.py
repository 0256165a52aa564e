"""A session: from AuthenticationOk to the client's leaving.

The loop reads one message, lets the automaton judge it and hands it to its handler. An error is
told to the client and undoes its transaction; whatever a client sends, the process goes on. The
greenlet of the connection runs all of this; other greenlets only call :meth:`Session.cancel` and
:meth:`Session.terminate`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from duckgres.engine.errors import InstanceLost
from duckgres.errors import (
    ClientVanished,
    ConnectionLost,
    FatalError,
    Notice,
    PgError,
    QueryCanceled,
    used_up,
)
from duckgres.observability.logging import log
from duckgres.session import advisory, describing, extended_query, listening, simple_query
from duckgres.session.client_watch import ClientWatch
from duckgres.session.descriptions import Descriptions
from duckgres.session.opening import connect
from duckgres.session.prepared import Portals, Statements
from duckgres.session.registry import Activity
from duckgres.session.settings import Settings
from duckgres.session.statement_log import StatementLog, Totals
from duckgres.session.timeouts import Timeouts
from duckgres.session.transaction import FAILED, Transaction, leaves_failed
from duckgres.session.transport import Nudged
from duckgres.session.wait_event import CLIENT_READ, wait_event
from duckgres.sql.gate.judge import permitted
from duckgres.sql.statement import Statement
from duckgres.wire import backend, frontend

if TYPE_CHECKING:
    from duckgres.engine.describe import Description
    from duckgres.engine.repetition import RepeatableConnection
    from duckgres.session.advisory import LockOwner
    from duckgres.session.notifications import Listener
    from duckgres.session.portal import Portal
    from duckgres.session.prepared import PreparedStatement
    from duckgres.session.registry import BackendKey
    from duckgres.session.services import Services
    from duckgres.session.startup import Login
    from duckgres.session.transport import Transport
    from duckgres.wire.framer import Framer

Handler = Callable[["Session", Any], None]  # Any: each handler takes its own class of message


HANDLERS: dict[type[frontend.FrontendMessage], Handler] = {
    frontend.Query: simple_query.query,
    frontend.FunctionCall: simple_query.function_call,
    frontend.Parse: extended_query.parse,
    frontend.Bind: extended_query.bind,
    frontend.Describe: extended_query.describe,
    frontend.Execute: extended_query.execute,
    frontend.Close: extended_query.close,
    frontend.Flush: extended_query.flush,
    frontend.Sync: extended_query.sync,
}
LONG_TEXT = 64 * 1024  # characters from which parsing (a microsecond each) leaves the loop
_ENDS_BATCH = frozenset({frontend.Query, frontend.FunctionCall, frontend.Sync})


class Session:
    """One client, logged in.

    Attributes:
        statements_left: Statements of the running query string behind the one that runs.
        one_of_several: The running query string has more than one statement.
    """

    def __init__(
        self,
        transport: Transport,
        framer: Framer,
        login: Login,
        key: BackendKey,
        services: Services,
    ) -> None:
        """Begin after AuthenticationOk; nothing is open yet."""
        self.transport = transport
        self.framer = framer
        self.login = login
        self.key = key
        self.services = services
        self.rights = services.rights(login.user)
        self.statements = Statements()
        self.portals = Portals()
        self.statements_left = 0
        self.one_of_several = False
        self.totals = Totals()
        self.listener: Listener | None = None  # once it has to do with notifications
        self.lock_owner: LockOwner | None = None  # once it has to do with advisory locks
        self._begin = time.monotonic()
        self._busy = False
        self._turn = 0  # counts messages
        self._engine: RepeatableConnection | None = None

    # --- the session's life

    def run(self) -> None:
        """Serve the client until he leaves, is sent away, or is gone."""
        try:
            try:
                self._open()
                self._serve()
            except InstanceLost as error:
                if self._engine is not None:
                    self.services.databases.lose(self._engine.database, error)
                raise
            finally:
                self._close()
        except FatalError as error:
            log.info("session terminated", sqlstate=error.sqlstate, reason=error.message)
            if not isinstance(error, ClientVanished):
                self._tell_last(error)
        except ConnectionLost as error:
            log.info("connection lost", reason=str(error))
        except Exception:  # noqa: BLE001 - the one place: the process outlives any session
            log.exception("session failed")
            self._tell_last(FatalError("internal error", sqlstate="XX000"))

    def _open(self) -> None:
        """Open the database and greet the client."""
        self.settings = Settings(
            self.login.parameters,
            self.login.user,
            defaults=self.services.user_settings(self.login.user),
            schemas=lambda: self.engine.schemas(),
            rights=self.rights,
            socket_option=self.transport.option,
        )
        self._watch = ClientWatch(self.transport, self.settings)
        self._refuse_unknown_database()
        self._engine = connect(self)
        self.transaction = Transaction(
            self.engine,
            self.settings,
            self.notify,
            lambda committed: self.portals.end_transaction(committed=committed),
            self.portals,
        )
        self.timeouts = Timeouts(self.settings, self.transaction, self.engine, self)
        self.descriptions = Descriptions(self.engine, self.settings)
        self.apply_settings()
        self._report_settings()
        self.transport.write(backend.BackendKeyData(self.key.process_id, self.key.secret).encode())
        log.info("login", protocol=".".join(map(str, self.login.protocol)))

    @property
    def engine(self) -> RepeatableConnection:
        """The session's cursor; there is one from the greeting on."""
        assert self._engine is not None
        return self._engine

    def _refuse_unknown_database(self) -> None:
        """Raise 3D000 for a database that is not the user's own, where the operator wants that."""
        name = self.login.database
        if self.services.refuse_unknown_databases and name != self.login.user:
            raise FatalError(f'database "{name}" does not exist', sqlstate="3D000")

    def _close(self) -> None:
        """Give back what was opened, however far that went."""
        if self._engine is None:
            return
        totals = self.totals
        self.timeouts.close()
        listening.leave(self)
        advisory.leave(self)
        try:
            self.portals.clear()
        finally:
            self._engine.close()
        log.info(
            "logout",
            seconds=round(time.monotonic() - self._begin, 3),
            statements=totals.statements,
            errors=totals.errors,
            rows=totals.rows,
            bytes=self.transport.bytes_sent,
        )

    def _tell_last(self, error: FatalError) -> None:
        """Tell the client why his session ends; he may be gone already."""
        try:
            self.transport.write(backend.error_response(error))
            self.transport.flush()
        except ConnectionLost as lost:
            log.debug("nobody was there to be told", reason=str(lost))

    def _serve(self) -> None:
        """Answer messages until Terminate."""
        self._ready()
        while True:
            logged = self.totals.errors
            message = None  # an idle session does not keep what it has answered
            try:
                message = self._receive()
                if isinstance(message, frontend.Terminate):
                    return
                HANDLERS[type(message)](self, message)
            except FatalError:
                raise
            except (RecursionError, MemoryError) as exhausted:
                self.totals.errors += 1
                log.warning("statement refused", reason=type(exhausted).__name__)
                self._fail(used_up(exhausted))
            except PgError as error:
                if self.totals.errors == logged:  # not a statement's, which has its own line
                    self.totals.errors += 1
                    log.info("message refused", sqlstate=error.sqlstate)
                self._fail(error)
            else:
                if type(message) in _ENDS_BATCH:
                    self._ready()

    def _receive(self) -> frontend.FrontendMessage:
        """Return the next message; while the client says nothing there is nothing to cancel.

        As in PostgreSQL, a cancel is for one message's work: what comes behind it in a pipeline
        is left alone, whether the cancel stopped something or came too late.
        """
        self.engine.forget_interruption()
        self.transport.breathe()
        message = self.framer.next_message() or self._wait_for_client()
        self._busy = True
        self.next_turn()
        if self.timeouts.overdue is not None:  # the time ran out between two messages
            raise self.timeouts.overdue
        return message

    def _wait_for_client(self) -> frontend.FrontendMessage:
        """Return what the client says next, if he is not silent too long between batches."""
        self._busy = False
        if not self.framer.state.in_batch:
            self.timeouts.start_silence()
        try:
            while (message := self.framer.next_message()) is None:
                listening.tell(self)
                with suppress(Nudged):
                    self.framer.feed(self.transport.recv())
        finally:
            self.timeouts.stop_silence()
        return message

    def _fail(self, error: PgError) -> None:
        """Tell the client of an error and undo its transaction."""
        self.transport.write(backend.error_response(error))
        self.transaction.fail()
        self.timeouts.stop_statement()
        self.timeouts.stop_transaction()
        self.apply_settings()
        if self.framer.state.fail():
            self._ready()
        else:
            self.transport.flush()  # an error is told at once, also in the middle of a batch

    def _ready(self) -> None:
        """Say that the next query may come, and what became of the settings."""
        listening.tell(self, at_once=False)
        self._report_settings()
        status = self.transaction.status
        self.timeouts.ready(status)
        self.transport.write(backend.READY_FOR_QUERY[status])
        self.transport.flush()

    def _report_settings(self) -> None:
        for name, value in self.settings.take_reports():
            self.transport.write(backend.parameter_status(name, value))

    # --- for other greenlets

    @property
    def state(self) -> Activity:
        """What the session is doing."""
        if self._busy:
            return Activity.ACTIVE
        if self._engine is not None and self._engine.in_transaction:
            return Activity.IDLE_IN_TRANSACTION
        return Activity.IDLE

    @property
    def wait_event(self) -> tuple[str, str] | None:
        """What it waits for, if for anything."""
        return wait_event(self.transport, self._engine) if self._busy else CLIENT_READ

    def cancel(self) -> None:
        """Stop the running statement, if there is one."""
        self.stop_statement(QueryCanceled())

    def stop_statement(self, reason: QueryCanceled) -> None:
        """Stop the running statement, if there is one, with ``reason``."""
        if self._busy:
            self.engine.interrupt(reason)

    def terminate(self, error: FatalError, *, cut_off: bool = True) -> None:
        """End the session with ``error``: a running statement is stopped.

        Args:
            error: What the client is told.
            cut_off: Do not wait for one who does not read; see ``Transport.break_off``.
        """
        if self._busy:
            self.engine.interrupt(error)
        self.transport.break_off(error, cut_off=cut_off)

    def look_after_client(self) -> None:
        """End the session if its statement runs for a client that has gone; called regularly."""
        if self._engine is None or not self._watch.finds_gone(self._turn if self._busy else None):
            return
        error = ClientVanished()
        self.terminate(error)
        self.transport.hang_up(error)

    # --- for the protocols

    def plan(self, text: str) -> tuple[Statement, ...]:
        """Return the statements of a query string."""
        planner = self.services.planner
        if len(text) > LONG_TEXT:
            found = self.engine.aside(planner.plan, text, self.engine.foreign_here)
        else:
            found = planner.plan(text, self.engine.foreign)
        return found if self.rights.trusted else permitted(found)

    def describe(self, statement: Statement, parameter_oids: Sequence[int]) -> Description:
        """Return a statement's parameter types and columns."""
        return describing.describe(self, statement, tuple(parameter_oids))

    def revalidate(self, prepared: PreparedStatement) -> Description:
        """Return the description of a statement as the catalog is now."""
        return describing.revalidate(self, prepared)

    def next_turn(self) -> None:
        """Note that a message has come: the client is there."""
        self._turn += 1

    def more_follow(self) -> bool:
        """Whether more statements may come before the implicit transaction ends."""
        if self.statements_left:
            return True
        return self.framer.state.in_batch and self.framer.peek_type() != frontend.Sync.TYPE

    def refuse_in_failed_block(self, statement: Statement) -> None:
        """Raise 25P02 unless the block is sound or ``statement`` ends it."""
        if self.transaction.status == FAILED and not leaves_failed(statement):
            self.transaction.admit(statement)

    def refuse_rows_in_failed_block(self, statement: Statement) -> None:
        """Raise 25P02 for what would have to look into the catalog."""
        if statement.returns_rows:
            self.refuse_in_failed_block(statement)

    def notify(self, notice: Notice) -> None:
        """Send a notice, if the client wants its kind."""
        if self.settings.wants(notice):
            self.transport.write(backend.notice_response(notice))

    def drop_unnamed(self) -> None:
        """Forget the unnamed statement and portal, as a simple query does."""
        self.statements.drop("")
        self.portals.drop("")

    def statement_log(self, portal: Portal) -> StatementLog:
        """Log a statement, as a context manager."""
        return StatementLog(
            portal.statement, self.transport, self.engine, self.totals, self.services
        )

    # --- settings

    def apply_settings(self) -> None:
        """Hand to DuckDB what has become of the settings it must know."""
        changes = self.settings.take_engine_changes()
        if changes:
            self.engine.apply(changes)
            self.descriptions.forget()
        for name, value in self.settings.take_socket_changes().items():
            self.transport.set_option(name, value)
