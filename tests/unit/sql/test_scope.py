"""What names mean in a SELECT."""

from duckgres.sql.scope import Scope
from duckgres.sql.sources import Query, Table

T, U = Table("", "t"), Table("", "u")


def test_the_nearest_item_of_a_name_counts():
    outer = Scope()
    outer.add("x", T)
    outer.ctes["c"] = Query(())
    inner = Scope(outer)
    assert inner.named("x") == T
    inner.add("x", U)
    assert inner.named("x") == U
    assert inner.named("y") is None
    assert inner.cte("c") == Query(())
    assert inner.cte("d") is None


def test_a_star_is_of_the_own_items_and_a_column_of_all():
    outer = Scope()
    outer.add("t", T)
    inner = Scope(outer)
    inner.add("", U)
    inner.add("unknown", None)
    assert inner.own() == (U,)
    assert inner.all() == (U, T)


def test_items_without_a_name_are_several():
    scope = Scope()
    scope.add("", T)
    scope.add("", U)
    assert scope.own() == (T, U)
