"""When which message is allowed: the automaton of a connection, as a table.

Message types are numbers here, as the table is asked before a message is decoded, and for a bad
one before its length is read. PostgreSQL is lenient: COPY messages outside a COPY are dropped, as
is everything between an error in a batch and its Sync; what it does not know ends the session.
Each row was recorded from PostgreSQL.

There is no state for COPY TO and none for a statement that runs: the server does not read
meanwhile, so whatever arrives waits. Nobody else compares states. Source: PostgreSQL manual,
55.2; ``SocketBackend`` and ``CopyGetData`` for what the manual leaves out.
"""

from __future__ import annotations

from enum import Enum, auto

from duckgres.errors import ConnectionLost, FatalError, PgError, ProtocolViolation
from duckgres.wire.frontend import (
    AuthenticationResponse,
    Bind,
    Close,
    CopyData,
    CopyDone,
    CopyFail,
    Describe,
    Execute,
    Flush,
    FunctionCall,
    Parse,
    Query,
    Sync,
    Terminate,
)


class State(Enum):
    """Where a connection stands."""

    STARTUP = auto()  # packets without a type: the framer's next_startup_packet
    PASSWORD = auto()  # a password was asked for
    SASL = auto()
    READY = auto()  # between batches; also while a simple query runs
    EXTENDED = auto()  # inside a batch: an error skips to Sync
    SKIP_UNTIL_SYNC = auto()
    COPY_IN = auto()  # of a simple query
    EXTENDED_COPY_IN = auto()  # of an Execute
    SYNC_LOST = auto()  # not COPY data came in COPY_IN: the next read ends the session
    CLOSED = auto()


_EXTENDED_STEPS = {
    cls.TYPE: State.EXTENDED for cls in (Parse, Bind, Describe, Execute, Close, Flush)
}

_COMMANDS = {
    **_EXTENDED_STEPS,
    Query.TYPE: State.READY,
    FunctionCall.TYPE: State.READY,
    Sync.TYPE: State.READY,
    Terminate.TYPE: State.CLOSED,
}

# What is handled, and where it leads.
TRANSITIONS: dict[State, dict[int, State]] = {
    State.STARTUP: {},
    State.PASSWORD: {AuthenticationResponse.TYPE: State.PASSWORD},
    State.SASL: {AuthenticationResponse.TYPE: State.SASL},
    State.READY: _COMMANDS,
    State.EXTENDED: _COMMANDS,
    State.SKIP_UNTIL_SYNC: {Sync.TYPE: State.READY, Terminate.TYPE: State.CLOSED},
    State.COPY_IN: {
        CopyData.TYPE: State.COPY_IN,
        CopyDone.TYPE: State.READY,
        CopyFail.TYPE: State.READY,
    },
    State.EXTENDED_COPY_IN: {
        CopyData.TYPE: State.EXTENDED_COPY_IN,
        CopyDone.TYPE: State.EXTENDED,
        CopyFail.TYPE: State.EXTENDED,
    },
    State.SYNC_LOST: {},
    State.CLOSED: {},
}

_STRAY_COPY = frozenset({CopyData.TYPE, CopyDone.TYPE, CopyFail.TYPE})

# What is dropped unread. What is in neither table is illegal.
IGNORED: dict[State, frozenset[int]] = {
    State.READY: _STRAY_COPY,
    State.EXTENDED: _STRAY_COPY,
    State.SKIP_UNTIL_SYNC: frozenset(_COMMANDS) - {Sync.TYPE, Terminate.TYPE} | _STRAY_COPY,
    State.COPY_IN: frozenset({Flush.TYPE, Sync.TYPE}),
    State.EXTENDED_COPY_IN: frozenset({Flush.TYPE, Sync.TYPE}),
}

# Where an ERROR leads, which was told to the client. States not named here stay.
AFTER_ERROR: dict[State, State] = {
    State.EXTENDED: State.SKIP_UNTIL_SYNC,
    State.COPY_IN: State.READY,
    State.EXTENDED_COPY_IN: State.SKIP_UNTIL_SYNC,
}

