"""What is kept of columns, and how a result's columns are found in it."""

from functools import partial

import duckdb
import pytest

from duckgres.engine import ddl, facts
from duckgres.engine.bootstrap import install_functions
from duckgres.engine.ddl.door import Door
from duckgres.pgtypes import oids
from duckgres.sql.plan import plan
from duckgres.sql.sources import Table
from duckgres.sql.statement import ColumnFact
from tests.unit.engine.slots import slots
from tests.unit.sql.asking import unasked

JSONB, JSONB_ARRAY = oids.JSONB, oids.ARRAY_OF[oids.JSONB]


@pytest.fixture
def cursor():
    connection = duckdb.connect(":memory:")
    install_functions(connection)
    connection.execute("CREATE SCHEMA public")
    connection.execute("SET search_path = 'public,main'")
    connection.execute("CREATE TABLE t (id INT, j JSON, k JSON, a JSON[], n INT[], b BLOB)")
    found = [ColumnFact("", "t", column, "jsonb") for column in ("j", "a")]
    facts.remember(connection, found)
    return connection


def run(cursor, text):
    """Do what the engine does with a statement that returns nothing."""
    (statement,) = plan(text, unasked)
    if statement.steps:
        values = slots(cursor)
        main = partial(cursor.execute, statement.render((), values))
        ddl.run(Door(cursor, main, values, {}), statement.steps)
    else:
        cursor.execute(statement.render((), slots(cursor)))
    facts.remember(cursor, statement.facts)
    if statement.makes is not None:
        now = facts.load(cursor)
        columns = facts.columns_of(cursor, statement.makes)
        facts.remember(cursor, facts.of_new_relation(statement, now, columns))


def told(cursor, text):
    """Return the types of a statement's columns that its facts tell, by name."""
    (statement,) = plan(text, unasked)
    relation = cursor.sql(statement.render((), slots(cursor)))
    types = [str(kind) for kind in relation.types]
    found = facts.result_oids(statement, facts.load(cursor), relation.columns, types)
    return {relation.columns[place]: oid for place, oid, _ in found}


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("select j, k, id from t", {"j": JSONB, "k": oids.JSON}),
        ("select * from t", {"j": JSONB, "k": oids.JSON, "a": JSONB_ARRAY}),
        ("select x.j as y, id from t x", {"y": JSONB}),
        ("select t.id, s.* from (select j, id as i from t) s join t on s.i = t.id", {"j": JSONB}),
        ("select y from (select j from t) s(y)", {"y": JSONB}),
        ("with c as (select j as y from t) select y from c", {"y": JSONB}),
        ("select j from t union all select k from t", {"j": JSONB}),
        ("select j, x.k from json_populate_record(null::t, '{}') x", {"j": JSONB, "k": oids.JSON}),
        ("select j -> 'a' as y, k -> 'a' as z from t", {"y": JSONB, "z": oids.JSON}),
        ("select max(j -> 'a') as y, coalesce(j, '{}') as z from t group by j", {"z": JSONB}),
        ("select array_agg(j) as y from t", {"y": JSONB_ARRAY}),
        ("select (select j from t limit 1) as y", {"y": JSONB}),
        ("select '{}'::jsonb as y, '{}'::json as z", {"y": JSONB, "z": oids.JSON}),
        ("select a[1] as y from t", {"y": JSONB}),
        ("select value from t, jsonb_array_elements(j)", {"value": JSONB}),
        ("select e from t, jsonb_array_elements(j) e", {"e": JSONB}),
        ("select y, z from jsonb_to_record('{}') as r(y jsonb, z int)", {"y": JSONB}),
        ("select j || j as y from t", {"y": JSONB}),
        ("select public.t.j from public.t", {"j": JSONB}),
    ],
)
def test_result_columns(cursor, text, types):
    found = told(cursor, text)
    assert {name: oid for name, oid in found.items() if name in types} == types


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


@pytest.mark.parametrize(
    ("text", "oid"),
    [
        ("insert into t (id, j) values (1, $1)", JSONB),
        ("insert into t values (1, '{}', $1)", oids.JSON),
        ("insert into t select 1, $1", JSONB),
        ("update t set k = $1", oids.JSON),
        ("update t set id = 1 where k = $1", oids.JSON),
        ("select $1::json", oids.JSON),
        ("select $1::jsonb", JSONB),
        ("select j @> $1 from t", JSONB),
    ],
)
def test_parameters(cursor, text, oid):
    (statement,) = plan(text, unasked)
    assert facts.parameter_oid(statement, facts.load(cursor), 1) == oid


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


@pytest.mark.parametrize(
    ("text", "oid"),
    [
        ("update t set n = n || $1", oids.ARRAY_OF[oids.INT4]),
        ("select array_cat(t.n, $1) from t", oids.ARRAY_OF[oids.INT4]),
        ("select j || $1 from t", oids.JSONB),
        ("select j ->> $1 from t", 0),
        ("select array_append(n, $1) from t", oids.INT4),
        ("select jsonb_typeof($1)", oids.JSONB),
        ("select id from t where id = $1", 0),
        ("select 1 from t where $1 = any(n)", 0),
    ],
)
def test_a_parameter_is_what_stands_beside_it(cursor, text, oid):
    (statement,) = plan(text, unasked)
    assert facts.parameter_beside(statement, facts.load(cursor), 1) == oid
