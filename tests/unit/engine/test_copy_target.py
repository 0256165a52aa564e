"""What is found out about a table before rows come."""

from duckgres.engine.copy_target import Constraint, target_of
from duckgres.engine.facts import ColumnFacts, Facts
from tests.unit.engine.copying import open_database, task

TABLE = (
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR DEFAULT 'x', m mood NOT NULL,"
    " g INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL, j JSON, CHECK (a > 0), UNIQUE (b))"
)
MOOD = "CREATE TYPE mood AS ENUM ('sad', 'ok')"


def target(*columns, facts=None, **more):
    connection = open_database(MOOD, TABLE)
    wanted = task(connection, *columns, generated=("g",), **more)
    return target_of(connection, wanted, facts or Facts())


def test_its_columns():
    found = target("m", "a")
    assert found.place == '"memory"."main"."t"'
    assert [item.column.name for item in found.listed] == ["m", "a"]
    assert [(item.column.name, item.default) for item in found.others] == [
        ("b", "'x'"),
        ("j", "NULL"),
    ]
    assert found.table.all_columns == ("a", "b", "m", "g", "j")
    label, number = (item.column for item in found.listed)
    assert (label.labels, label.enum) == (frozenset({"sad", "ok"}), "mood")
    assert (number.not_null, number.has_default) == (True, False)


def test_a_column_that_can_never_have_a_value():
    assert target("a").table.never == ("m",)
    assert target("a", where="true").table.never == ()  # the condition may drop the row


def test_its_constraints():
    assert set(target().constraints) == {
        Constraint("CHECK", "t_a_check", ("a",), "(a > 0)"),
        Constraint("PRIMARY KEY", "t_pkey", ("a",)),
        Constraint("UNIQUE", "t_b_key", ("b",)),
    }
    assert target().table.checked


def test_names_that_the_client_gave_and_unique_indexes():
    names = {"PRIMARY KEY(a)": "k", "UNIQUE(m, b)": "i", "UNIQUE(lower(b))": "of an expression"}
    found = target(facts=Facts(constraints={"t": names}))
    assert set(found.constraints) == {
        Constraint("CHECK", "t_a_check", ("a",), "(a > 0)"),
        Constraint("PRIMARY KEY", "k", ("a",)),
        Constraint("UNIQUE", "t_b_key", ("b",)),
        Constraint("UNIQUE", "i", ("m", "b")),
    }
    assert found.names == names


def test_the_length_of_a_varchar_is_in_its_comment():
    connection = open_database("CREATE TABLE t (a VARCHAR, b VARCHAR)")
    fact = '{"type": "varchar", "typmod": 8}'
    connection.execute(f"COMMENT ON COLUMN t.b IS 'seen\x1f{fact}'")
    found = target_of(connection, task(connection), Facts())
    kinds = [(item.column.type.kind, item.column.limit) for item in found.listed]
    assert kinds == [("text", -1), ("varchar", 4)]


def test_what_the_catalog_knows_of_a_column():
    column = ColumnFacts("j", 5, "JSON", 3802)
    found = target("j", facts=Facts({"t": {"main": [column]}}))
    assert found.listed[0].column.type.oid == 3802
