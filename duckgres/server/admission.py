"""How many may be connected at all, and from one address.

Counting is done when a connection is accepted; telling is done after TLS, since before it a client
of libpq takes no error for an answer. Addresses are counted as their owners hold them: IPv4 as
such, also inside IPv6, and IPv6 by /64. Source: PostgreSQL manual, 20.3 ``max_connections``.
"""

from __future__ import annotations

import ipaddress
from collections import Counter

from duckgres.errors import FatalError

_IPV6_SITE_BITS = 64


def source_of(address: str) -> str:
    """Return what connections of one owner have in common."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), _IPV6_SITE_BITS), strict=False))


class Admission:
    """The counts of one server."""

    def __init__(self, max_connections: int, max_connections_per_ip: int) -> None:
        """Begin with nobody; 0 for an address means no limit."""
        self.limit(max_connections, max_connections_per_ip)
        self._count = 0
        self._by_source: Counter[str] = Counter()

    def limit(self, max_connections: int, max_connections_per_ip: int) -> None:
        """Set the limits for whoever comes from now on."""
        self._max = max_connections
        self._max_per_ip = max_connections_per_ip

    def __len__(self) -> int:
        return self._count

    def enter(self, address: str) -> Ticket:
        """Count a connection in, also one that is over the limit: it is there until told."""
        source = source_of(address)
        self._count += 1
        self._by_source[source] += 1
        over = self._count > self._max
        over_per_ip = 0 < self._max_per_ip < self._by_source[source]
        return Ticket(self, source, over or over_per_ip)

    def leave(self, source: str) -> None:
        """Count a connection out."""
        self._count -= 1
        self._by_source[source] -= 1
        if not self._by_source[source]:
            del self._by_source[source]


class Ticket:
    """One connection's place; leave with ``close``."""

    def __init__(self, admission: Admission, source: str, refused: bool) -> None:
        self._admission = admission
        self._source = source
        self._refused = refused
        self._closed = False

    def check(self) -> None:
        """Refuse the connection if it is one too many.

        Raises:
            FatalError: 53300.
        """
        if self._refused:
            raise FatalError("sorry, too many clients already", sqlstate="53300")

    def close(self) -> None:
        """Give the place back; twice is once."""
        if not self._closed:
            self._closed = True
            self._admission.leave(self._source)
