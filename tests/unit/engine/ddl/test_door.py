"""Names through the search path, slots, and what is not there."""

import pytest

from duckgres.engine.ddl.door import Place
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.ddl.steps import CLOSING, OPENING, Name


def test_a_name_is_found_through_the_search_path(engine):
    engine.run("create schema s; create table s.t (a int); create table t (a int)")
    door = engine.door()
    assert door.get("table", Name("", "t")).schema == "public"
    assert door.get("table", Name("s", "T")).schema == "s"
    engine.run("create temp table t (a int)")
    assert door.get("relation", Name("", "t")).text == 'temp.main."t"'


@pytest.mark.parametrize(
    ("kind", "name", "code", "message"),
    [
        ("table", Name("", "nope"), "42P01", 'relation "nope" does not exist'),
        ("type", Name("s", "nope"), "42704", 'type "s.nope" does not exist'),
        ("table", Name("", "v"), "42809", '"v" is not a table'),
    ],
)
def test_what_is_not_there(engine, kind, name, code, message):
    engine.run("create view v as select 1 as a")
    with pytest.raises(PgError) as caught:
        engine.door().get(kind, name)
    assert (caught.value.sqlstate, caught.value.message) == (code, message)


def test_slots_are_filled(engine):
    door = engine.door()
    door.slots["x"] = "5"
    assert door.filled(f"SELECT {OPENING}x{CLOSING} + 1") == "SELECT 5 + 1"
    assert door.filled("SELECT 1") == "SELECT 1"


def test_a_new_object_has_a_home(engine):
    door = engine.door()
    assert door.new(Name("", "t")).schema == "public"
    assert door.new(Name("", "t", True)).text == 'temp.main."t"'
    with pytest.raises(PgError, match='schema "nope" does not exist'):
        door.new(Name("nope", "t"))


def test_texts():
    assert Place("d", 's"x', "t").text == '"s""x"."t"'
    assert (quoted("a"), literal("it's")) == ('"a"', "'it''s'")
