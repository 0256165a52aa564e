"""What a transaction was told, so that it can be run again and be told the same.

DuckDB refuses a statement whose row another transaction has changed, and its transaction with it.
When the other one has ended, the whole transaction is begun anew: all its statements are run
again, and where each gives what it gave before, to the byte, nobody can tell that it was not begun
then. Where one does not, the client has seen what is no longer so, and gets 40001. Answers are
kept as digests; a result that is read piece by piece is given up, and so is a transaction with
many statements, or with settings that have changed in between. docs/decisions/0010.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duckgres.engine.request import Request, Started

MOST_STATEMENTS = 500
MOST_BYTES = 1024 * 1024  # of the texts and the values of a transaction's statements
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement that has run.

    Attributes:
        request: It.
        digest: Of what it has answered.
        is_kept: Its rows were kept, to be put back: they would be others.
    """

    request: Request
    digest: bytes
    is_kept: bool


class Recall:
    """The statements of one transaction."""

    def __init__(self) -> None:
        """Begin with none."""
        self._answers: list[Answer] = []
        self._settings: Mapping[str, str] = {}
        self._size = 0
        self.complete = True

    @property
    def answers(self) -> Sequence[Answer]:
        """What is known; all of it where it is ``complete``."""
        return tuple(self._answers)

    def note(self, request: Request, started: Started, settings: Mapping[str, str]) -> None:
        """Keep a statement and its answer.

        Args:
            request: What was run.
            started: What came of it; its first rows have not been sent yet.
            settings: The session's settings, the same object as long as they are the same.
        """
        if not self.complete:
            return
        if not self._answers:
            self._settings = settings
        statement = request.statement
        self._size += sum(map(len, statement.pieces)) + sum(map(len, request.parameters))
        if (
            started.stream is not None
            or (statement.returns_rows and started.shape is None)  # nobody has seen its rows here
            or statement.changes_catalog
            or (started.kept is not None and started.kept.conflict is not None)
            or settings is not self._settings
            or self._size > MOST_BYTES
            or len(self._answers) >= MOST_STATEMENTS
        ):
            self.give_up()
        else:
            self._answers.append(Answer(request, digest_of(started), started.kept is not None))

    def keep(self, answer: Answer, settings: Mapping[str, str]) -> None:
        """Keep an answer that was given by an earlier transaction."""
        self._settings = settings
        self._answers.append(answer)

    def give_up(self) -> None:
        """Know nothing of this transaction: it has done what cannot be done again."""
        self._answers, self.complete = [], False

    def clear(self) -> None:
        """Begin with another transaction."""
        self.__init__()  # type: ignore[misc]  # the same as a new one


def digest_of(started: Started) -> bytes:
    """Return what tells an answer from others: tag, count, columns and rows."""
    found = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    found.update(repr((started.tag, started.count)).encode())
    if started.shape is not None:
        found.update(started.shape.description)
    if started.chunk is not None:
        for part in started.chunk.parts:
            found.update(part)
    return found.digest()
