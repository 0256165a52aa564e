import duckdb
import pytest

from duckgres.engine import bound_plan, plan_types


@pytest.fixture(scope="module")
def cursor():
    connection = duckdb.connect(":memory:")
    connection.execute("SET integer_division = true")
    connection.execute(
        "CREATE TABLE t (a INTEGER, b INTEGER, g BIGINT, o SMALLINT, x VARCHAR, d DATE, n DOUBLE)"
    )
    yield connection
    connection.close()


def _plan(cursor, text):
    plan = bound_plan.serialize(cursor, text)
    assert not plan["error"]
    return plan


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("select sum(a), sum(g), sum(o) from t", [True, False, True]),
        (
            "select b, sum(g), sum(a) from t group by b having count(*) > 1 order by 1",
            [None, False, True],
        ),
        ("select sum(a) + 1, sum(o) from t", [True, True]),
        ("select sum(a) + 1, sum(g) from t", [True, False]),
        ("select (select sum(a) from t), (select sum(g) from t)", [False, False]),
        ("select n from (select sum(a) as n from t) x order by n", [True]),
        ("select max(n) from (select sum(a) as n, b from t group by b) x", [True]),
        ("select sum(length(x)) from t", [True]),
        ("select sum(a) over (), sum(o) over () from t", [True, True]),
        ("select sum(a) from t union all select sum(a) from t", [True]),
    ],
)
def test_is_int8(cursor, text, fits):
    plan = _plan(cursor, text)
    for place, wanted in enumerate(fits):
        if wanted is not None:
            assert plan_types.is_int8(plan, place) is wanted


def test_no_sum_does_not_fit(cursor):
    assert not plan_types.is_int8(_plan(cursor, "select a from t"), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select d - d from t", True),
        ("select d - date '2024-01-01' from t order by a", True),
        ("select max(d) - min(d) from t", True),
        ("select max(d - d) from t group by a", True),
        ("select (d - d) + a from t", True),
        ("select (d - d) * g from t", False),
        ("select g - a from t", False),
        ("select count(*) from t", False),
    ],
)
def test_is_int4(cursor, text, expected):
    assert plan_types.is_int4(_plan(cursor, text), 0) is expected
