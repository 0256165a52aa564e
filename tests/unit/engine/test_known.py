"""What a session knows of its catalog."""

import duckdb
import pytest

from duckgres.engine.known import Known
from duckgres.sql.plan import plan
from tests.fixtures.catalog import install as install_functions
from tests.fixtures.catalog import snapshots
from tests.unit.sql.asking import unasked


@pytest.fixture
def cursor():
    connection = duckdb.connect(":memory:")
    install_functions(connection)
    connection.execute("CREATE TABLE t (id INT PRIMARY KEY, j JSON)")
    return connection


def test_it_is_read_once_a_version(cursor):
    known = Known(cursor, snapshots(cursor))
    facts, macros = known.facts(), known.macros()
    known.relation("", "t")
    cursor.execute("CREATE MACRO mine(a) AS a")
    cursor.execute("ALTER TABLE t ADD COLUMN a INTEGER")
    assert known.facts() is facts
    assert known.macros() is macros
    assert known.relation("", "t").type_of("a") is None
    known.version += 1
    assert known.facts() is not facts
    assert known.macros() == macros | {"mine"}
    assert known.relation("", "t").type_of("a") == "INTEGER"


def test_what_is_forgotten_is_read_again(cursor):
    known = Known(cursor, snapshots(cursor))
    known.macros()
    cursor.execute("CREATE MACRO mine(a) AS a")
    known.forget()
    assert "mine" in known.macros()


def test_a_view_remembers_the_types_of_its_columns(cursor):
    known = Known(cursor, snapshots(cursor))
    (statement,) = plan("create view v as select '{}'::jsonb as x", unasked)
    cursor.execute("CREATE VIEW v AS SELECT CAST('{}' AS JSON) AS x")
    known.remember(statement)
    known.forget()
    comment = cursor.execute(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'v' AND column_name = 'x'"
    ).fetchone()[0]
    assert "jsonb" in comment


def test_schemas_are_those_of_now(cursor):
    known = Known(cursor, snapshots(cursor))
    cursor.execute("CREATE SCHEMA s")
    assert "s" in known.schemas()
