"""A statement that calls the server has one text to describe and one to run."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def one(text):
    (found,) = plan(text, unasked)
    return found


def described(text):
    found = one(text)
    numbers = [f"${number}" for number in range(1, found.parameter_count + 1)]
    return found.render(numbers, {})


@pytest.mark.parametrize(
    ("text", "to_describe"),
    [
        (
            "select current_setting('a')",
            "SELECT (SELECT CAST(NULL AS VARCHAR) FROM (SELECT 'a') AS _pg_arguments)",
        ),
        (
            "select pg_try_advisory_lock($1)",
            "SELECT (SELECT CAST(NULL AS BOOLEAN) FROM (SELECT $1::bigint) AS _pg_arguments)",
        ),
        ("select pg_is_in_recovery()", "SELECT CAST(NULL AS BOOLEAN)"),
    ],
)
def test_describing_does_nothing_and_sees_the_arguments(text, to_describe):
    assert described(text).replace("::text", "") == to_describe


def test_the_text_to_run_has_a_slot_for_each_call_in_the_order_written():
    answered = one("select set_config('a.b', 'x', false), current_setting('a.b')").answered
    assert [call.function for call in answered.calls] == ["set_config", "current_setting"]
    assert answered.calls[0].arguments == ("a.b", "x", False)
    assert len(answered.slots) == 2


def test_arguments_that_are_no_constants_are_a_query():
    (call,) = one("select pg_advisory_lock($2, 1 + $1)").answered.calls
    assert call.query.render(["10", "20"], {}) == "SELECT 20::int, (1 + 10)::int"


@pytest.mark.parametrize(
    "text",
    [
        "create view v as select current_setting('a')",
        "create table t (a text default current_schema())",
    ],
)
def test_in_what_is_stored_it_is_refused(text):
    with pytest.raises(PgError, match="in what is stored") as caught:
        one(text)
    assert caught.value.sqlstate == "0A000"