COPY_STATES: dict[State, State] = {
    State.READY: State.COPY_IN,
    State.EXTENDED: State.EXTENDED_COPY_IN,
}

_ROWS: dict[State, dict[int, State | None]] = {
    state: {**dict.fromkeys(IGNORED.get(state, ()), None), **TRANSITIONS[state]} for state in State
}


class ConnectionState:
    """One connection's state, and the only one who knows it.

    The client moves it by its messages, through ``accept``; the session by the methods below.
    """

    def __init__(self, state: State = State.STARTUP) -> None:
        self._move(state)

    @property
    def state(self) -> State:
        """The state, for logs and tests."""
        return self._state

    @property
    def in_copy(self) -> bool:
        """Whether the client is to send COPY data."""
        return self._state in (State.COPY_IN, State.EXTENDED_COPY_IN)

    @property
    def in_batch(self) -> bool:
        """Whether a batch is open, which its Sync will end."""
        return self._state in (State.EXTENDED, State.EXTENDED_COPY_IN)

    def allows(self, message_type: int) -> bool:
        """Return whether a message is handled (``True``) or dropped unread (``False``) now.

        Raises:
            FatalError: 08P01, it is illegal and ends the session.
            ProtocolViolation: 08P01, it came instead of COPY data: the statement fails,
                then the session.
            ConnectionLost: The client said good-bye before.
        """
        try:
            return self._row[message_type] is not None
        except KeyError:
            raise self._refuse(message_type) from None

    def accept(self, message_type: int) -> bool:
        """Do what ``allows`` does, and follow the message to its state."""
        try:
            target = self._row[message_type]
        except KeyError:
            raise self._refuse(message_type) from None
        if target is None:
            return False
        if target is not self._state:
            self._move(target)
        return True

    def authenticate(self, *, sasl: bool) -> None:
        """Note that the client was asked for a password, or for SASL."""
        self._move(State.SASL if sasl else State.PASSWORD)

    def login_done(self) -> None:
        """Note that the client is in, and will be told ReadyForQuery."""
        self._move(State.READY)

    def begin_copy_in(self) -> None:
        """Note that the client was asked for COPY data."""
        self._move(COPY_STATES[self._state])

    def fail(self) -> bool:
        """Note that an ERROR was told; return whether ReadyForQuery follows it at once.

        It does not in a batch, where Sync brings it, nor where the session is about to end.
        """
        self._move(AFTER_ERROR.get(self._state, self._state))
        return self._state is State.READY

    def close(self) -> None:
        """Note that the session ends."""
        self._move(State.CLOSED)

    def check_readable(self) -> None:
        """Refuse to read on where nothing the client says could help.

        Raises:
            FatalError: 08P01, something else than COPY data came in a COPY.
            ConnectionLost: The session has ended.
        """
        if self._state is State.SYNC_LOST:
            self._move(State.CLOSED)
            raise FatalError(
                "terminating connection because protocol synchronization was lost",
                sqlstate="08P01",
            )
        if self._state is State.CLOSED:
            raise ConnectionLost("the session has ended")

    def _move(self, state: State) -> None:
        self._state = state
        self._row = _ROWS[state]

    def _refuse(self, message_type: int) -> PgError:
        self.check_readable()
        if self.in_copy:
            self._move(State.SYNC_LOST)
            return ProtocolViolation(
                f"unexpected message type 0x{message_type:02X} during COPY from stdin"
            )
        asked = {State.PASSWORD: "password", State.SASL: "SASL"}.get(self._state)
        self._move(State.CLOSED)
        if asked:
            return FatalError(
                f"expected {asked} response, got message type {message_type}", sqlstate="08P01"
            )
        return FatalError(f"invalid frontend message type {message_type}", sqlstate="08P01")
