"""Which calls are the server's, and which of them are refused."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


def calls(text):
    (found,) = plan(text, unasked)
    return [] if found.answered is None else [call.function for call in found.answered.calls]


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        ("select pg_catalog.set_config('a', 'b', false)", ["set_config"]),
        ("select current_schema", ["current_schema"]),
        ("select * from current_setting('a')", ["current_setting"]),
        ("select * from pg_listening_channels()", ["pg_listening_channels"]),
        ("select a from t where b = current_setting('x')", ["current_setting"]),
        ("insert into t values (current_setting('x'))", ["current_setting"]),
        (
            "update t set a = current_setting('x') where b = current_schema",
            ["current_setting", "current_schema"],
        ),
        ("insert into t (a) select set_config('a', 'b', true)", ["set_config"]),
        ("select 1 where pg_try_advisory_lock(1)", ["pg_try_advisory_lock"]),
        ("select pg_advisory_lock((select max(id) from t))", ["pg_advisory_lock"]),
        ("select mine.set_config('a', 'b', false)", []),
        ("select set_config('a')", []),
        ("select 'set_config'", []),
    ],
)
def test_a_call_is_found_in_the_tree(text, functions):
    assert calls(text) == functions


@pytest.mark.parametrize(
    "text",
    [
        "select current_setting(name) from t",
        "select pg_terminate_backend(pid) from pg_stat_activity",
        "select pg_advisory_lock(1) from t",
        "select a, coalesce(set_config('a', 'b', true), '') from t",
        "select a from t where pg_try_advisory_lock(1)",
        "update t set a = 1 where pg_try_advisory_lock(1)",
        "update t set a = set_config('a', 'b', true)",
        "delete from t returning pg_notify('a', 'b')",
        "insert into t (a) values (1) returning pg_notify('a', 'b')",
    ],
)
def test_what_would_be_done_for_every_row_is_refused(text):
    with pytest.raises(PgError) as caught:
        calls(text)
    assert caught.value.sqlstate == "0A000"
    assert caught.value.fields.hint
