"""What is kept of columns."""

import pytest

from duckgres.engine import facts
from duckgres.pgtypes import oids
from duckgres.sql.sources import Table
from duckgres.sql.statement import ColumnFact
from tests.unit.engine.facts_table import cursor_with_facts, run, told

JSONB, JSONB_ARRAY = oids.JSONB, oids.ARRAY_OF[oids.JSONB]


@pytest.fixture
def cursor():
    return cursor_with_facts()


def test_facts_follow_the_column_and_go_with_it(cursor):
    cursor.execute("ALTER TABLE t RENAME j TO jj")
    cursor.execute("ALTER TABLE t RENAME TO u")
    found = facts.load(cursor).column(Table("", "u"), "jj")
    assert found is not None
    assert found.oid == JSONB
    cursor.execute("DROP TABLE u")
    assert facts.load(cursor).columns("", "u") == []


def test_facts_of_a_column_that_is_no_json_any_more_are_void(cursor):
    cursor.execute("ALTER TABLE t ALTER j TYPE VARCHAR")
    assert told(cursor, "select j from t") == {}


def test_a_comment_and_the_facts_keep_each_other(cursor):
    run(cursor, "comment on column t.j is 'mine'")
    assert told(cursor, "select j from t") == {"j": JSONB}
    query = "SELECT comment FROM duckdb_columns() WHERE table_name = 't' AND column_name = 'j'"
    (comment,) = cursor.sql(query).fetchone()
    assert facts.user_comment(comment) == "mine"
    run(cursor, "comment on column t.j is null")
    (comment,) = cursor.sql(query).fetchone()
    assert facts.user_comment(comment) is None
    assert facts.facts_of(comment) == {"type": "jsonb"}


@pytest.mark.parametrize(
    "text",
    [
        "create table made as select id, j, k from t",
        "create view made as select * from t",
        "create table made (id int, j jsonb, k json)",
        "create table if not exists public.made (j jsonb default '{}', k json)",
    ],
)
def test_what_is_made_has_facts(cursor, text):
    run(cursor, text)
    assert told(cursor, "select j, k from made") == {"j": JSONB, "k": oids.JSON}


def test_a_column_that_is_added_has_facts(cursor):
    run(cursor, "alter table t add column l jsonb")
    assert told(cursor, "select l from t") == {"l": JSONB}


def test_of_two_tables_of_a_name_the_search_path_decides(cursor):
    cursor.execute("CREATE SCHEMA other")
    cursor.execute("CREATE TABLE other.t (j JSON)")
    assert told(cursor, "select j from t") == {"j": JSONB}
    assert told(cursor, "select j from other.t") == {"j": oids.JSON}


def test_a_temporary_table_hides_one_of_the_users_schema_main(cursor):
    cursor.execute("CREATE TABLE main.k (j JSON, a JSON)")
    facts.remember(cursor, [ColumnFact("main", "k", "j", "jsonb")])
    cursor.execute("CREATE TEMP TABLE k (a JSON, j JSON)")
    assert told(cursor, "select j from k") == {"j": oids.JSON}
    assert told(cursor, "select j from main.k") == {"j": JSONB}


@pytest.mark.parametrize("kind", ["TABLE other.t", "TEMP TABLE t"])
def test_a_table_without_such_columns_hides_another_one(cursor, kind):
    cursor.execute("CREATE SCHEMA other")
    cursor.execute("SET search_path = 'other,public,main'")
    cursor.execute(f"CREATE {kind} (j VARCHAR)")
    run(cursor, """insert into t (j) values ('{"b":1,"a":2}')""")
    assert cursor.execute("SELECT j FROM t").fetchall() == [('{"b":1,"a":2}',)]


@pytest.mark.parametrize(
    ("column", "constant", "stored"),
    [
        ("j", '{"b":1,"a":2}', '{"a": 2, "b": 1}'),
        ("k", '{"b":1,"a":2}', '{"b":1,"a":2}'),
        ("n", "{1,NULL}", [1, None]),
        ("b", "\\xDEAD", b"\xde\xad"),
    ],
)
def test_a_constant_goes_into_its_column(cursor, column, constant, stored):
    run(cursor, f"insert into t ({column}) values ('{constant}')")
    assert cursor.sql(f"select {column} from t").fetchall() == [(stored,)]
    run(cursor, f"update t set {column} = null, id = 1")
    run(cursor, f"update t set {column} = '{constant}'")
    assert cursor.sql(f"select {column} from t").fetchall() == [(stored,)]


def test_a_comment_that_is_no_facts_is_a_comment():
    assert facts.facts_of("mine\x1fnot json") == {}
    assert facts.facts_of("mine\x1f[1]") == {}
    assert facts.facts_of(None) == {}
