"""COPY FROM: the client's stream, handed to a worker thread a piece at a time, or a file's.

While a piece is read and inserted the next one is gathered, and no more: who sends faster than
DuckDB writes waits in his own socket. Between two pieces no thread is held, however slowly he
sends. Source: PostgreSQL manual, 55.2.6 "COPY Operations".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duckgres.engine.copy_target import CopyTask
from duckgres.engine.relation import TABLE, VIEW, Relation
from duckgres.errors import FatalError, PgError, QueryCanceled
from duckgres.rows.copy_errors import at
from duckgres.session.copy_columns import forced_columns, listed_columns
from duckgres.session.copy_files import check_side, open_source
from duckgres.session.copy_out import check_refusal, find
from duckgres.sql.copy_command import CopyCommand, CopyFormat, CopySide
from duckgres.sqlstate import FOREIGN_KEY_VIOLATION
from duckgres.wire import frontend
from duckgres.wire.backend import CopyInResponse

if TYPE_CHECKING:
    from io import FileIO

    from duckgres.engine.copy_in import CopyIn
    from duckgres.engine.pool import Job
    from duckgres.session.portal import Portal
    from duckgres.session.session import Session

_NO_TRIGGERS = "To enable copying to a view, provide an INSTEAD OF INSERT trigger."
PIECE = 4 * 1024 * 1024  # bytes that are worth a job


def start(session: Session, portal: Portal, limit: int | None) -> None:
    """Run a COPY FROM STDIN to its end.

    Raises:
        PgError: It failed; nothing of it stays.
    """
    command = portal.statement.command
    assert isinstance(command, CopyCommand), "the planner's promise"
    check_side(command, session.rights)
    session.transaction.prepare(more_follow=True)
    task = _task(session, command)
    copy = None
    if task.relation.kind == TABLE:
        copy = session.engine.open_copy(task, session.settings.output_style)
    if command.side is CopySide.FILE:
        _load(session, command, task, copy)
    else:
        _receive(session, command, task, copy)
    if not session.transaction.in_block and not session.more_follow():
        session.transaction.end_implicit()  # before the client is told that it is done
    assert copy is not None, "what takes no rows has been refused"
    portal.count = copy.progress.tuples_processed


def _load(session: Session, command: CopyCommand, task: CopyTask, copy: CopyIn | None) -> None:
    """Take a file of the server."""
    if copy is None:
        raise _takes_no_rows(task.relation)
    with open_source(command.path, session.rights) as file:
        _take(session, _File(session, copy, file))


def _receive(session: Session, command: CopyCommand, task: CopyTask, copy: CopyIn | None) -> None:
    """Take the client's stream."""
    form = int(command.options.format is CopyFormat.BINARY)
    session.transport.write(CopyInResponse(form, (form,) * len(task.columns)).encode())
    session.transport.flush()
    session.framer.state.begin_copy_in()
    if copy is None:  # PostgreSQL, too, notices it only now
        raise _takes_no_rows(task.relation)
    _take(session, _Stream(session, copy))


def _take(session: Session, stream: _Stream) -> None:
    session.totals.copying = stream.copy.progress
    try:
        stream.run()
    finally:
        session.totals.copying = None


def _takes_no_rows(relation: Relation) -> PgError:
    return PgError(
        f'cannot copy to {relation.kind} "{relation.name}"',
        sqlstate="42809",
        hint=_NO_TRIGGERS if relation.kind == VIEW else None,
    )


def _task(session: Session, command: CopyCommand) -> CopyTask:
    """Return what is to be done, once it is clear that it can be.

    Raises:
        PgError: There is no such table, or the options are not for it.
    """
    relation = find(session, command)
    if relation is None:
        written = ".".join(filter(None, (command.catalog, command.schema, command.table)))
        raise PgError(f'relation "{written}" does not exist', sqlstate="42P01")
    check_refusal(command)
    columns = listed_columns(command, relation)
    options = command.options
    not_null = forced_columns("FORCE_NOT_NULL", options.force_not_null, columns, relation)
    null = forced_columns("FORCE_NULL", options.force_null, columns, relation)
    options = replace(options, force_not_null=not_null, force_null=null)
    return CopyTask(relation, columns, options, command.where)


class _Stream:
    """The stream of one COPY."""

    def __init__(self, session: Session, copy: CopyIn) -> None:
        self._session = session
        self._engine = session.engine
        self.copy = copy
        self._chunks: list[bytes] = []
        self._size = 0
        self._job: Job[None] | None = None

    def run(self) -> None:
        """Take the client's messages until he has said that there are no more."""
        try:
            message = self._gather()
            if isinstance(message, frontend.CopyFail):
                self._hand_over(final=False, insert=False)
                self._wait()
                raise QueryCanceled(f"COPY from stdin failed: {message.message}")
            self._hand_over(final=True)
            self._wait()
        except FatalError:
            raise
        except PgError as error:
            if error.sqlstate == FOREIGN_KEY_VIOLATION:  # found when all is read: of no line
                raise
            raise at(error, self.copy.context) from error.__cause__
        finally:
            if self._job is not None:
                job, self._job = self._job, None
                self._engine.abandon(job)

    def _gather(self) -> frontend.FrontendMessage | None:
        """Take COPY data; return what the client says behind it."""
        session = self._session
        framer, transport = session.framer, session.transport
        while True:
            message = framer.next_message()
            if type(message) is frontend.CopyData:
                self._chunks.append(message.data)
                self._size += len(message.data)
                if self._size >= max(PIECE, self.copy.waiting):
                    self._hand_over(final=False)
            elif message is None:
                self._look_up()
                framer.feed(transport.recv())
                session.next_turn()
            else:
                return message

    def _look_up(self) -> None:
        """Raise what is known by now, an error or a cancel, and let others run."""
        if self._job is not None and self._job.done:
            self._wait()
        self._engine.check_interruption()  # as in PostgreSQL, while the client is heard
        self._session.transport.breathe()

    def _hand_over(self, *, final: bool, insert: bool = True) -> None:
        """Give what was gathered to a worker thread, once it has done with the piece before."""
        self._wait()
        chunks, self._chunks, self._size = self._chunks, [], 0
        self._job = self._engine.write_copy(self.copy, chunks, final=final, insert=insert)

    def _wait(self) -> None:
        """Wait for the piece that is being taken, and tell the client what it gave notice of."""
        if self._job is None:
            return
        job, self._job = self._job, None
        self._engine.await_copy(job)
        for notice in self.copy.take_notices():
            self._session.notify(notice)


class _File(_Stream):
    """A file of the server, which is read piece by piece instead."""

    def __init__(self, session: Session, copy: CopyIn, file: FileIO) -> None:
        super().__init__(session, copy)
        self._file = file

    def _gather(self) -> None:
        """Take the file; a worker thread reads it, as a disk may let one wait."""
        while True:
            self._wait()
            piece = self._engine.aside(self._file.read, max(PIECE, self.copy.waiting))
            if not piece:
                return
            self._chunks.append(piece)
            self._size = len(piece)
            self._hand_over(final=False)
