"""What would overflow the C stack is refused; without the check this ends the process."""

import pytest

from duckgres.errors import PgError
from duckgres.sql import nesting
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked

_DEEP = 60_000


@pytest.mark.parametrize(
    "text",
    [
        "select " + "+".join(["a"] * _DEEP),
        "select 1" + "::int" * _DEEP,
        "select a" + "[1]" * _DEEP,
        "select 1" + " union all select 1" * _DEEP,
        "select * from t" + " join t on a = 1 and b = 2" * _DEEP,
        "select f(a, b)" + " || f(a, b)" * _DEEP,
        "select 1; select a" + " is null" * _DEEP,
    ],
    ids=["operators", "casts", "subscripts", "unions", "joins", "calls", "second statement"],
)
def test_deep_text_is_54001(text):
    with pytest.raises(PgError, match="stack depth limit exceeded") as caught:
        plan(text, unasked)
    assert caught.value.sqlstate == "54001"


@pytest.mark.parametrize(
    "text",
    [
        "insert into t values " + ", ".join(["(-1, '2020-01-01'::date, a.b + 1)"] * 5000),
        "select 1 where " + " or ".join(["a = 1 and b = -2"] * 5000),
        "select case " + "when a = 1 then b.c " * 5000 + "end",
        "select " + ", ".join(["(a + 1) * (b - 1)"] * 5000),
        "; ".join(["select a + b"] * 5000),
    ],
    ids=["rows", "conditions", "cases", "columns", "statements"],
)
def test_long_flat_text_passes(text):
    nesting.check(text)


def test_recursion_in_python_is_54001_too():
    with pytest.raises(PgError) as caught:
        plan("select 1" + "::int" * 2000, unasked)
    assert caught.value.sqlstate == "54001"


@pytest.mark.parametrize(
    "text",
    [
        "select true" + " and true" * 6001,
        "select 1 where " + " or ".join(["a between 1 and 2"] * 6002),
        "select (1), (select a" + " AND b" * 6001 + ")",
    ],
    ids=["and", "or", "in parentheses"],
)
def test_a_long_chain_of_conditions_is_54001(text):
    with pytest.raises(PgError, match="statement too complex") as caught:
        plan(text, unasked)
    assert caught.value.sqlstate == "54001"


@pytest.mark.parametrize(
    "text",
    [
        "select " + ", ".join(["a and b"] * 10_000),
        "select 1 where " + " or ".join(["(a and b)"] * 6000),
        "select case " + "when a and b then c " * 10_000 + "end",
        "; ".join(["select a and b or c"] * 10_000),
    ],
    ids=["columns", "pairs", "cases", "statements"],
)
def test_many_short_chains_pass(text):
    nesting.check(text)
