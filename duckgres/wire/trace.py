"""One readable line per message, both ways, for DEBUG logs and the wire scripts.

A line looks like the call that makes the message: ``Parse('s1', 'select $1', (23,))``. Passwords
and cancel secrets are never shown; what users' data may be in (SQL, values, rows, COPY data,
error texts) only by ``full``.
"""

from __future__ import annotations

from duckgres.wire.backend import (
    AuthenticationMD5Password,
    AuthenticationSASLContinue,
    AuthenticationSASLFinal,
    BackendKeyData,
    DataRow,
    ErrorResponse,
    NoticeResponse,
    RowDescription,
)
from duckgres.wire.frontend import AuthenticationResponse
from duckgres.wire.message import Message

HIDDEN = "…"

# Never shown: message -> fields.
SECRETS: dict[type[Message], frozenset[str]] = {
    AuthenticationResponse: frozenset({"payload"}),
    AuthenticationMD5Password: frozenset({"salt"}),
    AuthenticationSASLContinue: frozenset({"data"}),
    AuthenticationSASLFinal: frozenset({"data"}),
    BackendKeyData: frozenset({"secret"}),
}

# Shown by their size unless the line is to be full: names of fields, whatever the message.
PRIVATE = frozenset(
    {"query", "parameters", "arguments", "result", "values", "data", "message", "payload"}
)

# Of an error or a notice these are shown: severity, SQLSTATE, position. Texts quote the user's
# values.
PUBLIC_TAGS = frozenset("SVCP")

_TAGGED = (ErrorResponse, NoticeResponse)


def line(message: Message, *, full: bool = False) -> str:
    """Return the message as one line.

    Args:
        message: Any message of either side.
        full: Show SQL, values, data and error texts too.
    """
    if isinstance(message, _TAGGED):
        shown = [f"{tag}={text!r}" for tag, text in message.fields if full or tag in PUBLIC_TAGS]
    elif isinstance(message, RowDescription):
        shown = [repr(tuple(field)) for field in message.fields]
    elif isinstance(message, DataRow) and full:
        shown = [repr(value) for value in message.values]
    else:
        shown = [_field(message, name, full=full) for name, _ in message.LAYOUT]
    return f"{type(message).__name__}({', '.join(shown)})"


def _field(message: Message, name: str, *, full: bool) -> str:
    value = getattr(message, name)
    if name in SECRETS.get(type(message), ()):
        return HIDDEN
    if name in PRIVATE and not full:
        return f"<{len(value)} {_unit(value)}>"
    return repr(value)


def _unit(value: str | bytes | tuple[object, ...]) -> str:
    return {str: "characters", bytes: "bytes"}.get(type(value), "values")
