import duckdb
import pytest

from duckgres.engine import relations
from duckgres.engine.relations import Relations
from duckgres.errors import PgError


@pytest.fixture
def find():
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE SCHEMA s")
    connection.execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, n DECIMAL(8,2))"
    )
    connection.execute("CREATE TABLE s.t (x INTEGER)")
    connection.execute("CREATE TABLE o (a INTEGER, b INTEGER, name VARCHAR, PRIMARY KEY (a, b))")
    return Relations(connection).find


def test_columns_and_keys(find):
    found = find("", "t")
    assert found.columns == (("id", "INTEGER"), ("name", "VARCHAR"), ("n", "DECIMAL(8,2)"))
    assert found.primary_key == ("id",)
    assert found.type_of("N") == "DECIMAL(8,2)"
    assert found.type_of("x") is None


def test_the_schema_decides(find):
    assert find("s", "t").columns == (("x", "INTEGER"),)
    assert find("", "nope").columns == ()


def test_a_temporary_table_hides_others_of_its_name(find):
    connection = find.__self__.cursor
    connection.execute("CREATE TEMP TABLE t (n INTEGER, id INTEGER UNIQUE)")
    assert find("", "t").columns == (("n", "INTEGER"), ("id", "INTEGER"))
    assert [key.columns for key in find("", "t").keys] == [("id",)]
    assert find("main", "t").primary_key == ("id",)


def test_first_columns(find):
    assert relations.first_columns(find("", "t"), 2) == '"id", "name"'
    assert relations.first_columns(find("", "t"), 9) == '"id", "name", "n"'


@pytest.mark.parametrize(
    ("name", "columns"), [("t_pkey", '"id"'), ("t_name_key", '"name"'), ("t_id_pkey", '"id"')]
)
def test_constraint_columns(find, name, columns):
    assert relations.constraint_columns(find("", "t"), "t", name) == columns


def test_a_constraint_that_is_not_there(find):
    with pytest.raises(PgError, match='constraint "k" for table "t" does not exist'):
        relations.constraint_columns(find("", "t"), "t", "k")


TABLE, ORDERS = ("", "t", "t"), ("", "o", "x")


@pytest.mark.parametrize(
    ("tables", "grouped", "wanted", "expected"),
    [
        ([TABLE], [("", "id")], [("", "name")], '"t"."name"'),
        ([TABLE], [("t", "id")], [("t", "*")], '"t"."id", "t"."name", "t"."n"'),
        ([TABLE], [("", "name")], [("", "n")], '"name"'),
        ([TABLE, ORDERS], [("t", "id")], [("", "name")], '"t"."id"'),
        ([TABLE, ORDERS], [("t", "id")], [("", "n")], '"t"."n"'),
        ([TABLE, ORDERS], [("x", "a"), ("x", "b")], [("x", "name")], '"x"."name"'),
        ([TABLE, ORDERS], [("x", "a")], [("x", "name")], '"x"."a"'),
    ],
)
def test_grouped_columns(find, tables, grouped, wanted, expected):
    assert relations.grouped_columns(find, tables, grouped, wanted) == expected
