"""Cursors: DECLARE, FETCH, MOVE and CLOSE.

A cursor is a portal that was named in SQL, so both protocols see it: Execute of the portal goes
on where FETCH ended. Its query begins at DECLARE and sees what was committed then; its rows are
pulled as they are asked for, and ``engine.scroll`` keeps what was read. A cursor WITH HOLD is read
out of DuckDB's hands when its transaction commits, all others end with it. Source: PostgreSQL
manual, DECLARE and FETCH; src/backend/commands/portalcmds.c.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duckgres.engine.describe import needs_plan
from duckgres.engine.request import Request
from duckgres.engine.result import Chunk
from duckgres.engine.scroll import Keep, RowStore
from duckgres.errors import PgError
from duckgres.rows.arrow_rows import RowEncoder
from duckgres.rows.description import encode_row_description, resolve_formats
from duckgres.session.lock_wait import start_or_wait
from duckgres.session.portal import EngineRows, ListedRows, Portal, Unread
from duckgres.session.scrolling import Move, move
from duckgres.session.server_calls import answered
from duckgres.sql.session_commands import CloseCommand, DeclareCommand, FetchCommand
from duckgres.sql.statement import StatementKind

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.pgtypes.types import OutputStyle
    from duckgres.rows.description import Column
    from duckgres.session.session import Session

_MOST = 1 << 30  # rows, more than a batch has
_KEPT = {True: Keep.ALL, False: Keep.LAST, None: Keep.SOME}


@dataclass(frozen=True, slots=True)
class CursorInfo:
    """What ``pg_cursors`` tells of a cursor.

    Attributes:
        text: The statement that declared it.
        scroll: SCROLL, NO SCROLL, or ``None`` for neither.
        hold: It outlives its transaction.
        binary: FETCH gives binary values.
        created: Seconds since 1970.
    """

    text: str
    scroll: bool | None = None
    hold: bool = False
    binary: bool = False
    created: float = field(default_factory=time.time)


class CursorRows:
    """The rows of a cursor, and where it stands in them."""

    def __init__(
        self, engine: EngineConnection, unread: Unread, portal: Portal, style: OutputStyle,
        info: CursorInfo,
    ) -> None:  # fmt: skip
        """Take over the rows of ``portal`` that nobody has read."""
        assert portal.columns is not None, "a query has columns"
        self.info = info
        self.columns = portal.columns
        self.held = False
        self._types = tuple(column.type for column in portal.columns)
        self._formats = resolve_formats(portal.formats, len(portal.columns))
        self._engine = engine
        self._stream = unread.stream
        self._style = style
        directory, kept = engine.spill_directory, _KEPT[info.scroll]
        self._store = RowStore(unread.stream, directory, kept, unread.given)
        self._position = unread.given

    def chunks(self, limit: int | None) -> Generator[Chunk]:
        """Give the next rows, as Execute of the portal does."""
        return self.give(Move(self._position + 1, limit), self._formats)

    def give(self, wanted: Move, formats: Sequence[int]) -> Generator[Chunk]:
        """Give the rows of a movement; the cursor moves with them."""
        encoder = RowEncoder(self._types, formats, self._style)
        number, left = wanted.first, wanted.count
        step = -1 if wanted.backward else 1
        store = self._store
        call = store.rows_back if wanted.backward else store.rows
        while left is None or left > 0:
            chunk = self._engine.read(call, number, _MOST if left is None else left, encoder)
            number += step * chunk.rows
            left = None if left is None else left - chunk.rows
            self._position = number - step
            at_end = not wanted.backward and (
                chunk.rows == 0 or (left is None and chunk.exhausted)
            )
            if at_end:
                self._position = (store.total or 0) + 1
            if chunk.rows:
                yield chunk
            if at_end:
                break
        if wanted.end is not None:
            self._position = wanted.end

    def plan(self, command: FetchCommand) -> Move:
        """Return what FETCH or MOVE does.

        Raises:
            PgError: 55000, this cursor does not go back, or not so far.
        """
        wanted = move(self._position, command.direction, command.count, self._reach)
        self._check(wanted, quiet=command.move and command.count == 0)
        return wanted

    def skip(self, wanted: Move) -> int:
        """Do a movement without giving rows; return how many there would have been."""
        if wanted.end is not None:
            self._position = wanted.end
            return wanted.count or 0
        last = None if wanted.count is None else wanted.first + wanted.count - 1
        there = self._reach(last)
        moved = max((there if last is None else min(last, there)) - wanted.first + 1, 0)
        short = last is None or there < last
        self._position = there + 1 if short else last or 0
        return moved

    def hold(self) -> None:
        """Outlive the transaction, which ends."""
        if not self.held:
            self._engine.read(self._store.hold)
            self.held = True

    def close(self) -> None:
        """Drop the unread rows, and those that were kept."""
        if self._stream is not None:
            self._engine.release(self._stream)
            self._stream = None
        self._store.close()

    def _reach(self, number: int | None) -> int:
        return self._engine.read(self._store.reach, number)

    def _check(self, wanted: Move, *, quiet: bool) -> None:
        if not wanted.goes_back or quiet:
            return
        lowest = wanted.first if not wanted.backward else wanted.first - (wanted.count or 0) + 1
        gone = bool(wanted.count) and lowest < self._store.first
        if self.info.scroll is False or gone:
            raise PgError(
                "cursor can only scan forward",
                sqlstate="55000",
                hint="Declare it with SCROLL option to enable backward scan.",
            )


class FetchedRows:
    """The rows of one FETCH."""

    def __init__(self, chunks: Generator[Chunk]) -> None:
        """Give nothing yet."""
        self._chunks = chunks
        self._listed: ListedRows | None = None

    def chunks(self, limit: int | None) -> Generator[Chunk]:
        """Pull the rows; where portions of them are wanted, the cursor moves all the same."""
        if limit is not None and self._listed is None:
            self._listed = ListedRows(_split(self._chunks))
        yield from self._chunks if self._listed is None else self._listed.chunks(limit)

    def close(self) -> None:
        """Drop the unread rows."""
        self._chunks.close()


def declare(session: Session, portal: Portal, limit: int | None) -> None:
    """Run DECLARE CURSOR.

    Raises:
        PgError: 25P01 outside of a transaction block, 42P03 the name is taken.
    """
    command = portal.statement.command
    assert isinstance(command, DeclareCommand), "the planner's promise"
    if not (command.hold or session.transaction.in_block or session.one_of_several):
        raise PgError("DECLARE CURSOR can only be used in transaction blocks", sqlstate="25P01")
    session.portals.check_new(command.name)
    info = CursorInfo(command.text, command.scroll, command.hold, command.binary)
    values: dict[int | str, str] = dict(enumerate(portal.parameters, 1))
    made = Portal(command.statement.filled(values))
    open_cursor(session, made, info)
    session.portals.add(command.name, made)


def open_cursor(session: Session, portal: Portal, info: CursorInfo) -> CursorRows:
    """Begin a portal's query, none of whose rows are read."""
    statement = portal.statement
    session.transaction.prepare(more_follow=statement.several or session.more_follow())
    if portal.columns is None and needs_plan(statement):
        portal.columns = session.describe(statement, ()).columns
    statement = answered(session, statement, portal.parameters)
    style = session.settings.output_style
    request = Request(statement, portal.parameters, (), style, 0, portal.columns)
    started = start_or_wait(session, request)
    assert started.shape is not None, "a query has columns"
    columns = portal.columns = started.shape.columns
    portal.rows = rows = CursorRows(session.engine, Unread(started.stream), portal, style, info)
    portal.started, portal.tag = True, statement.tag
    portal.description = encode_row_description(
        columns, resolve_formats(portal.formats, len(columns))
    )
    return rows


