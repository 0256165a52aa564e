"""Rows: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("(a, b) = (c, d)", "a = c AND b = d"),
        ("(a, b) <> (c, d)", "a <> c OR b <> d"),
        ("row(a) = row(b)", "a = b"),
        ("(a, b) < (c, d)", "a < c OR (a = c AND b < d)"),
        ("(a, b) >= (1, '2')", "a > 1 OR (a = 1 AND b >= '2')"),
        ("(a, b, c) > (1, 2, 3)", "a > 1 OR (a = 1 AND (b > 2 OR (b = 2 AND c > 3)))"),
        ("(a, b) in ((1, 2), (3, 4))", "(a = 1 AND b = 2) OR (a = 3 AND b = 4)"),
        ("(a, b) not in ((1, 2))", "(a <> 1 OR b <> 2)"),
        ("(a, b) in ((1, 2), c)", "(a, b) IN ((1, 2), c)"),
        ("(a, b) between (1, 2) and (3, 4)",
         "(a > 1 OR (a = 1 AND b >= 2)) AND (a < 3 OR (a = 3 AND b <= 4))"),
        ("(a, b) is null", "a IS NULL AND b IS NULL"),
        ("(a, b) is not null", "a IS NOT NULL AND b IS NOT NULL"),
        ("a is null", "a is null"),
        ("(a, b) is distinct from (c, d)", "(a, b) IS DISTINCT FROM (c, d)"),
        ("(a, b) in (select 1, 2)", "(a, b) IN (SELECT 1, 2)"),
        ("(a, b) not in (select c, d from t)",
         "NOT CASE WHEN EXISTS (SELECT 1 FROM (SELECT c, d FROM t) _pg_row(_pg_1, _pg_2)"
         " WHERE a = _pg_1 AND b = _pg_2) THEN true WHEN EXISTS (SELECT 1 FROM (SELECT c, d"
         " FROM t) _pg_row(_pg_1, _pg_2) WHERE (a = _pg_1 AND b = _pg_2) IS UNKNOWN) THEN"
         " NULL::boolean ELSE false END"),
    ],
)  # fmt: skip
def test_row(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_rows_of_different_sizes():
    with pytest.raises(PgError, match="unequal number of entries in row expressions") as refusal:
        expression("(a, b) = (1, 2, 3)")
    assert (refusal.value.sqlstate, refusal.value.fields.position) == ("42601", 15)
