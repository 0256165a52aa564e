import re

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten

# What the other columns are called is another rule's.
NAME = re.compile(r' AS ("\?column\?"|a|lower)(?![.\w])')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1 union select '2'", "SELECT 1 UNION SELECT (2)::int"),
        ("select 'true' union all select false", "SELECT true UNION ALL SELECT false"),
        (
            "select '2024-01-01' union select a::date from t",
            "SELECT CASE WHEN false THEN (SELECT _pg.date_of(a) FROM t LIMIT 0) "
            "ELSE '2024-01-01' END UNION SELECT _pg.date_of(a) FROM t",
        ),
        (
            "select a from t order by 1",
            "select a from t order by 1",
        ),
        (
            "select '5' except select a from t group by a",
            "SELECT CASE WHEN false THEN (SELECT a FROM t GROUP BY a LIMIT 0) ELSE '5' END"
            " EXCEPT SELECT a FROM t GROUP BY a",
        ),
        ("select 'a' union select lower(b) from t", "SELECT 'a' UNION SELECT lower(b) FROM t"),
        ("select 'a', 1 union select 'b', 2", "SELECT 'a', 1 UNION SELECT 'b', 2"),
        ("select * from t union select 'a'", "SELECT * FROM t UNION SELECT 'a'"),
    ],
)
def test_statement(text, expected):
    assert NAME.sub("", rewritten(text)) == expected


def test_a_string_that_is_no_number_is_refused():
    with pytest.raises(PgError) as refusal:
        rewritten("select 1 union select 'x'")
    assert refusal.value.sqlstate == "22P02"
