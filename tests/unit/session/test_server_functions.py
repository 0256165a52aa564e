"""The server's functions: each of the rule's table has one, and they do what they say."""

import pytest

from duckgres.errors import PgError
from duckgres.session.server_functions import FUNCTIONS, NOT_STRICT
from duckgres.sql.rules.server_calls import SIGNATURES
from duckgres.wire.frontend import Query


@pytest.fixture
def session(talk):
    talk()
    return talk.session


def test_each_function_of_the_rule_is_here():
    assert set(FUNCTIONS) == set(SIGNATURES)
    assert set(FUNCTIONS) > NOT_STRICT


def test_set_config_takes_a_list_as_one_text_and_null_for_the_default(session):
    set_config = FUNCTIONS["set_config"]
    assert set_config(session, "search_path", "a, public", False) == "a, public"
    assert set_config(session, "search_path", None, False) == '"$user", public'
    with pytest.raises(PgError, match="requires parameter name") as caught:
        set_config(session, None, "x", False)
    assert caught.value.sqlstate == "22004"


def test_current_schemas_are_those_that_exist(session):
    FUNCTIONS["set_config"](session, "search_path", "nothing, public", False)
    assert FUNCTIONS["current_schema"](session) == "public"
    assert FUNCTIONS["current_schemas"](session, True) == ["pg_catalog", "public"]
    FUNCTIONS["set_config"](session, "search_path", "nothing", False)
    assert FUNCTIONS["current_schema"](session) is None


class Other:
    def __init__(self, user):
        self.login = type("Login", (), {"user": user})
        self.done = []

    def cancel(self):
        self.done.append("canceled")

    def terminate(self, error):
        self.done.append(error.sqlstate)


def test_a_session_of_the_same_user_is_canceled_and_terminated(session):
    registry, other = session.services.registry, Other("ann")
    key = registry.issue_key((3, 0))
    registry.register(key, other)
    assert FUNCTIONS["pg_cancel_backend"](session, key.process_id)
    assert FUNCTIONS["pg_terminate_backend"](session, key.process_id)
    assert other.done == ["canceled", "57P01"]


def test_a_strangers_session_is_left_alone(session):
    registry, other = session.services.registry, Other("ben")
    key = registry.issue_key((3, 0))
    registry.register(key, other)
    with pytest.raises(PgError) as caught:
        FUNCTIONS["pg_cancel_backend"](session, key.process_id)
    assert (caught.value.sqlstate, other.done) == ("42501", [])


def test_nobody_is_told_of_by_a_warning(talk):
    heard = talk(Query("select pg_cancel_backend(12345)"))
    assert heard[0] == "WARNING 01000: PID 12345 is not a PostgreSQL backend process"


def test_sleeping_holds_no_thread(session, fake_engine):
    assert FUNCTIONS["pg_sleep"](session, 0.02) == ""
    assert "wait for PgSleep" in fake_engine.calls
    assert not any(call.startswith("start") for call in fake_engine.calls)


def test_addresses_are_the_sockets(session):
    assert FUNCTIONS["inet_client_port"](session) == 4711
    assert FUNCTIONS["inet_server_addr"](session) == "10.0.0.9"
