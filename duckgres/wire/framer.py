"""The stream of bytes, cut into messages.

Bytes come in with ``feed`` as the network cuts them; ``next_message`` gives the next message the
session has to handle. What the state says is to be dropped is dropped here as it arrives, never
collected; a message's type is judged by its first byte, its length by the first five, and nothing
is allocated for what is only announced. COPY data may be handed over before its message is
complete, as the boundaries of CopyData mean nothing, so that a message of a gigabyte needs no
gigabyte.

Limits are PostgreSQL's: breaking one loses the message boundaries, and ends the connection
without a word.
"""

from __future__ import annotations

from struct import Struct

from duckgres.errors import ConnectionLost
from duckgres.wire import startup
from duckgres.wire.frontend import (
    DECODERS,
    FRONTEND_MESSAGES,
    AuthenticationResponse,
    Bind,
    CopyData,
    FrontendMessage,
    FunctionCall,
    Parse,
    Query,
)
from duckgres.wire.startup import StartupPacket, decode_startup_packet
from duckgres.wire.state import ConnectionState

HEADER = Struct("!Bi")  # type; length, which counts itself
HEADER_SIZE = 5
MIN_LENGTH = 4
SMALL_LIMIT = 10_000  # bytes, PQ_SMALL_MESSAGE_LIMIT
LARGE_LIMIT = 0x3FFF_FFFE  # PQ_LARGE_MESSAGE_LIMIT, one byte less than 1 GiB - 1
AUTHENTICATION_LIMIT = 65_535  # PG_MAX_AUTH_TOKEN_LENGTH
COPY_PIECE = 64 * 1024  # bytes of an unfinished CopyData that are worth handing over

LIMITS: dict[int, int] = {
    **{cls.TYPE: SMALL_LIMIT for cls in FRONTEND_MESSAGES},
    **{cls.TYPE: LARGE_LIMIT for cls in (Query, Parse, Bind, FunctionCall, CopyData)},
    AuthenticationResponse.TYPE: AUTHENTICATION_LIMIT,
}


class Framer:
    """One connection's incoming bytes.

    Attributes:
        state: The connection's automaton, which every message passes.
    """

    def __init__(self, state: ConnectionState) -> None:
        self.state = state
        self._buffer: bytes | bytearray = b""
        self._at = 0  # where the unread part of the buffer begins
        self._left = (
            0  # bytes of a message that was begun and is handed over, or dropped, as it arrives
        )

    @property
    def buffered(self) -> int:
        """Bytes that were fed and not read; behind an SSLRequest there must be none."""
        return len(self._buffer) - self._at

    def feed(self, data: bytes) -> None:
        """Take what the network brought."""
        if self._at == len(self._buffer):
            self._buffer = data
        else:
            if isinstance(self._buffer, bytes):
                self._buffer = bytearray(memoryview(self._buffer)[self._at :])
            elif self._at:
                del self._buffer[: self._at]  # moves the start, not the bytes
            self._buffer += data
        self._at = 0

    def next_startup_packet(self) -> StartupPacket | None:
        """Return the next packet of the startup phase, or ``None`` if it is not there in full.

        Raises:
            FatalError: It asks for what is refused, with the answer.
            ConnectionLost: Its length cannot be.
        """
        if self.buffered < startup.HEADER.size:
            if self.buffered >= 4:
                self._check_startup_length()
            return None
        length = self._check_startup_length()
        if self.buffered < length:
            return None
        return decode_startup_packet(self._take(length))

    def next_message(self) -> FrontendMessage | None:
        """Return the next message to be handled, or ``None`` if more bytes are needed.

        The state has moved when this returns, and also when it raises.

        Raises:
            ProtocolViolation: The message is bad; the boundaries are kept and the session goes on.
            FatalError: It is illegal now, and ends the session.
            ConnectionLost: Its length cannot be, or the session has ended.
        """
        state = self.state
        while True:
            if self._left:
                piece = self._next_piece()
                if piece is not None or self._left:
                    return piece
            at = self._at
            available = len(self._buffer) - at
            if available < HEADER_SIZE:
                self._check_unfinished_header()
                return None
            message_type, length = HEADER.unpack_from(self._buffer, at)
            handled = state.allows(message_type)
            if not MIN_LENGTH <= length <= LIMITS[message_type]:
                state.close()
                raise ConnectionLost("invalid message length")
            if handled and length < available:
                state.accept(message_type)
                self._at = at + HEADER_SIZE
                return DECODERS[message_type](self._take(length - MIN_LENGTH))
            if handled and (message_type != CopyData.TYPE or available < COPY_PIECE):
                return None
            self._at = at + HEADER_SIZE
            self._left = length - MIN_LENGTH
            self._dropping = not handled

    def peek_type(self) -> int | None:
        """Return the type of the next message, if all of it is here; consume nothing."""
        at = self._at + self._left
        if len(self._buffer) - at < HEADER_SIZE:
            return None
        message_type: int
        length: int
        message_type, length = HEADER.unpack_from(self._buffer, at)
        return message_type if len(self._buffer) - at > length >= MIN_LENGTH else None

    def _take(self, size: int) -> bytes:
        at = self._at
        end = at + size
        buffer = self._buffer
        if end == len(buffer):  # let go of it, or an idle session keeps its largest message
            self._buffer = b""
            self._at = 0
        else:
            self._at = end
        if isinstance(buffer, bytes):
            return buffer[at:end]
        return bytes(memoryview(buffer)[at:end])

    def _check_startup_length(self) -> int:
        length = int.from_bytes(self._buffer[self._at : self._at + 4])
        if not startup.MIN_LENGTH <= length <= startup.MAX_LENGTH:
            self.state.close()
            raise ConnectionLost("invalid length of startup packet")
        return length

    def _check_unfinished_header(self) -> None:
        """Refuse at once what a first byte, or none, is enough to refuse."""
        self.state.check_readable()
        if self.buffered:
            self.state.allows(self._buffer[self._at])

    def _next_piece(self) -> CopyData | None:
        """Hand over, or drop, what is here of the message that was begun.

        COPY data is dropped from the moment the COPY has failed.
        """
        size = min(self._left, self.buffered)
        self._left -= size
        if self._dropping or not self.state.in_copy:
            self._at += size
            return None
        return CopyData(self._take(size)) if size else None
