"""Rows of INSERTs, kept and put back."""

import duckdb
import pytest

from duckgres.engine import kept_rows
from duckgres.engine.kept_rows import Keeper
from duckgres.sql.plan import plan
from tests.fixtures.catalog import install as install_functions
from tests.unit.sql.asking import unasked

VALUES = """
    SELECT '2024-02-29 12:00:00.123456+00'::TIMESTAMPTZ, 1.5::DECIMAL(9,3), 'it''s ☃', NULL,
        '\\xAA\\x00'::BLOB, 'infinity'::DATE, INTERVAL '1 month 2 days 3 seconds', 0.1::DOUBLE,
        '0b1b0e5e-1111-2222-3333-444444444444'::UUID, true, 170141183460469231731687303715884105727
"""
TYPES = (
    "a timestamptz, b decimal(9,3), c text, d int, e bytea, f date, g interval, h float8, i uuid"
)


@pytest.fixture
def cursor():
    connection = duckdb.connect(":memory:")
    connection.execute("SET GLOBAL arrow_lossless_conversion = true")
    install_functions(connection)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA s")
    connection.execute("SET search_path = 's,main'")
    connection.execute("CREATE SEQUENCE n")
    connection.execute("CREATE TABLE t (id INT DEFAULT nextval('n'), a TEXT DEFAULT 'x')")
    yield connection
    connection.close()


def planned(text):
    (statement,) = plan(text, unasked)
    return statement


def keep(cursor, text, most=10**6):
    """Run an INSERT and return what is taken of it."""
    keeping = Keeper(cursor).keeping(planned(text), 1)
    cursor.execute(text + keeping.clause)
    return keeping.take(cursor, 2048, most)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("insert into t (a) values ('y')", True),
        ("insert into t values (1)", True),
        ("insert into t (id, a) values (default, 'y')", True),
        ("insert into t (id) values (1)", False),
        ("insert into t (id, a) values (1, 'y')", False),
        ("insert into t (id, a) values (1, gen_random_uuid()::text)", True),
        ("insert into main.nosuch (a) values (random())", False),
        ("update t set a = random()::text", False),
    ],
)
def test_only_rows_that_would_be_others_are_kept(cursor, text, kept):
    assert (Keeper(cursor).keeping(planned(text), 1) is not None) == kept


@pytest.mark.parametrize(
    ("default", "varies"),
    [
        ("'x'", False), ("1", False), ("-1.5", False), ("NULL", False), ("true", False),
        ("CAST('x' AS VARCHAR(3))", False), ("'now()'", False),
        ("now()", True), ("nextval('s')", True), ("current_timestamp", True), ("f(1)", True),
    ],
)  # fmt: skip
def test_defaults_that_vary(default, varies):
    assert kept_rows.Column("a", "VARCHAR", default).varies == varies


@pytest.mark.parametrize(
    ("text", "as_text"),
    [
        ("insert into t (a) values ('y'), (null)", True),
        ("insert into t (a) select c from (values ('y'), (null)) v (c)", False),
    ],
)
def test_rows_are_put_back(cursor, text, as_text):
    cursor.execute("BEGIN")
    taken = keep(cursor, text)
    assert (taken.count, taken.rest) == (2, None)
    assert isinstance(taken.kept.rows, list) == as_text
    cursor.execute("ROLLBACK")
    kept_rows.put_back(cursor, taken.kept)
    assert cursor.execute("FROM t").fetchall() == [(1, "y"), (2, None)]
    assert cursor.execute("SELECT nextval('n')").fetchone() > (2,)


def test_the_clients_returning_gets_its_own_columns(cursor):
    taken = keep(cursor, "insert into t (a) values ('y') returning a, id + 1 as b")
    assert taken.rest.read_all().to_pylist() == [{"a": "y", "b": 2}]
    assert taken.kept.rows.to_pylist() == [{"id": 1, "a": "y"}]