def fetch(session: Session, portal: Portal, limit: int | None) -> None:
    """Run FETCH or MOVE.

    Raises:
        PgError: 34000 there is no such cursor, 55000 it does not go back.
    """
    command = portal.statement.command
    assert isinstance(command, FetchCommand), "the planner's promise"
    rows = _cursor(session, command.name)
    wanted = rows.plan(command)
    if command.move:
        portal.count = rows.skip(wanted)
        return
    binary = rows.info.binary and not portal.formats
    formats = (1,) if binary else portal.formats
    portal.columns = rows.columns
    resolved = resolve_formats(formats, len(rows.columns))
    portal.description = encode_row_description(rows.columns, resolved)
    portal.rows = FetchedRows(rows.give(wanted, resolved))


def close(session: Session, portal: Portal, limit: int | None) -> None:
    """Run CLOSE.

    Raises:
        PgError: 34000 there is no such cursor.
    """
    command = portal.statement.command
    assert isinstance(command, CloseCommand), "the planner's promise"
    if command.name is None:
        session.portals.close_all(portal)
    elif not session.portals.drop(command.name):
        raise _missing(command.name)


def cursor_columns(session: Session, name: str) -> tuple[Column, ...] | None:
    """Return the columns that FETCH of a cursor has; ``None`` where there is no such cursor."""
    known = session.portals.find(name)
    return None if known is None else known.columns


def _cursor(session: Session, name: str) -> CursorRows:
    """Return a cursor; a portal of the extended protocol becomes one, as far as it was read."""
    portal = session.portals.find(name)
    if portal is None:
        raise _missing(name)
    if isinstance(portal.rows, CursorRows):
        return portal.rows
    info = CursorInfo(portal.statement.text, scroll=False)
    if portal.statement.kind is StatementKind.QUERY:
        if not portal.started:
            return open_cursor(session, portal, info)
        if isinstance(portal.rows, EngineRows):
            style, unread = session.settings.output_style, portal.rows.unread()
            portal.rows = rows = CursorRows(session.engine, unread, portal, style, info)
            return rows
    raise PgError(f'portal "{name}" cannot be run', sqlstate="55000")


def _missing(name: str) -> PgError:
    return PgError(f'cursor "{name}" does not exist', sqlstate="34000")


def _split(chunks: Iterable[Chunk]) -> list[bytes]:
    """Return the DataRow messages of chunks one by one."""
    data = b"".join(bytes(part) for chunk in chunks for part in chunk.parts)
    rows, start = [], 0
    while start < len(data):
        end = start + 1 + int.from_bytes(data[start + 1 : start + 5], "big")
        rows.append(data[start:end])
        start = end
    return rows
