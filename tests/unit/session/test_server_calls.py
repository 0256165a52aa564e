"""Calls of the server are done before the statement, in order, and their values stand in it."""

from datetime import UTC, datetime

import pytest

from duckgres.session.server_calls import _literal
from duckgres.wire.frontend import Bind, Execute, Parse, Query, Sync


def started(engine):
    return [call.removeprefix("start ") for call in engine.calls if call.startswith("start")]


def test_constants_need_no_query_of_their_own(talk, fake_engine):
    talk(Query("select set_config('a.b', 'x', false), current_setting('a.b')"))
    assert started(fake_engine) == ["SELECT CAST('x' AS VARCHAR), CAST('x' AS VARCHAR)"]
    assert not any(call.startswith("rows") for call in fake_engine.calls)


def test_other_arguments_are_selected_first(talk, fake_engine):
    fake_engine.answers["SELECT ('a.' || 'b')::text, true::boolean"] = [("a.b", True)]
    talk(Query("select current_setting('a.' || 'b', true)"))
    assert started(fake_engine) == ["SELECT CAST(NULL AS VARCHAR)"]


def test_a_call_in_an_argument_is_done_before(talk, fake_engine):
    query = "SELECT 'a.c'::text, CAST('x' AS VARCHAR)::text, false::boolean"
    fake_engine.answers[query] = [("a.c", "x", False)]
    talk(
        Query("set a.b = 'x'"),
        Query("select set_config('a.c', current_setting('a.b'), false)"),
        lambda: fake_engine.calls.append(talk.session.settings.get("a.c")),
    )
    assert "x" in fake_engine.calls


def test_parameters_are_arguments(talk, fake_engine):
    fake_engine.answers["SELECT CAST(1 AS INTEGER)::bigint"] = [(1,)]
    heard = talk(
        Parse("", "select pg_try_advisory_lock($1)", ()), Bind("", "", (), (b"1",), ()),
        Execute("", 0), Sync(),
    )  # fmt: skip
    assert heard[2:] == ["row 1", "SELECT 1", "I"]


def test_null_is_answered_by_null_where_the_function_is_strict(talk, fake_engine):
    talk(Query("select pg_advisory_lock(null)"))
    assert started(fake_engine) == ["SELECT CAST(NULL AS VARCHAR)"]


def test_an_error_stops_the_statement(talk, fake_engine):
    heard = talk(Query("select current_setting('nosuch')"))
    assert heard == ['ERROR 42704: unrecognized configuration parameter "nosuch"', "I"]
    assert started(fake_engine) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "NULL"),
        ("it's", "'it''s'"),
        (True, "True"),
        (5, "5"),
        (["a", "b"], "['a', 'b']"),
        (datetime(2024, 1, 2, tzinfo=UTC), "'2024-01-02T00:00:00+00:00'"),
    ],
)
def test_a_value_in_duckdbs_words(value, text):
    assert _literal(value) == text
