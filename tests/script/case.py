"""The text form of a wire script, and what is not compared.

A case is a file of ``cases``. Its first lines, each with ``#``, say what it is about. Then come
rounds, with an empty line between them: what the client says, a line with ``>`` each, and what it
hears, a line per message. The client waits for the last answer of a round before it begins the
next; within a round it just talks.

    # A statement that fails
    > Query('select 1/0')
    ErrorResponse(S='ERROR', V='ERROR', C='22012', M='division by zero')
    ReadyForQuery('I')

What is said is a call of a class of ``duckgres.wire.frontend``, or ``Raw(b'…')`` for any bytes, or
``Message(b'Q', b'…')`` for a type and a payload with the right length. What is heard is
``duckgres.wire.trace``'s full line, and ``Closed`` where the server hangs up. A case begins behind
the login's ReadyForQuery; with ``# login: {…}`` among its first lines it begins with the login,
with these parameters added to the StartupMessage, and hears all of it.

Not compared are the few things that cannot be the same (all in ``heard_line``):

* of errors and notices: the file, line and routine of PostgreSQL's source;
* process ids and secrets (``BackendKeyData``, ``NotificationResponse``);
* a column's table and its number there; with ``# origin`` among the first lines they are compared,
  but for the OID itself, which is written 1;
* the values of ParameterStatus that say which server and which user this is: ``OWN_PARAMETERS``;
* at login, the order of ParameterStatus, which is another in each version of PostgreSQL (they are
  sorted here), and the parameters that are newer than the version we say we are.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from duckgres.wire import trace
from duckgres.wire.message import Message

CASES = Path(__file__).parent / "cases"
CLOSED = "Closed"
SOURCE_TAGS = "FLR"
OWN_PARAMETERS = frozenset({"server_version", "session_authorization", "is_superuser"})
NEWER_PARAMETERS = frozenset({"scram_iterations"})  # since PostgreSQL 16
MASK = "*"

_SPEAKABLE = {cls.__name__: cls for cls in f.FRONTEND_MESSAGES}


@dataclass
class Round:
    """Something said, and what was heard."""

    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def bytes_to_say(self) -> bytes:
        """Return the bytes of all that is said."""
        return b"".join(said_bytes(line) for line in self.said)


@dataclass
class Case:
    """One script.

    Attributes:
        comments: The first lines, without ``#``.
        login: StartupMessage parameters of a login script, ``None`` for others.
        origin: Whether columns' tables are compared.
    """

    comments: list[str]
    rounds: list[Round]
    login: dict[str, str] | None = None
    origin: bool = False

    def text(self) -> str:
        """Return the file's text."""
        blocks = ["\n".join(f"# {comment}" for comment in self.comments)]
        blocks += [
            "\n".join([*(f"> {line}" for line in step.said), *step.heard]) for step in self.rounds
        ]
        return blocks[0] + "\n" + "\n\n".join(blocks[1:]) + "\n"


def names() -> list[str]:
    """Return the names of all cases."""
    return sorted(path.stem for path in CASES.glob("*.txt"))


def load(name: str) -> Case:
    """Return the case of that name."""
    return parse((CASES / f"{name}.txt").read_text())


def parse(text: str) -> Case:
    """Return the case a file's text holds."""
    case = Case([], [])
    in_round = False
    for line in text.splitlines():
        if line.startswith("# "):
            _note(case, line[2:])
        elif line.startswith("> "):
            if not in_round or case.rounds[-1].heard:
                case.rounds.append(Round())
            in_round = True
            case.rounds[-1].said.append(line[2:])
        elif line:
            if not in_round:
                case.rounds.append(Round())  # a login is heard before anything is said
                in_round = True
            case.rounds[-1].heard.append(line)
        else:
            in_round = False
    return case


def _note(case: Case, comment: str) -> None:
    case.comments.append(comment)
    if comment.startswith("login: "):
        case.login = ast.literal_eval(comment.removeprefix("login: "))
    case.origin = case.origin or comment == "origin"


def said_bytes(line: str) -> bytes:
    """Return the bytes of a line of what is said, which looks like a call."""
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call), line
    assert isinstance(call.func, ast.Name), line
    arguments: list[Any] = [ast.literal_eval(argument) for argument in call.args]
    if call.func.id == "Raw":
        return bytes(arguments[0])
    if call.func.id == "Message":
        kind, payload = arguments
        return kind + (len(payload) + 4).to_bytes(4) + payload  # type: ignore[no-any-return]  # literals
    return _SPEAKABLE[call.func.id](*arguments).encode()


def heard_line(message: Message, *, origin: bool = False) -> str:
    """Return what was heard as a line, without what is not compared."""
    if isinstance(message, b.ErrorResponse | b.NoticeResponse):
        kept = tuple(pair for pair in message.fields if pair[0] not in SOURCE_TAGS)
        message = type(message)(kept)
    elif isinstance(message, b.RowDescription):
        message = b.RowDescription(
            tuple(_column(column, origin=origin) for column in message.fields)
        )
    elif isinstance(message, b.BackendKeyData):
        message = b.BackendKeyData(0, message.secret)
    elif isinstance(message, b.NotificationResponse):
        message = b.NotificationResponse(0, message.channel, message.payload)
    elif isinstance(message, b.ParameterStatus) and message.name in OWN_PARAMETERS:
        message = b.ParameterStatus(message.name, MASK)
    return trace.line(message, full=True)


def login_lines(messages: list[Message]) -> list[str]:
    """Return what was heard at login, without what is not compared."""
    told = [message for message in messages if isinstance(message, b.ParameterStatus)]
    kept = [message for message in told if message.name not in NEWER_PARAMETERS]
    lines = sorted((heard_line(message) for message in kept), key=str.lower)
    first = next((at for at, message in enumerate(messages) if message in told), 0)
    others = [heard_line(message) for message in messages if message not in told]
    return others[:first] + lines + others[first:]


def _column(column: b.FieldDescription, *, origin: bool) -> b.FieldDescription:
    if origin:
        return column._replace(table_oid=min(column.table_oid, 1))
    return column._replace(table_oid=0, column_number=0)
