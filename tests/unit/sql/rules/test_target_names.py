"""Names of the columns of subselects: what DuckDB gets."""

import pytest

from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("select count(*), lower(a) from t", "select count(*), lower(a) from t"),
        (
            "select count from (select count(*) from t) x",
            "SELECT count FROM (SELECT count(*) AS count FROM t) x",
        ),
        (
            "select * from (select 1 + 1, a, a as b, t.* from t) x",
            'SELECT * FROM (SELECT 1 + 1 AS "?column?", a, a AS b, t.* FROM t) x',
        ),
        (
            "with c as (select max(a), case when a then b end from t group by 2) select "
            "max from c",
            'WITH c AS (SELECT max(a) AS max, CASE WHEN a THEN b END AS "case" FROM t '
            "GROUP BY 2) SELECT max FROM c",
        ),
        (
            "create view v as select count(*), a::int from t",
            "CREATE VIEW v AS SELECT count(*) AS count, _pg.whole_text(a, 'integer')::int "
            "AS a FROM t",
        ),
        (
            "create table c as select upper(a) from t",
            "CREATE TABLE c AS SELECT upper(a) AS upper FROM t",
        ),
        (
            "select exists(select lower(a) from t)",
            "SELECT EXISTS (SELECT lower(a) AS lower FROM t)",
        ),
        (
            "select lower(a), lower(a) || 'x' from t order by lower desc",
            "SELECT lower(a) AS lower, lower(a) || 'x' FROM t ORDER BY lower DESC",
        ),
        (
            "select distinct count(*), -1, b as c from t group by b order by c, count, 1",
            "SELECT DISTINCT count(*) AS count, -1, b AS c FROM t GROUP BY b ORDER BY c, count, 1",
        ),
        ("insert into t (a) select lower(a) from u", "insert into t (a) select lower(a) from u"),
    ],
)
def test_statement(postgresql, duckdb):
    assert rewritten(postgresql) == duckdb
