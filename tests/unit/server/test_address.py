from ipaddress import ip_network

import pytest

from duckgres.server.address import parse_address, source_of, within


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("10.0.0.1", "::ffff:a00:1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "local", False),
    ],
)
def test_who_counts_as_one(one, other, same):
    assert (source_of(one) == source_of(other)) is same


def test_what_is_no_address_is_its_own_source():
    assert parse_address("/run/socket") is None
    assert source_of("/run/socket") == "/run/socket"


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("11.0.0.1", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
    ],
)
def test_within(address, inside):
    networks = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    assert within(address, networks) is inside
    assert within(address, ()) is False
