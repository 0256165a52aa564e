"""The PROXY protocol, versions 1 and 2: whom a balancer or tunnel in front of us speaks for.

A header of its own stands before everything else on the connection, TLS included. It is read to
its last byte and no further: ``wanted`` says how many bytes certainly still belong to it, so that
what comes behind stays with the socket for TLS. Addresses only: ports, the address that was
connected to and the extensions (TLVs) of version 2 mean nothing here. The checksum among the
extensions is not looked at, which the specification allows: TCP has one of its own, and whoever
could bend the header between the proxy and us could bend the checksum.

Pure functions from bytes. Source: "The PROXY protocol, versions 1 & 2", HAProxy's
doc/proxy-protocol.txt, sections 2.1 and 2.2.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from duckgres.errors import ProtocolViolation

V1_SIGNATURE = b"PROXY "
V2_SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"

V1_SHORTEST = 15  # bytes, "PROXY UNKNOWN\r\n"
V1_LONGEST = 107  # bytes, with the line's end
V2_HEAD = 16  # bytes up to the addresses, the length of the rest among them

_V1_ADDRESS = {b"TCP4": IPv4Address, b"TCP6": IPv6Address}
_PORT = re.compile(rb"0|[1-9][0-9]{0,4}")
_LOCAL, _PROXY = 0x20, 0x21  # version and command
# Family and transport of version 2. Whoever is not on TCP cannot be on this connection, and has
# no address to be known by: the proxy's own counts, as with HAProxy.
_TCP4, _TCP6 = 0x11, 0x21
_SIZES = {0x00: 0, _TCP4: 12, 0x12: 12, _TCP6: 36, 0x22: 36, 0x31: 216, 0x32: 216}  # bytes


def wanted(data: bytes | bytearray) -> int:
    """Return how many bytes of the header are certainly missing; 0 when it is whole.

    Raises:
        ProtocolViolation: It is no header, whatever may follow.
    """
    if data[: len(V2_SIGNATURE)] == V2_SIGNATURE[: len(data)] and data:
        return _wanted_v2(data)
    if data[: len(V1_SIGNATURE)] != V1_SIGNATURE[: len(data)]:
        raise ProtocolViolation("no PROXY protocol header")
    if len(data) < V1_SHORTEST:
        return V1_SHORTEST - len(data)
    if data.endswith(b"\r\n"):
        return 0
    if len(data) >= V1_LONGEST:
        raise ProtocolViolation("PROXY protocol header without an end")
    return 1 if data.endswith(b"\r") or len(data) == V1_LONGEST - 1 else 2


def source_address(header: bytes | bytearray) -> str | None:
    """Return the client's address out of a whole header.

    ``None`` is nobody's: the proxy speaks for itself (a health check), or does not know.

    Raises:
        ProtocolViolation: The header is bad.
    """
    data = bytes(header)
    return _v2_source(data) if data.startswith(V2_SIGNATURE) else _v1_source(data)


def _wanted_v2(data: bytes | bytearray) -> int:
    if len(data) > 12 and data[12] not in (_LOCAL, _PROXY):
        raise ProtocolViolation("unknown version or command in PROXY protocol header")
    if len(data) < V2_HEAD:
        return V2_HEAD - len(data)
    return V2_HEAD + int.from_bytes(data[14:16]) - len(data)


def _v1_source(header: bytes) -> str | None:
    if b"\r" in header[:-2]:
        raise ProtocolViolation("PROXY protocol header without an end")
    name, *fields = header[len(V1_SIGNATURE) : -2].split(b" ")
    if name == b"UNKNOWN":
        return None
    kind = _V1_ADDRESS.get(name)
    if kind is None or len(fields) != 4:
        raise ProtocolViolation("bad PROXY protocol header")
    try:
        source, _ = (kind(field.decode("ascii")) for field in fields[:2])
    except (AddressValueError, UnicodeDecodeError) as error:
        raise ProtocolViolation("bad address in PROXY protocol header") from error
    for port in fields[2:]:
        if not _PORT.fullmatch(port) or int(port) > 65535:
            raise ProtocolViolation("bad port in PROXY protocol header")
    if isinstance(source, IPv6Address) and source.scope_id is not None:
        raise ProtocolViolation("bad address in PROXY protocol header")
    return str(source)


def _v2_source(header: bytes) -> str | None:
    if header[12] == _LOCAL:
        return None
    family = header[13]
    if family not in _SIZES or len(header) - V2_HEAD < _SIZES[family]:
        raise ProtocolViolation("bad address in PROXY protocol header")
    if family == _TCP4:
        return str(IPv4Address(header[16:20]))
    if family == _TCP6:
        return str(IPv6Address(header[16:32]))
    return None
