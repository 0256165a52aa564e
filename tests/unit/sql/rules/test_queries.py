import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select a from t for update of t skip locked", "SELECT a FROM t"),
        ("select a from t x join u on true for share of u", "SELECT a FROM t x JOIN u ON true"),
        ("select a from t order by a using >", "SELECT a FROM t ORDER BY a DESC"),
        ("select from t", "SELECT NULL AS _pg_none FROM t"),
        ("select * from t tablesample system (10)", "SELECT * FROM t TABLESAMPLE system(10%)"),
        (
            "select x.a from (t join u on true) x",
            "SELECT x.a FROM (SELECT * FROM t JOIN u ON true) x",
        ),
        (
            "select a, b from t order by 2 desc fetch first 2 rows with ties",
            "SELECT a, b FROM t ORDER BY 2 DESC LIMIT (SELECT count(*) FROM (SELECT rank() OVER"
            " (ORDER BY b DESC) AS _pg_rank FROM t) _pg_rank WHERE _pg_rank <= 2)",
        ),
    ],
)
def test_clauses_become_duckdbs(text, expected):
    assert rewritten(text) == expected


@pytest.mark.parametrize(
    ("text", "sqlstate", "message"),
    [
        ("select a from t union select 1 for update", "0A000", "FOR UPDATE is not allowed with"),
        ("select count(*) + 1 from t for share", "0A000", "FOR SHARE is not allowed with aggreg"),
        ("select sum(a) over () from t for share", "0A000", "FOR SHARE is not allowed with windo"),
        ("select a from t for update of u", "42P01", 'relation "u" in FOR UPDATE clause not fou'),
        ("select a from t order by a using ~", "42809", "operator ~ is not a valid ordering op"),
        ("select * from t tablesample x (1)", "42704", "tablesample method x does not exist"),
        ("select * from t tablesample system (101)", "2202H", "sample percentage must be betw"),
        ("select * from t tablesample system (1 + 1)", "0A000", "TABLESAMPLE with a computed"),
        ("select distinct a from t order by 1 fetch first 1 row with ties", "0A000", "WITH TIES"),
        (
            "select '1'::text from t join u using (a) as j",
            "0A000",
            "an alias of the columns of JOIN",
        ),
    ],
)
def test_what_cannot_be_is_refused(text, sqlstate, message):
    with pytest.raises(PgError) as refusal:
        rewritten(text)
    assert refusal.value.sqlstate == sqlstate
    assert refusal.value.message.startswith(message)


@pytest.mark.parametrize("text", ["select exists (select a from t)", "select a::text from t"])
def test_what_has_columns_keeps_them(text):
    assert "_pg_none" not in rewritten(text)
