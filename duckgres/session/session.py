"""A session: from AuthenticationOk to the client's leaving.

The loop reads one message, lets the automaton judge it and hands it to its handler. An error is
told to the client and undoes its transaction; whatever a client sends, the process goes on. The
greenlet of the connection runs all of this; other greenlets only call :meth:`Session.cancel` and
:meth:`Session.terminate`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from duckgres.engine.pool import Deadline
from duckgres.errors import ConnectionLost, FatalError, Notice, PgError, QueryCanceled, used_up
from duckgres.observability.logging import log
from duckgres.session import extended_query, simple_query
from duckgres.session.descriptions import Descriptions
from duckgres.session.prepared import Portals, Statements
from duckgres.session.registry import Activity
from duckgres.session.session_values import session_values
from duckgres.session.settings import Settings
from duckgres.session.statement_log import StatementLog, Totals
from duckgres.session.transaction import FAILED, Transaction, leaves_failed
from duckgres.sql.statement import SettingAction, SettingCommand, Statement
from duckgres.wire import backend, frontend

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.engine.describe import Description
    from duckgres.session.portal import Portal
    from duckgres.session.prepared import PreparedStatement
    from duckgres.session.registry import BackendKey
    from duckgres.session.services import Services
    from duckgres.session.startup import Login
    from duckgres.session.transport import Transport
    from duckgres.wire.framer import Framer

Handler = Callable[["Session", Any], None]  # Any: each handler takes its own class of message


def _function_call(session: Session, message: frontend.FunctionCall) -> None:
    raise PgError(
        "function calls by the FunctionCall message are not supported",
        sqlstate="0A000",
        hint="Call the function with SELECT.",
    )


HANDLERS: dict[type[frontend.FrontendMessage], Handler] = {
    frontend.Query: simple_query.query,
    frontend.FunctionCall: _function_call,
    frontend.Parse: extended_query.parse,
    frontend.Bind: extended_query.bind,
    frontend.Describe: extended_query.describe,
    frontend.Execute: extended_query.execute,
    frontend.Close: extended_query.close,
    frontend.Flush: extended_query.flush,
    frontend.Sync: extended_query.sync,
}
_IDLE_TOO_LONG = {
    False: FatalError("terminating connection due to idle-session timeout", sqlstate="57P05"),
    True: FatalError(
        "terminating connection due to idle-in-transaction timeout", sqlstate="25P03"
    ),
}  # by whether a block is open; ProcessInterrupts in src/backend/tcop/postgres.c
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
        self.statements = Statements()
        self.portals = Portals()
        self.statements_left = 0
        self.one_of_several = False
        self.totals = Totals()
        self._begin = time.monotonic()
        self._busy = False
        self._engine: EngineConnection | None = None

    # --- the session's life

    def run(self) -> None:
        """Serve the client until he leaves, is sent away, or is gone."""
        try:
            try:
                self._open()
                self._serve()
            finally:
                self._close()
        except FatalError as error:
            log.info("session terminated", sqlstate=error.sqlstate, reason=error.message)
            self._tell_last(error)
        except ConnectionLost as error:
            log.info("connection lost", reason=str(error))
        except Exception:  # noqa: BLE001 - the one place: the process outlives any session
            log.exception("session failed")
            self._tell_last(FatalError("internal error", sqlstate="XX000"))

    def _open(self) -> None:
        """Open the database and greet the client."""
        self.settings = Settings(
            self.login.parameters, self.login.user, schemas=lambda: self.engine.schemas()
        )
        self._refuse_unknown_database()
        self._engine = self.services.databases.connect(
            self.login.user,
            session_values(self.login, self.key, self.settings.get("server_version")),
        )
        self.transaction = Transaction(self.engine, self.settings, self.notify, self.portals.clear)
        self._descriptions = Descriptions(self.engine, self.settings)
        self.apply_settings()
        self._report_settings()
        self.transport.write(backend.BackendKeyData(self.key.process_id, self.key.secret).encode())
        log.info("login", protocol=".".join(map(str, self.login.protocol)))

    @property
    def engine(self) -> EngineConnection:
        """The session's cursor; there is one from the greeting on."""
        assert self._engine is not None, "used before it was opened"
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
        self.portals.clear()
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
        framer = self.framer
        self.engine.forget_interruption()
        self.transport.breathe()
        while (message := framer.next_message()) is None:
            self._busy = False
            framer.feed(self._wait_for_client())
        self._busy = True
        return message

    def _wait_for_client(self) -> bytes:
        """Return what the client sends next, if he does not idle too long between batches."""
        in_block = self.transaction.in_block
        milliseconds = self.settings.idle_timeout_ms(in_block=in_block)
        if not milliseconds or self.framer.state.in_batch:
            return self.transport.recv()
        deadline = Deadline(
            milliseconds / 1000, partial(self.transport.break_off, _IDLE_TOO_LONG[in_block])
        )
        try:
            return self.transport.recv()
        finally:
            deadline.call_off()

    def _fail(self, error: PgError) -> None:
        """Tell the client of an error and undo its transaction."""
        self.transport.write(backend.error_response(error))
        self.transaction.fail()
        self.apply_settings()
        if self.framer.state.fail():
            self._ready()
        else:
            self.transport.flush()  # an error is told at once, also in the middle of a batch

    def _ready(self) -> None:
        """Say that the next query may come, and what became of the settings."""
        self._report_settings()
        self.transport.write(backend.READY_FOR_QUERY[self.transaction.status])
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

    def cancel(self) -> None:
        """Stop the running statement, if there is one."""
        if self._busy:
            self.engine.interrupt(QueryCanceled())

    def terminate(self, error: FatalError) -> None:
        """End the session with ``error``: a running statement is stopped."""
        if self._busy:
            self.engine.interrupt(error)
        self.transport.break_off(error)

    # --- for the protocols

    def plan(self, text: str) -> tuple[Statement, ...]:
        """Return the statements of a query string."""
        planner = self.services.planner
        if len(text) > LONG_TEXT:
            return self.engine.aside(planner.plan, text, self.engine.foreign_here)
        return planner.plan(text, self.engine.foreign)

    def describe(self, statement: Statement, parameter_oids: Sequence[int]) -> Description:
        """Return a statement's parameter types and columns."""
        return self._descriptions.describe(statement, tuple(parameter_oids))

    def revalidate(self, prepared: PreparedStatement) -> Description:
        """Return the description of a statement as the catalog is now."""
        return self._descriptions.revalidate(prepared)

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

    def send_rows(self, portal: Portal, limit: int | None) -> int:
        """Send the portal's next rows, at most ``limit``; returns how many there were."""
        if portal.rows is None:
            return 0
        sent = 0
        with closing(portal.rows.chunks(limit)) as chunks:
            for chunk in chunks:
                self.transport.write(chunk.data)
                sent += chunk.rows
        return sent

    def notify(self, notice: Notice) -> None:
        """Send a notice, if the client wants its kind."""
        if self.settings.wants(notice):
            self.transport.write(backend.notice_response(notice))

    def drop_unnamed(self) -> None:
        """Forget the unnamed statement and portal, as a simple query does."""
        self.statements.drop("")
        self.portals.drop("")

    def statement_log(self, portal: Portal) -> StatementLog:
        """Bound a statement by ``statement_timeout`` and log it, as a context manager."""
        return StatementLog(
            portal.statement, self.transport, self.totals, self.services, self._deadline()
        )

    def _deadline(self) -> Deadline | None:
        milliseconds = self.settings.statement_timeout_ms
        if not milliseconds:
            return None
        reason = QueryCanceled("canceling statement due to statement timeout")
        return Deadline(
            milliseconds / 1000,
            partial(self.engine.interrupt, reason),
            partial(self.engine.withdraw, reason),
        )

    # --- settings

    def change_setting(self, command: SettingCommand) -> None:
        """Run SET or RESET."""
        if command.local and not self.transaction.in_block:
            written = "SET TRANSACTION" if command.transaction else "SET LOCAL"
            message = f"{written} can only be used in transaction blocks"
            self.notify(Notice(message, severity="WARNING", sqlstate="25P01"))
        _SETTING_ACTIONS[command.action](self.settings, command)
        self.apply_settings()

    def discard(self, what: str) -> None:
        """Run DISCARD ALL, PLANS, SEQUENCES or TEMP."""
        if what == "ALL":
            if self.transaction.in_block or self.transaction.implicit or self.one_of_several:
                raise PgError(
                    "DISCARD ALL cannot run inside a transaction block", sqlstate="25001"
                )
            self.portals.clear()
            self.statements.deallocate(None)
            self.settings.reset_all()
            self.apply_settings()
        if what in ("ALL", "TEMP"):
            self.engine.drop_temporary()
        if what != "SEQUENCES":
            self._descriptions.forget()

    def apply_settings(self) -> None:
        """Hand to DuckDB what has become of the settings it must know."""
        for notice in self.settings.take_notices():
            self.notify(notice)
        changes = self.settings.take_engine_changes()
        if changes:
            self.engine.apply(changes)
            self._descriptions.forget()


def _set_all(settings: Settings, command: SettingCommand) -> None:
    for name, values in ((command.name, command.values), *command.more):
        settings.set(name, values, local=command.local)


_SETTING_ACTIONS: dict[SettingAction, Callable[[Settings, SettingCommand], None]] = {
    SettingAction.SET: _set_all,
    SettingAction.SET_DEFAULT: lambda settings, command: settings.reset(
        command.name, local=command.local
    ),
    SettingAction.RESET_ALL: lambda settings, command: settings.reset_all(),
}
