"""Waiting for another transaction, on an engine that never waits.

Where two transactions change one row, PostgreSQL lets the second one wait and, under READ
COMMITTED, go on with what the first one has made of the row. DuckDB refuses the second one at
once. Here the second one's transaction is undone and run again after the other's end, with all the
statements it consists of so far; when each of them gives the answer that the client has got
(``engine.recall``), it has become a transaction that was begun a moment later. Numbers of a
sequence are lost as in PostgreSQL. No deadlock can come of it, since who waits holds nothing.

Not repeated, 40001: a transaction whose statements answer something else now, or are not known all
(large results, changes of the catalog, COPY); what fails when a block commits; what runs under
REPEATABLE READ or SERIALIZABLE, where PostgreSQL ends with 40001 as well.

Not waited for, since DuckDB 1.5 sees no conflict: INSERT of a key that another transaction has
inserted and not yet committed (who commits later gets 23505); DELETE of a row it has updated, and
the other way round (the row is gone in the end, as in PostgreSQL); and, in a table with a key, an
UPDATE with RETURNING or of the key itself, which DuckDB runs as DELETE and INSERT, against a plain
UPDATE of the same row: both commit, and the plain one is lost.

A key that turns out to be taken at an autocommitted statement's own commit is tried once more: an
upsert then finds the row.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from duckgres.errors import PgError, WriteConflict
from duckgres.observability.logging import log
from duckgres.session.transaction import SNAPSHOT_LEVELS

if TYPE_CHECKING:
    from duckgres.engine.memory import Past
    from duckgres.engine.request import Request, Started
    from duckgres.session.session import Session

FIRST_PAUSE_SECONDS = 0.004  # about a small statement's time
LONGEST_PAUSE_SECONDS = 0.25
LONGEST_LOOK_SECONDS = 2.0  # for one that has statements to do again, if nobody's end wakes it
UNIQUE_VIOLATION = "23505"


def start_or_wait(session: Session, request: Request) -> Started:
    """Start a statement; one that another transaction is in the way of waits, if it may.

    Raises:
        PgError: The statement's own; 40001 where it must not be repeated; 55P03 after
            ``lock_timeout``.
    """
    engine = session.engine
    if not engine.repeatable:
        return engine.start(request)
    ended, is_first = engine.database.ended, engine.untouched
    try:
        return engine.start(request)
    except WriteConflict as conflict:
        if session.settings.get("transaction_isolation") in SNAPSHOT_LEVELS:
            raise
        if conflict.sqlstate == UNIQUE_VIOLATION and not is_first:
            raise  # the key may be the transaction's own
        past = engine.start_over()
        try:
            return _repeat(session, request, conflict, ended + bool(past.answers), past)
        except BaseException:
            engine.give_up(past)
            raise


def _repeat(
    session: Session, request: Request, conflict: WriteConflict, ended: int, past: Past
) -> Started:
    """Run the transaction and its new statement again until nobody is in its way.

    Args:
        session: Whose they are.
        request: The statement.
        conflict: Its error.
        ended: How many transactions had ended before it was tried, its own among them.
        past: The transaction so far.
    """
    begin = time.monotonic()
    pause = FIRST_PAUSE_SECONDS
    engine = session.engine
    look = LONGEST_LOOK_SECONDS if past.answers else LONGEST_PAUSE_SECONDS
    while True:
        if conflict.sqlstate != UNIQUE_VIOLATION:
            _wait(session, begin, pause, look, ended)
        ended = engine.database.ended
        try:
            engine.tell_again(past)
            started = engine.start(request)
        except WriteConflict as again:
            if again.sqlstate == conflict.sqlstate == UNIQUE_VIOLATION:
                raise
            ended += bool(engine.start_over().answers)
            conflict, pause = again, min(2 * pause, LONGEST_PAUSE_SECONDS)
            continue
        log.info("lock waited for", seconds=round(time.monotonic() - begin, 3))
        return started


def _wait(session: Session, begin: float, pause: float, look: float, ended: int) -> None:
    """Wait for a transaction's end, then for a while that is not the same for all who wait.

    Raises:
        PgError: 55P03, or why the statement was interrupted.
    """
    limit = session.settings.time_limits.lock
    left = begin + limit - time.monotonic() if limit else look
    if left > 0:
        session.engine.wait_for_others(min(left, look), ended)
        session.engine.pause(min(left, random.uniform(0, pause)))  # noqa: S311 - no secret
    if limit and time.monotonic() >= begin + limit:
        raise PgError("canceling statement due to lock timeout", sqlstate="55P03")
