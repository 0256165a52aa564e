"""What names mean."""

from duckgres.pgtypes import oids
from duckgres.sql.system.scopes import (
    UNKNOWN,
    UNTYPED,
    Column,
    Item,
    Level,
    common_type,
    joined,
    renamed,
    shared,
    united,
)

_A = (Column("a", "id", oids.OID), Column("a", "name", oids.NAME))
_B = (Column("b", "id", oids.OID), Column("b", "kind", oids.CHAR))


def test_column_by_its_item_and_alone():
    level = Level(items=[Item("a", _A), Item("b", _B)])
    assert level.type_of(["b", "kind"]) == oids.CHAR
    assert level.type_of(["kind"]) == oids.CHAR
    assert level.type_of(["a", "kind"]) == UNKNOWN
    assert level.type_of(["c", "kind"]) == UNKNOWN


def test_column_of_the_query_around():
    outer = Level(items=[Item("a", _A)])
    assert Level(outer, [Item("b", _B)]).type_of(["name"]) == oids.NAME


def test_a_table_nobody_knows_hides_the_query_around():
    outer = Level(items=[Item("a", _A)])
    assert Level(outer, [Item("t", None)]).type_of(["name"]) == UNKNOWN


def test_cte_of_the_query_around():
    outer = Level(ctes={"w": _A})
    level = Level(outer)
    assert level.has_cte("w")
    assert level.cte("w") == _A
    assert not level.has_cte("v")


def test_alias_names_the_first_columns():
    assert renamed(_A, "x", ["n"]) == (Column("x", "n", oids.OID), Column("x", "name", oids.NAME))
    assert renamed(None, "x", ["n"]) is None


def test_common_columns_of_a_join_come_first_and_once():
    assert shared(_A, _B) == ["id"]
    names = [(column.table, column.name) for column in joined(_A, _B, ["id"]) or ()]
    assert names == [("", "id"), ("a", "name"), ("b", "kind")]
    assert joined(_A, None, ()) is None


def test_set_operation_takes_the_type_that_is_known():
    left = (Column("", "a", UNTYPED),)
    assert united(left, (Column("", "b", oids.NAME),)) == (Column("", "a", oids.NAME),)


def test_type_of_alternatives():
    assert common_type([UNTYPED, oids.NAME, UNKNOWN]) == oids.NAME
    assert common_type([UNTYPED, UNKNOWN]) == UNTYPED
    assert common_type([]) == UNKNOWN
