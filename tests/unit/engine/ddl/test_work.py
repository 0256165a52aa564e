"""What DuckDB may do by itself."""

import pytest

from duckgres.engine.ddl import model, rebuild
from duckgres.engine.ddl.work import Work, add, check_children, keys_to
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name


@pytest.fixture
def work(engine):
    engine.run("create table t (a int primary key)")
    engine.cursor.execute("create table c (x int references t (a))")
    place = engine.door().get("table", Name("", "t"))
    door = engine.door()
    return Work(door, model.read(door, place), rebuild.children(door, place))


def test_one_action_that_duckdb_cannot_do_is_enough(work):
    work.alter("ALTER COLUMN a SET DEFAULT 1")
    assert work.native == ['ALTER TABLE "public"."t" ALTER COLUMN a SET DEFAULT 1']
    work.alter("RENAME TO u", possible=False)
    work.alter("ALTER COLUMN a SET DEFAULT 2")
    assert work.native is None


def test_a_constraint_is_no_business_of_duckdbs(work):
    add(work, model.Constraint("c", ["a"], "a > 0", "k"))
    assert work.native is None
    assert work.table.constraint("k") is not None


def test_columns_are_there_or_not(work):
    assert work.column("A").name == "a"
    with pytest.raises(PgError, match='column "b" of relation "t" does not exist'):
        work.column("b")


def test_keys_that_point_at_the_table(work):
    assert [key.name for key in keys_to(work)] == ["c_x_fkey"]
    assert work.has_keys
    used = work.table.constraints
    with pytest.raises(PgError, match="because other objects depend on it"):
        check_children(work, used, False, "column a of table t")
    check_children(work, used, True, "column a of table t")
    assert keys_to(work) == []
