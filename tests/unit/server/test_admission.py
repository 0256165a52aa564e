import pytest

from duckgres.errors import FatalError
from duckgres.server.admission import Admission, source_of


def refused(ticket):
    try:
        ticket.check()
    except FatalError as error:
        return (error.sqlstate, error.message) == ("53300", "sorry, too many clients already")
    return False


def test_the_cap_holds_for_all_together():
    admission = Admission(2, 0)
    tickets = [admission.enter(f"10.0.0.{n}") for n in range(3)]
    assert [refused(ticket) for ticket in tickets] == [False, False, True]


def test_the_cap_holds_for_one_address():
    admission = Admission(100, 1)
    tickets = [admission.enter(address) for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1")]
    assert [refused(ticket) for ticket in tickets] == [False, False, True]


def test_nought_for_an_address_is_no_limit():
    admission = Admission(100, 0)
    assert not any(refused(admission.enter("10.0.0.1")) for _ in range(100))


def test_a_place_given_back_is_free_and_counts_once():
    admission = Admission(1, 1)
    first = admission.enter("10.0.0.1")
    second = admission.enter("10.0.0.1")
    second.close()
    second.close()
    assert len(admission) == 1
    first.close()
    assert len(admission) == 0
    assert not refused(admission.enter("10.0.0.1"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "local", False),
    ],
)
def test_who_counts_as_one(one, other, same):
    assert (source_of(one) == source_of(other)) is same
