"""What the kernel is told about a connection: keepalives and the like, which are settings.

Source: tcp(7).
"""

from __future__ import annotations

import socket
from functools import cache

TCP_FAMILIES = (socket.AF_INET, socket.AF_INET6)
# Settings of a session that are the kernel's, and its names for them.
_OPTIONS = {
    "tcp_keepalives_idle": "TCP_KEEPIDLE",
    "tcp_keepalives_interval": "TCP_KEEPINTVL",
    "tcp_keepalives_count": "TCP_KEEPCNT",
    "tcp_user_timeout": "TCP_USER_TIMEOUT",
}


def tune(connection: socket.socket, family: int) -> None:
    """Send small answers at once, and find out about dead machines; how fast, settings say."""
    if family in TCP_FAMILIES:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def number_of(name: str) -> int | None:
    """Return the system's number for a setting."""
    return getattr(socket, _OPTIONS[name], None)


@cache
def system_default(family: int, option: int) -> int:
    """Return what a new socket has."""
    with socket.socket(family, socket.SOCK_STREAM) as fresh:
        return fresh.getsockopt(socket.IPPROTO_TCP, option)
