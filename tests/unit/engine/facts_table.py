"""A table of facts, and what the engine does with a statement about it."""

from functools import partial

import duckdb

from duckgres.engine import ddl, facts
from duckgres.engine import told as told_types
from duckgres.engine.ddl.door import Door
from duckgres.sql.plan import plan
from duckgres.sql.statement import ColumnFact
from tests.fixtures.catalog import install as install_functions
from tests.unit.engine.slots import slots
from tests.unit.sql.asking import unasked


def cursor_with_facts():
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
        ddl.run(Door(cursor, main, values, {}, print), statement.steps)
    else:
        cursor.execute(statement.render((), slots(cursor)))
    facts.remember(cursor, statement.facts)
    if statement.makes is not None:
        now = facts.load(cursor)
        columns = facts.columns_of(cursor, statement.makes)
        facts.remember(cursor, told_types.of_new_relation(statement, now, columns))


def told(cursor, text):
    """Return the types of a statement's columns that its facts tell, by name."""
    (statement,) = plan(text, unasked)
    relation = cursor.sql(statement.render((), slots(cursor)))
    types = [str(kind) for kind in relation.types]
    found = told_types.result_oids(statement, facts.load(cursor), relation.columns, types)
    return {relation.columns[place]: oid for place, oid, _ in found}