def test_every_type_comes_back_as_it_was(cursor):
    cursor.execute(f"CREATE TABLE u ({TYPES}, j BOOLEAN, k HUGEINT, z INT DEFAULT nextval('n'))")
    cursor.execute("CREATE TABLE before AS FROM u")
    for text in (
        f"insert into u {VALUES}, 1",
        f"insert into u {VALUES.replace('SELECT', 'values (')}, 2)",
    ):
        cursor.execute("BEGIN")
        taken = keep_any(cursor, text)
        cursor.execute("INSERT INTO before FROM u")
        rows = cursor.execute("SELECT u::VARCHAR FROM u").fetchall()
        cursor.execute("ROLLBACK")
        cursor.execute("BEGIN")
        kept_rows.put_back(cursor, taken.kept)
        assert cursor.execute("SELECT u::VARCHAR FROM u").fetchall() == rows
        cursor.execute("ROLLBACK")


def keep_any(cursor, text):
    """Keep rows of a statement in DuckDB's own words."""
    target = planned(f"insert into u {'values (1)' if 'values' in text else 'select 1'}")
    keeping = Keeper(cursor).keeping(target, 1)
    cursor.execute(text + keeping.clause)
    return keeping.take(cursor, 2048, 10**6)


def test_nested_types_and_generated_columns(cursor):
    cursor.execute(
        "CREATE TABLE w (z INT DEFAULT nextval('n'), l INT[], g INT AS (z + 1), s STRUCT(x INT))"
    )
    cursor.execute("BEGIN")
    taken = keep(
        cursor,
        "insert into w (l, s) values ([1, null], {'x': 5})".replace("[1, null]", "null").replace(
            "{'x': 5}", "null"
        ),
    )
    cursor.execute("ROLLBACK")
    kept_rows.put_back(cursor, taken.kept)
    assert cursor.execute("FROM w").fetchall() == [(1, None, 2, None)]


def test_an_upsert_is_put_back_over_what_is_there(cursor):
    cursor.execute("CREATE TABLE p (k INT PRIMARY KEY, a INT, z INT DEFAULT nextval('n'))")
    cursor.execute("INSERT INTO p VALUES (1, 1, 100), (2, 2, 200)")
    cursor.execute("BEGIN")
    taken = keep(
        cursor,
        "insert into p (k, a) values (1, 5), (3, 6)"
        " on conflict (k) do update set a = p.a + excluded.a",
    )
    rows = cursor.execute("FROM p ORDER BY k").fetchall()
    cursor.execute("ROLLBACK")
    kept_rows.put_back(cursor, taken.kept)
    assert cursor.execute("FROM p ORDER BY k").fetchall() == rows
    assert [row[:2] for row in rows] == [(1, 6), (2, 2), (3, 6)]


def test_rows_of_several_are_put_back_at_once(cursor):
    cursor.execute("BEGIN")
    kept = [keep(cursor, f"insert into t (a) values ('{n}')").kept for n in range(3)]
    other = keep(cursor, "insert into t (a) select '9'").kept
    cursor.execute("ROLLBACK")
    assert kept_rows.can_merge(kept[0], kept[1])
    assert not kept_rows.can_merge(kept[0], other)
    kept_rows.put_back(cursor, kept_rows.merged(kept))
    assert cursor.execute("FROM t").fetchall() == [(1, "0"), (2, "1"), (3, "2")]


def test_a_sequence_of_the_same_transaction_gets_past_its_numbers(cursor):
    cursor.execute("BEGIN")
    text = "insert into t (a) values ('a'), ('b'), ('c')"
    taken = keep(cursor, text)
    cursor.execute("ROLLBACK")
    cursor.execute("CREATE OR REPLACE TABLE t (id INT, a TEXT)")
    cursor.execute("CREATE OR REPLACE SEQUENCE n")
    kept_rows.put_back(cursor, taken.kept)
    assert cursor.execute("SELECT nextval('n')").fetchone() == (4,)


def test_more_than_may_be_kept_is_measured_and_dropped(cursor):
    taken = keep(cursor, "insert into t (a) select repeat('x', 100) from range(10000)", most=1000)
    assert taken.count == 10_000
    assert len(taken.kept.rows) == 0
    assert taken.kept.size > 1000
