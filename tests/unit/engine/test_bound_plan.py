"""Reading DuckDB's bound plans."""

import duckdb
import pytest

from duckgres.engine import bound_plan
from duckgres.engine.bound_plan import literal_mark, number_mark
from duckgres.pgtypes import oids


@pytest.fixture(scope="module")
def cursor():
    connection = duckdb.connect(":memory:")
    connection.execute(
        "CREATE TABLE t(a INTEGER, b VARCHAR, g BIGINT, o SMALLINT, e INTEGER[], j JSON)"
    )
    yield connection.cursor()
    connection.close()


def _plan(cursor, text):
    plan = bound_plan.serialize(cursor, text)
    assert not plan["error"], plan
    return plan


def test_refusal_is_answered_not_raised(cursor):
    plan = bound_plan.serialize(cursor, "select frob from t")
    assert plan["error"]
    assert "frob" in plan["error_message"]


@pytest.mark.parametrize("mark", [literal_mark, number_mark])
def test_marks_take_the_type_of_the_other_side(cursor, mark):
    plan = _plan(cursor, f"select 1 from t where a = {mark(1)} and g < {mark(2)}")
    assert bound_plan.types(plan) == {1: oids.OID_OF["int4"], 2: oids.OID_OF["int8"]}


@pytest.mark.parametrize("mark", [literal_mark, number_mark])
def test_a_cast_of_the_statement_tells(cursor, mark):
    plan = _plan(
        cursor,
        f"select {mark(12)}::DATE" if mark is literal_mark else f"select {mark(12)}::BIGINT",
    )
    assert list(bound_plan.types(plan)) == [12]
    assert bound_plan.types(plan)[12] in (oids.DATE, oids.OID_OF["int8"])


def test_first_place_tells(cursor):
    plan = _plan(cursor, f"select {literal_mark(1)}::INTEGER, {literal_mark(1)}::DATE")
    assert bound_plan.types(plan) == {1: oids.OID_OF["int4"]}


def test_constants_of_the_statement_are_no_marks(cursor):
    plan = _plan(cursor, "select a + 1000001, '1', random() + 1 from t where b = '\\x011'")
    assert bound_plan.types(plan) == {}


def test_arrays_and_json(cursor):
    plan = _plan(cursor, f"select 1 from t where e = {literal_mark(1)} and j = {literal_mark(2)}")
    assert bound_plan.types(plan) == {1: oids.OID_OF["_int4"], 2: oids.JSON}


def test_projection_names_a_star(cursor):
    plan = _plan(cursor, "insert into t(a) values (1) returning *, a as x")
    shown = bound_plan.projection(plan)
    assert [one["alias"] for one in shown] == ["a", "b", "g", "o", "e", "j", "x"]
    types = [bound_plan.type_name(one["return_type"]) for one in shown]
    assert types == ["INTEGER", "VARCHAR", "BIGINT", "SMALLINT", "INTEGER[]", "JSON", "INTEGER"]


def test_projection_of_a_plan_without_one(cursor):
    assert bound_plan.projection(_plan(cursor, "create view v as select 1")) == []
