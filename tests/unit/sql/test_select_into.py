import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select a into u from t", "CREATE TABLE u AS SELECT a FROM t"),
        ("select a into temp u from t", "CREATE TEMPORARY TABLE u AS SELECT a FROM t"),
        (
            "select a into u from t union select b from t",
            "CREATE TABLE u AS SELECT a FROM t UNION SELECT b FROM t",
        ),
    ],
)
def test_a_table_is_made(text, expected):
    assert rewritten(text) == expected


def test_it_counts_rows_and_returns_none():
    (statement,) = plan("select a into u from t", unasked)
    assert (statement.tag, statement.counts, statement.returns_rows) == ("SELECT", True, False)
