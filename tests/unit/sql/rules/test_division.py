import pytest

from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a / 3", "_pg.divided(a, 3, a, 3)"),
        ("count(*) / 2.0", "_pg.divided(count(*), 2.0, 1::bigint, 2.0)"),
        (
            "sum(a) / b",
            "_pg.divided(_pg.sum_any(a, a), b, _pg.as_sum(a), b)",
        ),
        (
            "sum(a) over () / b",
            "_pg.divided(_pg.sum_of(sum(a) OVER (), array_agg(a) OVER (), a), b,"
            " _pg.as_sum(a), b)",
        ),
        (
            "avg(a) / b",
            "_pg.divided(_pg.average_any(a, a), b, _pg.as_average(a), b)",
        ),
        (
            "100.0 * max(a) / min(b)",
            "_pg.divided(100.0 * max(a), min(b), 100.0 * a, b)",
        ),
        (
            "a / rank() over ()",
            "_pg.divided(a, rank() OVER (), a, 1::bigint)",
        ),
    ],
)
def test_types_are_told_beside_the_operands(postgresql, duckdb):
    inner = rewritten(f"select x from (select {postgresql} as x from t) s")
    assert inner == f"SELECT x FROM (SELECT {duckdb} AS x FROM t) s"


@pytest.mark.parametrize(
    "text",
    [
        "7 / 2",
        "a / $1",
        "a / '2'",
        "a / null",
        "a / 2.0::float8",
        "nextval('s') / 2",
        "random() / a",
        "a / (select b from u)",
        "median(a) / 2",
        "a / (b / c)",
    ],
)
def test_others_stay_duckdbs(text):
    found = rewritten(f"select {text} from t")
    assert " / " in found
    assert "divided(a, " not in found.replace("divided(b, c, b, c)", "")


def test_nothing_is_asked_where_types_are_not_known():
    text = "select (select a / b from u) from t"
    assert "a / _pg.nonzero(b)" in rewritten(text)
