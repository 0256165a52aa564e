import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insert into t values (1, 2)", "insert into t <listed t 2>values (1, 2)"),
        ("insert into s.t select 1", "insert into s.t <listed s t 1>select 1"),
        ("insert into t select * from u", "insert into t select * from u"),
        (
            "insert into t (a) values (1) on conflict on constraint k do nothing",
            "INSERT INTO t (a) VALUES (1) ON CONFLICT (<constraint t k>) DO NOTHING",
        ),
        (
            "insert into t as x (a) values (1) returning x.a, b",
            "INSERT INTO t AS x (a) VALUES (1) RETURNING a, b",
        ),
        (
            "insert into t (a) overriding system value values (1)",
            "INSERT INTO t (a) VALUES (1)",
        ),
        ("update t set (a, b) = (1, 'x'::text)", "UPDATE t SET a = 1, b = 'x'::text"),
        (
            "update t set (a, b) = (select x, y from u)",
            "UPDATE t SET a = (SELECT _pg_1 FROM (SELECT x, y FROM u) _pg_row(_pg_1, _pg_2)),"
            " b = (SELECT _pg_2 FROM (SELECT x, y FROM u) _pg_row(_pg_1, _pg_2))",
        ),
        (
            "merge into t using u on true when not matched then insert values (1, 2)",
            "MERGE INTO t USING u ON true WHEN NOT MATCHED THEN INSERT (<columns t 2>)"
            " VALUES (1, 2)",
        ),
    ],
)
def test_statement(text, expected):
    assert rewritten(text) == expected


UPSERT = "on conflict (a) do update set b = 1"


@pytest.mark.parametrize(
    ("text", "sqlstate", "message"),
    [
        ("insert into t values (1), (1, 2)", "42601", "VALUES lists must all be the same length"),
        ("update t set t.a = 1", "42703", 'column "t" of relation "t" does not exist'),
        ("update t set a = 1, a = 2", "42601", 'multiple assignments to same column "a"'),
        ("update t set (a) = (1)", "0A000", "source for a multiple-column UPDATE item must be"),
        ("update t set (a, b) = (1, 2, 3)", "42601", "number of columns does not match number"),
        ("update t set (a, b) = (select 1)", "42601", "number of columns does not match number"),
        (f"insert into t (a) values (1), (1) {UPSERT}", "21000", "ON CONFLICT DO UPDATE command"),
        (
            "insert into t (a) overriding user value values (1)",
            "0A000",
            "OVERRIDING USER VALUE is not supported",
        ),
        (
            "insert into t (a) values (1) on conflict (a) do update set a = (select 1)",
            "0A000",
            "a subselect in ON CONFLICT DO UPDATE is not supported",
        ),
    ],
)
def test_what_is_wrong_is_refused(text, sqlstate, message):
    with pytest.raises(PgError) as refusal:
        rewritten(text)
    assert refusal.value.sqlstate == sqlstate
    assert refusal.value.message.startswith(message)


@pytest.mark.parametrize(
    "text",
    [f"insert into t (a) values (1), (2) {UPSERT}", f"insert into t (a) values (1) {UPSERT}"],
)
def test_different_keys_may_be_upserted(text):
    assert "DO UPDATE" in rewritten(text)
