import pytest

from duckgres.config.model import User, UserLimits
from duckgres.errors import ConnectionLost, FatalError
from duckgres.server.admission import Admission, Places, Ticket

FULL = "sorry, too many clients already"
RESERVED = "remaining connection slots are reserved for non-replication superuser connections"
USERS = {
    "root": User("root", "x", trusted=True, limits=UserLimits(max_connections=0)),
    "alice": User("alice", "x"),
    "bob": User("bob", "x", limits=UserLimits(max_connections=1)),
    "zero": User("zero", "x", limits=UserLimits(max_connections=0)),
}


def enter(admission, source="10.0.0.1", *, exempt=False, dropped=None):
    ticket = Ticket(
        source, lambda: (dropped if dropped is not None else []).append(source), exempt
    )
    admission.enter(ticket)
    return ticket


def login(admission, user="alice", source="10.0.0.1", **how):
    ticket = enter(admission, source, **how)
    admission.check(ticket)
    admission.admit(ticket, user)
    return ticket


def refusal(call, *args, **how):
    with pytest.raises(FatalError) as caught:
        call(*args, **how)
    assert caught.value.sqlstate == "53300"
    return caught.value.message


def test_the_places_are_those_who_have_logged_in():
    admission = Admission(Places(2), {})
    guests = [enter(admission) for _ in range(10)]
    login(admission)
    last = login(admission)
    assert refusal(login, admission) == FULL
    assert refusal(admission.check, guests[0]) == FULL
    admission.leave(last)
    admission.leave(last)
    login(admission)
    assert refusal(login, admission) == FULL


def test_who_is_told_that_there_is_no_place_holds_none():
    admission = Admission(Places(1), {})
    held = login(admission)
    ticket = enter(admission)
    refusal(admission.check, ticket)
    admission.leave(ticket)
    admission.leave(held)
    assert len(admission) == 0
    login(admission)


def test_a_place_may_be_gone_when_the_password_is_there():
    admission = Admission(Places(1), {})
    first, second = enter(admission), enter(admission)
    admission.check(first)
    admission.check(second)
    admission.admit(first, "alice")
    assert refusal(admission.admit, second, "alice") == FULL


def test_the_cap_for_one_address_is_not_for_others_and_not_for_the_exempt():
    admission = Admission(Places(100, per_source=1), {})
    login(admission)
    assert refusal(login, admission) == FULL
    login(admission, source="10.0.0.2")
    login(admission, exempt=True)


def test_nought_for_an_address_is_no_limit():
    admission = Admission(Places(100), {})
    for _ in range(100):
        login(admission)


def test_the_last_places_are_for_trusted_users():
    admission = Admission(Places(3, reserved=2), USERS)
    login(admission)
    assert refusal(login, admission) == RESERVED
    root = [login(admission, "root") for _ in range(2)]
    assert refusal(login, admission, "root") == FULL
    assert refusal(login, admission, "alice") == FULL
    admission.leave(root[0])
    assert refusal(login, admission) == RESERVED


def test_nothing_is_kept_back_for_nobody():
    admission = Admission(Places(2, reserved=2), {"alice": USERS["alice"]})
    login(admission)
    login(admission)
    assert refusal(login, admission) == FULL


def test_a_users_own_limit_comes_first_and_is_not_for_trusted_ones():
    admission = Admission(Places(4, reserved=2), USERS)
    held = login(admission, "bob")
    assert refusal(login, admission, "bob") == 'too many connections for role "bob"'
    assert refusal(login, admission, "zero") == 'too many connections for role "zero"'
    login(admission, "alice")
    assert refusal(login, admission, "bob") == 'too many connections for role "bob"'
    login(admission, "root")
    admission.leave(held)
    assert refusal(login, admission, "bob") == RESERVED


def test_a_user_who_is_no_more_has_the_rights_of_none():
    admission = Admission(Places(2, reserved=1), USERS)
    login(admission, "nobody")
    assert refusal(login, admission, "nobody") == RESERVED


def test_the_crowd_of_guests_is_bounded_and_the_most_crowded_address_gives_way():
    admission = Admission(Places(1, guests=3), {})
    dropped = []
    first = enter(admission, "10.0.0.1", dropped=dropped)
    for source in ("10.0.0.2", "10.0.0.2", "10.0.0.2", "10.0.0.3"):
        enter(admission, source, dropped=dropped)
    assert dropped == ["10.0.0.2", "10.0.0.2"]
    assert len(admission) == 3
    admission.admit(first, "alice")


def test_who_was_sent_away_does_not_get_in_and_counts_once():
    admission = Admission(Places(1, guests=1), {})
    first = enter(admission)
    enter(admission)
    with pytest.raises(ConnectionLost):
        admission.admit(first, "alice")
    admission.leave(first)
    assert len(admission) == 1


def test_sending_away_when_nobody_waits_is_nothing():
    admission = Admission(Places(1), {})
    login(admission)
    admission.drop_one()
    assert len(admission) == 1


def test_a_guest_of_a_proxy_is_counted_where_he_comes_from():
    admission = Admission(Places(9, guests=2, per_source=1), {})
    dropped = []
    ticket = enter(admission, "10.0.0.1", dropped=dropped)
    admission.move(ticket, "192.0.2.1")
    admission.admit(ticket, "alice")
    other = enter(admission, "10.0.0.1")
    admission.move(other, "192.0.2.1")
    assert refusal(admission.check, other) == FULL
    for gone in (other, ticket):
        admission.leave(gone)
    admission.move(other, "10.0.0.9")  # he was sent away in the same moment
    assert (len(admission), dropped) == (0, [])


def test_limits_can_be_exchanged_while_it_runs():
    admission = Admission(Places(1), {})
    held = login(admission)
    admission.use(Places(2, reserved=1), USERS)
    assert refusal(login, admission) == RESERVED
    login(admission, "root")
    admission.use(Places(1), USERS)
    assert refusal(login, admission, "root") == FULL
    admission.leave(held)
    assert refusal(login, admission, "root") == FULL
