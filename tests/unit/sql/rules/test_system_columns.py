import pytest

from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "delete from t a using t b where a.ctid < b.ctid and a.id = b.id",
            "DELETE FROM t a USING t b WHERE a.rowid < b.rowid AND a.id = b.id",
        ),
        (
            "delete from t where ctid not in (select min(ctid) from t group by a)",
            "DELETE FROM t WHERE NOT rowid IN (SELECT min(rowid) AS min FROM t GROUP BY a)",
        ),
        (
            "with d as (select ctid from t) delete from t using d x where t.ctid = x.ctid",
            "WITH d AS (SELECT rowid AS ctid FROM t) DELETE FROM t USING d x"
            " WHERE t.rowid = x.ctid",
        ),
        ("select a from t where ctid = '(0,2)'::tid", "SELECT a FROM t WHERE rowid = 1"),
        (
            "select a from t where ctid < '(1,2)' and '(0,0)' < ctid",
            "SELECT a FROM t WHERE rowid < 4611686018427387904 AND -1 < rowid",
        ),
        (  # how DuckDB reads a table of PostgreSQL's
            "select a from t where ctid between '(0,0)'::tid and '(4294967295,0)'::tid",
            "SELECT a FROM t WHERE rowid BETWEEN -1 AND 4611686018427387904",
        ),
        (
            "select a from t where ctid in ('(0,1)', '(0,3)')",
            "SELECT a FROM t WHERE rowid IN (0, 2)",
        ),
        ("select a as ctid_1 from t where a = 1", "select a as ctid_1 from t where a = 1"),
    ],
)
def test_rows_are_told_apart_by_their_number(text, expected):
    assert rewritten(text) == expected


def test_a_result_is_written_as_postgresql_writes_it():
    assert rewritten("select ctid from t").startswith("SELECT concat('(0,', ")
