"""Advisory locks as a session takes them and gives them back."""

from duckgres.session.advisory import FUNCTIONS, leave, owner
from duckgres.session.advisory_locks import Key
from duckgres.wire.frontend import Query


def held(session):
    return [key.numbers for key, *_ in session.services.locks.rows()]


def test_a_lock_of_the_session_is_there_until_it_ends(talk):
    seen = []
    talk(Query("select pg_advisory_lock(1, 2)"), lambda: seen.append(held(talk.session)))
    assert seen == [[(1, 2)]]
    assert held(talk.session) == []


def test_a_lock_of_the_transaction_ends_with_it(talk):
    seen = []
    look = lambda: seen.append(held(talk.session))  # noqa: E731 - called between messages
    talk(
        Query("begin"), Query("select pg_advisory_xact_lock(7)"), look, Query("rollback"), look,
        Query("select pg_advisory_xact_lock(7)"), look,
    )  # fmt: skip
    assert seen == [[(7,)], [], []]


def test_what_one_does_not_hold_is_told_and_false(talk):
    heard = talk(Query("select pg_advisory_unlock_shared(1)"))
    assert heard[0] == "WARNING 01000: you don't own a lock of type ShareLock"


def test_every_function_is_there_for_one_and_two_numbers(talk):
    talk()
    session = talk.session
    assert FUNCTIONS["pg_try_advisory_lock"](session, 1)
    other = object()
    locks = session.services.locks
    assert not locks.try_take(other, Key("ann", (1,)), shared=False, transaction=False)
    leave(session)
    assert locks.try_take(other, Key("ann", (1,)), shared=False, transaction=False)
    assert owner(session) is owner(session)
