import pytest

from tests.unit.sql.test_stages import steps

UPSERT = "on conflict (a) do update set b = excluded.b"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (
            f"insert into t (a, b) select a, b from u {UPSERT}",
            "SELECT 1 AS _pg_row FROM (SELECT a, b FROM u) _pg_item(a, b) WHERE a = a"
            " GROUP BY a HAVING count(*) > 1 LIMIT 1",
        ),
        (
            f"insert into t (a, b) values ($1, 1), ($2, 2) {UPSERT}",
            "SELECT 1 AS _pg_row FROM (VALUES ($1, 1), ($2, 2)) _pg_item(a, b) WHERE a = a"
            " GROUP BY a HAVING count(*) > 1 LIMIT 1",
        ),
        (
            "merge into t using u on t.a = u.a when matched and u.b then do nothing"
            " when matched then delete when not matched then do nothing",
            "SELECT 1 AS _pg_row FROM t JOIN u ON t.a = u.a WHERE CASE WHEN false THEN false"
            " WHEN u.b THEN false WHEN true THEN true END"
            " GROUP BY t.rowid HAVING count(*) > 1 LIMIT 1",
        ),
    ],
)
def test_rows_are_looked_for_that_would_change_twice(text, check):
    first, _ = steps(text)
    assert first.startswith("SELECT error('pg_error:21000:")
    assert first.endswith(f"FROM ({check}) _pg_row")


@pytest.mark.parametrize(
    "text",
    [
        f"insert into t (a, b) values ($1, 1) {UPSERT}",
        f"insert into t (a, b) values (1, 1), (2, 2) {UPSERT}",
        f"insert into t (a, b) values (default, $1), ($2, 2) {UPSERT}",
        "insert into t (a, b) select a, b from u on conflict do nothing",
        "merge into t using u on t.a = u.a when not matched then insert (a) values (1)",
    ],
)
def test_others_are_not_checked(text):
    assert len(steps(text)) == 1
