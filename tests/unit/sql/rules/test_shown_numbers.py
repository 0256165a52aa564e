"""Quotients and averages as a result shows them."""

import pytest

from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select sum($1) / count(*) from t",
            "SELECT _pg.quotient_shown(_pg.sum_any($1, $1), count(*),"
            " _pg.sum_any($1, $1) / _pg.nonzero(count(*))) FROM t",
        ),
        (
            "select max(a) / 2 as m from t order by m",
            "SELECT _pg.quotient_shown(max(a), 2, _pg.divided(max(a), 2, a, 2)) AS m FROM t"
            " ORDER BY _pg.divided(max(a), 2, a, 2)",
        ),
        (
            "select b, max(a) / 2 from t group by b order by 2 desc, 1",
            "SELECT b, _pg.quotient_shown(max(a), 2, _pg.divided(max(a), 2, a, 2)) FROM t"
            " GROUP BY b ORDER BY _pg.divided(max(a), 2, a, 2) DESC, 1",
        ),
        (
            "select avg(a) from t",
            "SELECT _pg.average_any_shown(a, a) FROM t",
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    "text",
    [
        "select a / 2 from t",
        "select max(a) / 2 over_it from (select max(a) / 2 as a from t) s union select 1",
        "select distinct max(a) / 2 from t group by b",
        "select max(a) over () / 2, avg(a) over (order by b) from t",
        "select max(a) / 2 + 1 from t",
        "insert into t select avg(a) from t",
        "create table s as select avg(a) from t",
    ],
)
def test_what_is_shown_as_it_is(text):
    assert "shown" not in rewritten(text)


def test_the_places_are_told():
    (statement,) = plan("select b, avg(a), max(a) / 2 from t group by b", unasked)
    assert statement.digits == {1, 2}
