"""A connection whose transaction can be begun anew, with all that the client was told of it.

What is known of a transaction is in ``recall``; when it is done, ``session.lock_wait`` says.
"""

from __future__ import annotations

from duckgres.engine.connection import EngineConnection
from duckgres.engine.memory import Past
from duckgres.engine.recall import Answer, digest_of
from duckgres.engine.repeat import OF_STATEMENTS
from duckgres.engine.write_log import Write
from duckgres.errors import PgError, WriteConflict

_CONFLICT = "40001"
_OF_DATA = OF_STATEMENTS | {"40"}


class RepeatableConnection(EngineConnection):
    """An engine connection that can do its transaction again."""

    @property
    def repeatable(self) -> bool:
        """Whether all that the open transaction was told is known; true without one."""
        return not self._in_transaction or self._memory.recall.complete

    def start_over(self) -> Past:
        """Undo the open transaction, begin it anew, and return what it was."""
        past = self._memory.start_over()
        self.restart()
        if past.answers:
            self.database.tell_end()  # what it had changed is free
        return past

    def give_up(self, past: Past) -> None:
        """Let the transaction fail that could not be done again."""
        if past.answers:
            self._memory.restore(past)

    def tell_again(self, past: Past) -> None:
        """Do the transaction again that has begun anew.

        Raises:
            PgError: 40001, a statement has another answer now, or fails; why it was interrupted.
                ``WriteConflict`` where another transaction is in the way.
        """
        kept = iter(past.log.kept)
        for answer in past.answers:
            try:
                if answer.is_kept:
                    self._put_back(answer, next(kept))
                else:
                    self._ask(answer)
            except PgError as error:
                in_the_way = isinstance(error, WriteConflict) and error.sqlstate == _CONFLICT
                if in_the_way or error.sqlstate[:2] not in _OF_DATA:
                    raise
                raise _overtaken() from error

    def _ask(self, answer: Answer) -> None:
        """Run a statement again."""
        started = self.start(answer.request)
        if started.stream is not None:
            started.stream.close()
        if started.stream is not None or digest_of(started) != answer.digest:
            raise _overtaken()

    def _put_back(self, answer: Answer, write: Write) -> None:
        """Put rows back that an INSERT has made."""
        self._untouched = False
        self._cross_prepared(self._cursor.repeat, [write])
        self._memory.put_back(answer, write)


def _overtaken() -> PgError:
    return PgError(
        "could not serialize access due to concurrent update",
        sqlstate=_CONFLICT,
        detail="What the transaction has read before has changed.",
        hint="The transaction might succeed if retried.",
    )
