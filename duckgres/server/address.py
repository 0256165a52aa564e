"""Addresses as their owners hold them, and networks of them.

An IPv4 address inside an IPv6 one is the IPv4 address; an interface behind ``%`` says where a
packet came in, not who sent it. IPv6 is given out by /64, so one owner has 2^64 addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from duckgres.config.values import Network

_IPV6_SITE_BITS = 64


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address, ``None`` for what is none, such as the path of a local socket."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def source_of(text: str) -> str:
    """Return what connections of one owner have in common."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _IPV6_SITE_BITS), strict=False))
    return text if address is None else str(address)


def within(text: str, networks: Sequence[Network]) -> bool:
    """Say whether an address is in one of the networks."""
    address = parse_address(text) if networks else None
    return address is not None and any(address in network for network in networks)
