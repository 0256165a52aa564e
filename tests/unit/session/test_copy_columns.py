"""Which columns a COPY is about; messages recorded from PostgreSQL."""

import pytest

from duckgres.engine.relation import TABLE, Relation
from duckgres.errors import PgError
from duckgres.session.copy_columns import forced_columns, listed_columns
from duckgres.sql.copy_command import CopyCommand, CopyOptions

RELATION = Relation(TABLE, "db", "public", "t", ("a", "g", "B c"), (), frozenset({"g"}))


def command(*columns):
    return CopyCommand(False, CopyOptions(), table="t", columns=columns or None)


def test_all_but_the_generated_ones():
    assert listed_columns(command(), RELATION) == ("a", "B c")


def test_a_list_has_its_own_order_and_duckdbs_spelling():
    assert listed_columns(command("b c", "a"), RELATION) == ("B c", "a")


@pytest.mark.parametrize(
    ("columns", "sqlstate", "message"),
    [
        (("a", "x"), "42703", 'column "x" of relation "t" does not exist'),
        (("a", "B c", "a"), "42701", 'column "a" specified more than once'),
        (("g",), "42P10", 'column "g" is a generated column'),
    ],
)
def test_wrong_lists(columns, sqlstate, message):
    with pytest.raises(PgError) as caught:
        listed_columns(command(*columns), RELATION)
    assert (caught.value.sqlstate, caught.value.message) == (sqlstate, message)


def test_all_are_forced():
    assert forced_columns("FORCE_NULL", None, ("a",), RELATION) == {"a"}


def test_some_are_forced():
    assert forced_columns("FORCE_NULL", frozenset({"b c"}), ("a", "B c"), RELATION) == {"B c"}


@pytest.mark.parametrize(
    ("name", "sqlstate", "message"),
    [
        ("B c", "42P10", 'FORCE_QUOTE column "B c" not referenced by COPY'),
        ("x", "42703", 'column "x" of relation "t" does not exist'),
        ("g", "42P10", 'column "g" is a generated column'),
    ],
)
def test_others_are_refused(name, sqlstate, message):
    with pytest.raises(PgError) as caught:
        forced_columns("FORCE_QUOTE", frozenset({name}), ("a",), RELATION)
    assert (caught.value.sqlstate, caught.value.message) == (sqlstate, message)
