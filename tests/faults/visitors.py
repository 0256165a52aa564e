"""Clients from any address of this machine, who log in rightly or wrongly or not at all."""

from __future__ import annotations

import socket
import time
from contextlib import closing

from tests.fixtures.raw_login import (
    RawLogin,
    ScramClient,
    message,
    sasl_initial,
    startup_packet,
)

BAD_PASSWORD = "28P01"
NO_PLACE = "53300"


class Visitor(RawLogin):
    """One connection, from ``source``."""

    def __init__(self, server, source="127.0.0.1", host=None) -> None:
        super().__init__(host or server.host, server.port, timeout=20.0, source=source)
        # As libpq does; without it each login waits 40 ms for a delayed acknowledgement.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask_for(self, user="test", **parameters) -> bytes | None:
        """Send the StartupMessage; return the type of the answer."""
        self.send(startup_packet(user=user, **parameters))
        return self.receive()

    def challenge(self, user="test", password="secret") -> bool:
        """Come as far as the proof, and say whether it is asked for."""
        if self.ask_for(user) != b"R":
            return False
        self.scram = ScramClient(password)
        self.send(sasl_initial("SCRAM-SHA-256", self.scram.first()))
        return self.receive() == b"R"

    def prove(self) -> str:
        """Send the proof; return the SQLSTATE, or ``in``."""
        self.send(message(b"p", self.scram.final(self.server_first)))
        return self.outcome()

    def outcome(self) -> str:
        """Hear the rest; return the SQLSTATE of the refusal, ``in``, or ``closed``."""
        if not self.heard[-1].startswith("E "):
            self.until_end()
        errors = [line for line in self.heard if line.startswith("E ")]
        if errors:
            return errors[0].split(" | ")[1]
        return "in" if self.heard[-1] == "logged in" else "closed"

    def log_in(self, user="test", password="secret") -> str:
        """Do all of it over TLS; return the outcome."""
        try:
            if self.ask() != b"S":
                return "closed"
            self.start_tls()
        except ConnectionError:
            return "closed"
        if not self.challenge(user, password):
            return self.outcome()
        return self.prove()


def try_login(server, source="127.0.0.1", user="test", password="secret", host=None) -> str:
    """Log in and leave; return the outcome."""
    with closing(Visitor(server, source, host)) as visitor:
        return visitor.log_in(user, password)


def timed_login(server, source="127.0.0.1", user="test", password="secret"):
    """Log in and leave; return the outcome and the seconds it took."""
    begin = time.monotonic()
    outcome = try_login(server, source, user, password)
    return outcome, time.monotonic() - begin
