import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked
from tests.unit.sql.rewriting import SESSION


def planned(text):
    (statement,) = plan(text, unasked)
    return statement


def shown(statement, step=None):
    numbers = [f"${number}" for number in range(1, statement.parameter_count + 1)]
    return (statement if step is None else statement.step(step)).render(numbers, SESSION)


def steps(text):
    """Return the texts DuckDB gets, in order."""
    statement = planned(text)
    return [*(shown(statement, step) for step in statement.stages), shown(statement)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "with d as (delete from t where a = $1 returning *) insert into u (b) select b from d",
            [
                "DELETE FROM t WHERE a = $1 RETURNING *",
                "WITH d AS (SELECT * FROM <kept 1>) INSERT INTO u (b) SELECT b FROM d",
            ],
        ),
        (
            "with x (k) as (update t set a = 1 returning a + 1), y as (select k from x)"
            " select * from x, y",
            [
                'UPDATE t SET a = 1 RETURNING a + 1 AS "?column?"',
                "WITH x(k) AS (SELECT * FROM <kept 1>), y AS (SELECT k FROM x) SELECT * FROM x, y",
            ],
        ),
        (
            "with recursive r(n) as (values (1) union all select n + n as n from r where n < 3),"
            " i as (insert into t (a) select n from r returning a) select a from i",
            [
                "WITH RECURSIVE r(n) AS"
                " (VALUES (1) UNION ALL SELECT n + n AS n FROM r WHERE n < 3)"
                " SELECT * FROM r",
                "WITH RECURSIVE r(n) AS (SELECT * FROM <kept 1>)"
                " INSERT INTO t (a) SELECT n FROM r RETURNING a",
                "WITH RECURSIVE r(n) AS (SELECT * FROM <kept 1>), i AS (SELECT * FROM <kept 2>)"
                " SELECT a FROM i",
            ],
        ),
    ],
)
def test_what_one_part_returns_is_kept_for_those_behind(text, expected):
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "with i as (insert into t (a) values (1)) select a from t",
            [
                "SELECT COALESCE(max(rowid), -1) AS r FROM t",
                "INSERT INTO t (a) VALUES (1)",
                "SELECT a FROM (SELECT * FROM t WHERE t.rowid <= (SELECT * FROM <kept 1>)) t",
            ],
        ),
        (
            "with i as (update s.t set a = 1) select x.a from s.t x",
            [
                "SELECT * FROM s.t",
                "UPDATE s.t SET a = 1",
                "SELECT x.a FROM (SELECT * FROM <kept 1>) x",
            ],
        ),
        (
            "with i as (insert into t (a) values (1)), d as (delete from t where b) select 1",
            [
                "SELECT COALESCE(max(rowid), -1) AS r FROM t",
                "INSERT INTO t (a) VALUES (1)",
                "DELETE FROM t WHERE b AND t.rowid <= (SELECT * FROM <kept 1>)",
                "SELECT 1",
            ],
        ),
        (
            "with i as (delete from t returning a), y as (select a from t) select a from y",
            [
                "WITH y AS (SELECT a FROM t) SELECT * FROM y",
                "DELETE FROM t RETURNING a",
                "WITH i AS (SELECT * FROM <kept 1>), y AS (SELECT * FROM <kept 2>)"
                " SELECT a FROM y",
            ],
        ),
    ],
)
def test_all_parts_see_the_tables_as_they_were(text, expected):
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "insert into t (a) values ($1) returning (select b from u), t.*",
            [
                "INSERT INTO t (a) VALUES ($1) RETURNING *",
                "SELECT (SELECT b FROM u), t.* FROM <kept 1> t",
            ],
        ),
        (
            "delete from t using u x where t.a = x.a returning *",
            [
                "SELECT DISTINCT ON (t.rowid) t.rowid AS _pg_row, t AS _pg_item0, x AS _pg_item1"
                " FROM t, u x WHERE t.a = x.a",
                "DELETE FROM t USING <kept 1> _pg_target WHERE t.rowid = _pg_target._pg_row",
                "SELECT t.*, x.* FROM <kept 1> _pg_target,"
                " LATERAL (SELECT unnest(_pg_item0) AS unnest) t,"
                " LATERAL (SELECT unnest(_pg_item1) AS unnest) x",
            ],
        ),
        (
            "update t set a = u.b from u returning u.b",
            [
                "SELECT DISTINCT ON (t.rowid) t.rowid AS _pg_row, t AS _pg_item0, u AS _pg_item1,"
                " u.b::<type t a> AS _pg_value0 FROM t, u",
                "UPDATE t SET a = _pg_target._pg_value0 FROM <kept 1> _pg_target"
                " WHERE t.rowid = _pg_target._pg_row",
                "SELECT u.b FROM <kept 1> _pg_target, LATERAL (SELECT"
                " unnest(struct_update(_pg_item0, a := _pg_value0)) AS unnest) t,"
                " LATERAL (SELECT unnest(_pg_item1) AS unnest) u",
            ],
        ),
    ],
)
def test_returning_sees_more(text, expected):
    assert steps(text) == expected


def test_what_is_kept_has_a_shape_that_binds_without_it():
    statement = planned("with d as (delete from t where a = $1 returning b + 1) select * from d")
    (step,) = statement.stages
    assert shown(statement, step.shape) == 'SELECT b + 1 AS "?column?" FROM t'
    assert statement.selects


@pytest.mark.parametrize(
    "text",
    [
        "with x as (select 1) delete from t where a in (select * from x) returning *",
        "update t set a = u.a from u where t.b = u.b returning t.a",
        "insert into t (a) values (1) returning a",
    ],
)
def test_one_statement_stays_one(text):
    assert planned(text).stages == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("with x as (delete from t) select * from x", 'WITH query "x" does not have a RETURNING'),
        (
            "select 1 from (with x as (delete from t returning a) select a from x) y",
            "WITH clause containing a data-modifying statement must be at the top level",
        ),
        (
            "with x as (delete from t returning (select 1)) select * from x",
            "A data-modifying WITH whose RETURNING has a subselect",
        ),
        (
            "update t set a = default from u returning u.b",
            "RETURNING columns of FROM is not supported where SET has a row or DEFAULT",
        ),
        (
            "explain with x as (delete from t returning a) select a from x",
            "EXPLAIN of a statement that is run in several parts is not supported",
        ),
    ],
)
def test_what_cannot_be_is_refused(text, message):
    with pytest.raises(PgError, match=message) as refusal:
        planned(text)
    assert refusal.value.sqlstate == "0A000"
