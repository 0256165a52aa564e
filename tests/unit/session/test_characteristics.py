"""A transaction's characteristics are said before its first query."""

import pytest

from duckgres.wire.frontend import Query


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("set transaction isolation level repeatable read", True),
        ("set transaction isolation level read committed", False),
        ("set transaction read only", False),
        ("set transaction deferrable", True),
        ("set statement_timeout = 0", False),
    ],
)
def test_what_comes_too_late_is_25001(talk, text, refused):
    heard = talk(Query("begin"), Query("select 1"), Query(text))
    assert heard[-2].startswith("ERROR 25001") is refused


def test_before_the_first_query_it_is_in_time(talk):
    heard = talk(Query("begin"), Query("set transaction isolation level repeatable read"))
    assert heard[-2:] == ["SET", "T"]


def test_a_query_cannot_make_its_transaction_writable(talk):
    heard = talk(
        Query("begin read only"),
        Query("select set_config('transaction_read_only', 'off', true)"),
    )
    assert heard[2] == "ERROR 25001: transaction read-write mode must be set before any query"
