"""A session's way to DDL."""

import pytest

from duckgres.engine import facts
from duckgres.engine.ddl.definer import Definer
from duckgres.errors import PgError
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


@pytest.fixture
def definer(engine):
    engine.run("create table t (id serial, a int, b int generated always as (a + 1) stored)")
    return Definer(engine.cursor, engine.values, engine.held.append)


def serials(definer, engine, text):
    (statement,) = plan(text, unasked)
    found = definer.serials(statement, lambda: facts.load(engine.cursor))
    return [column.name for column in found]


def test_the_columns_that_take_a_number(definer, engine):
    assert serials(definer, engine, "insert into t (a) values (1)") == ["id"]
    assert serials(definer, engine, "insert into t (id, a) values (7, 1)") == []


def test_a_generated_column_takes_nothing(definer, engine):
    with pytest.raises(PgError) as caught:
        serials(definer, engine, "insert into t (b) values (1)")
    assert caught.value.sqlstate == "428C9"


def test_a_door_runs_the_statement_itself(definer):
    assert definer.door(lambda: 5).main() == 5
    assert definer.door().main() is None
