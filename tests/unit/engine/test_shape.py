"""A result's shape: worked out once, seen when it changes, held against what was announced."""

import pytest

from duckgres.engine.facts import Facts
from duckgres.engine.shape import MOST_SHAPES, Shape, as_announced, result_changed, shape_of
from duckgres.errors import PgError, ProtocolViolation
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.oids import INT4, INT8, TEXT
from duckgres.rows.description import Column
from duckgres.sql.plan import plan

CHANGED = "cached plan must not change result type"


@pytest.fixture
def statement():
    return plan("select a, b from t", None)[0]


def shape(statement, types=("INTEGER", "VARCHAR"), formats=(), announced=None):
    names = ["a", "b"][: len(types)]
    return shape_of(statement, names, list(types), formats, announced, Facts())


def test_names_types_formats_and_message(statement):
    found = shape(statement, formats=(1,))
    assert [(column.name, column.type.oid) for column in found.columns] == [
        ("a", INT4),
        ("b", TEXT),
    ]
    assert [kind.oid for kind in found.types] == [INT4, TEXT]
    assert found.formats == (1, 1)
    assert found.description.startswith(b"T")
    assert found.description.endswith(b"\0\1")  # the last column's format


def test_the_same_result_again_has_the_same_shape(statement):
    assert shape(statement) is shape(statement)


@pytest.mark.parametrize("other", [{"types": ("BIGINT", "VARCHAR")}, {"formats": (1,)}])
def test_a_result_that_has_changed_is_seen(statement, other):
    before = shape(statement)
    assert shape(statement, **other) is not before
    assert shape(statement) is before


def test_a_statement_keeps_few_shapes(statement):
    first = shape(statement, ("DECIMAL(1,0)",))
    for width in range(2, MOST_SHAPES + 5):
        shape(statement, (f"DECIMAL({width},0)",))
    assert len(statement.memo[Shape]) == MOST_SHAPES
    assert shape(statement, ("DECIMAL(1,0)",)) is not first


def test_another_number_of_formats_is_refused(statement):
    with pytest.raises(ProtocolViolation, match="3 result formats but query has 2 columns"):
        shape(statement, formats=(0, 1, 0))


def test_what_was_announced_is_what_is_sent(statement):
    announced = (Column("x", column_type("INTEGER"), 5, 1), Column("y", column_type("VARCHAR")))
    assert shape(statement, announced=announced).columns == announced


def test_another_arrow_form_of_the_announced_type_is_taken():
    (column,) = as_announced([Column("x", column_type("HUGEINT"), 5, 1)], ["UBIGINT"])
    assert (column.name, column.table_oid, column.type.source) == ("x", 5, "UBIGINT")


@pytest.mark.parametrize("types", [["BIGINT"], ["INTEGER", "INTEGER"], []])
def test_another_type_or_number_than_announced_is_refused(types):
    with pytest.raises(PgError, match=CHANGED) as refusal:
        as_announced([Column("x", column_type("INTEGER"))], types)
    assert refusal.value.sqlstate == "0A000"


def test_what_another_session_announced_decides_nothing(statement):
    mine = (Column("x", column_type("INTEGER")), Column("y", column_type("VARCHAR")))
    theirs = (Column("x", column_type("BIGINT")), Column("y", column_type("VARCHAR")))
    shape(statement, announced=mine)
    with pytest.raises(PgError, match=CHANGED):
        shape(statement, announced=theirs)
    assert shape(statement, ("BIGINT", "VARCHAR"), announced=theirs).types[0].oid == INT8


def test_drivers_know_a_changed_result_by_its_routine():
    assert result_changed().fields.routine == "RevalidateCachedQuery"
