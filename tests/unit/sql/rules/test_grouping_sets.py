"""GROUP BY DISTINCT."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("rollup(a, b), rollup(a, c)", "((a, b, c), (a, b), (a, c), a, ())"),
        ("rollup(a, (b, c))", "((a, b, c), a, ())"),
        ("cube(a, b)", "((a, b), a, b, ())"),
        ("a, a + 1, grouping sets ((a + 1), ())", "((a, a + 1))"),
        ("grouping sets ((a, b), (b, a), cube(a)), ()", "((a, b), a, ())"),
        ("f('x', 1), f('x', 2), rollup(f('x', 1))", "((f('x', 1), f('x', 2)))"),
    ],
)
def test_each_set_counts_once(clause, expected):
    text = rewritten(f"select count(*) from t group by distinct {clause}")
    assert text == f"SELECT count(*) FROM t GROUP BY GROUPING SETS {expected}"


def test_too_many_sets_are_refused():
    cubes = ", ".join(["cube(a, b, c, d, e, f, g)"] * 2)
    with pytest.raises(PgError, match="too many grouping sets present"):
        rewritten(f"select 1 from t group by distinct {cubes}")
