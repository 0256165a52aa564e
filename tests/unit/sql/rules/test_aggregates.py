"""Aggregates: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("sum(length(a))", "sum(_pg.length(a))::bigint"),
        (
            "sum(a::int) filter (where b)",
            "sum(_pg.whole_text(a, 'integer')::int) FILTER (WHERE b)::bigint",
        ),
        ("avg(a) + 1", "_pg.average_any(a, a) + 1"),
        (
            "avg(distinct a) filter (where b) over w",
            "_pg.average_of(avg(DISTINCT a) FILTER (WHERE b) OVER w, sum(DISTINCT a) "
            "FILTER (WHERE b) OVER w, count(DISTINCT a) FILTER (WHERE b) OVER w, a)",
        ),
        ("sum(a + 1)", "_pg.sum_any(a + 1, a + 1)"),
        ("sum(count(*)) over ()", "sum(count(*)) OVER ()"),
        ("rank(3) within group (order by a)", "count(*) FILTER (WHERE a < 3) + 1"),
        ("rank(3) within group (order by a desc)", "count(*) FILTER (WHERE a > 3) + 1"),
        ("dense_rank(3) within group (order by a)", "count(DISTINCT a) FILTER (WHERE a < 3) + 1"),
        (
            "percent_rank(3) within group (order by a)",
            'COALESCE(count(*) FILTER (WHERE a < 3)::double precision / "nullif"(count(*), 0), 0)',
        ),
        (
            "cume_dist(3) within group (order by a)",
            "(count(*) FILTER (WHERE a < 3 OR a = 3) + 1)::double precision / (count(*) + 1)",
        ),
        (
            "rank(3) within group (order by a) filter (where b)",
            "count(*) FILTER (WHERE a < 3 AND b) + 1",
        ),
        ("rank() over (order by a)", "rank() over (order by a)"),
        ("mode() within group (order by a desc)", "mode(a ORDER BY a DESC)"),
        ("string_agg(distinct a, ',')", "string_agg(DISTINCT a, ',' ORDER BY a)"),
        (
            "string_agg(distinct a, ',' order by a desc)",
            "string_agg(DISTINCT a, ',' ORDER BY a DESC)",
        ),
        ("every(a)", "bool_and(a)"),
        ("nth_value(a, 2) over ()", "nth_value(a, 2) OVER ()"),
        (
            "percentile_disc(0.5) within group (order by a)",
            "percentile_disc(0.5) WITHIN GROUP (ORDER BY a)",
        ),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        (
            "select (select avg(a) + (select avg(t.b) from u) from t)",
            "SELECT (SELECT _pg.average_any(a, a) + (SELECT avg(t.b) AS avg FROM u)"
            ' AS "?column?" FROM t)',
        ),
        (
            "delete from o where (select avg(o.a) from t) > 1",
            "DELETE FROM o WHERE (SELECT avg(o.a) AS avg FROM t) > 1",
        ),
        (
            "select (select sum(t.a) from t where t.b = o.b), avg(o.a) + 1 from o",
            "SELECT (SELECT sum(t.a) AS sum FROM t WHERE t.b = o.b), "
            "_pg.average_any(o.a, o.a) + 1 FROM o",
        ),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate"),
    [
        ("select rank(1, 2) within group (order by a, b) from t", "0A000"),
        ("select rank(1) within group (order by a, b) from t", "42883"),
        ("select nth_value(a, 0) over () from t", "22016"),
        ("select percentile_cont(1.5) within group (order by a) from t", "22003"),
    ],
)
def test_refusals(text, sqlstate):
    with pytest.raises(PgError) as caught:
        rewritten(text)
    assert caught.value.sqlstate == sqlstate
