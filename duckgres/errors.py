"""What crosses layers when something goes wrong.

An error has PostgreSQL's fields and nothing of the layer it came from. ``PgError`` keeps the
session, ``FatalError`` ends it, ``ConnectionLost`` is told to nobody. Source: PostgreSQL manual,
55.8 "Error and Notice Message Fields".
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ErrorFields:
    """The optional fields of an ErrorResponse; ``None`` is left out of the message.

    ``position`` counts characters from 1 in the query string as the client sent it; ``routine`` is
    the function of PostgreSQL's source that reports it, said only where a driver looks for it.
    """

    detail: str | None = None
    hint: str | None = None
    position: int | None = None
    where: str | None = None
    schema: str | None = None
    table: str | None = None
    column: str | None = None
    data_type: str | None = None
    constraint: str | None = None
    routine: str | None = None


NO_FIELDS = ErrorFields()


class PgError(Exception):
    """An ERROR: the statement fails, the session goes on."""

    severity = "ERROR"

    def __init__(
        self,
        message: str,
        *,
        sqlstate: str = "XX000",
        detail: str | None = None,
        hint: str | None = None,
        position: int | None = None,
        fields: ErrorFields | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.sqlstate = sqlstate
        self.fields = fields or ErrorFields(detail=detail, hint=hint, position=position)


class FatalError(PgError):
    """A FATAL: the client is told, then the session ends."""

    severity = "FATAL"


class ProtocolViolation(PgError):
    """A well-framed message says something the protocol does not allow; the session goes on.

    What loses the message boundaries is a ``FatalError`` with the same SQLSTATE instead.
    """

    def __init__(
        self, message: str, *, sqlstate: str = "08P01", detail: str | None = None
    ) -> None:
        super().__init__(message, sqlstate=sqlstate, detail=detail)


class QueryCanceled(PgError):
    """The statement was stopped; the message says by whom."""

    def __init__(self, message: str = "canceling statement due to user request") -> None:
        super().__init__(message, sqlstate="57014")


class WriteConflict(PgError):
    """Another transaction was in the way; where PostgreSQL would have waited for it, 40001."""

    def __init__(
        self,
        message: str = "could not serialize access due to concurrent update",
        *,
        sqlstate: str = "40001",
        fields: ErrorFields | None = None,
    ) -> None:
        super().__init__(message, sqlstate=sqlstate, fields=fields)


class ClientVanished(FatalError):
    """Found out while his statement ran: it is stopped and the session ends; nobody is told."""

    def __init__(self) -> None:
        super().__init__("connection to client lost", sqlstate="08006")


def used_up(error: RecursionError | MemoryError) -> PgError:
    """Return PostgreSQL's error for a statement that used up the stack or the memory."""
    if isinstance(error, RecursionError):
        return PgError("stack depth limit exceeded", sqlstate="54001")
    return PgError("out of memory", sqlstate="53200")


class ConnectionLost(Exception):
    """The peer is gone, or did what PostgreSQL answers by closing in silence: nobody to tell."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A NOTICE, WARNING, INFO or LOG for the client; the statement goes on."""

    message: str
    severity: str = "NOTICE"
    sqlstate: str = "00000"
    fields: ErrorFields = field(default=NO_FIELDS)
