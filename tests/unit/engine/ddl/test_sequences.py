"""Sequences that are made, set and changed."""

import pytest

from duckgres.engine.ddl import sequences
from duckgres.engine.facts import facts_of
from duckgres.engine.functions import sequences as taken
from duckgres.errors import PgError
from duckgres.sql.ddl.steps import Name, Sequence
from duckgres.sql.rules.sequences import NAME, NAME_OF, OWNED, SESSION


@pytest.fixture
def used(engine):
    engine.values[SESSION] = str(taken.open_session())
    engine.run("create table t (id serial, a int)")
    return engine


def place(engine, name="t_id_seq"):
    return engine.door().get("sequence", Name("", name))


@pytest.mark.parametrize(
    ("value", "called", "following"),
    [(10, True, 11), (10, False, 10), (1, False, 1), (2_000_000_000, True, 2_000_000_001)],
)
def test_set_value(used, value, called, following):
    used.rows("insert into t (a) values (1), (2), (3) returning id")
    sequences.set_value(used.door(), place(used), value, called)
    assert used.rows("insert into t (a) values (1) returning id") == [(following,)]


def test_a_value_out_of_bounds(used):
    with pytest.raises(PgError, match="setval: value 0 is out of bounds"):
        sequences.set_value(used.door(), place(used), 0, True)


def test_restart_is_where_it_began(engine):
    engine.run("create sequence s start 5")
    sequences.restart(engine.door(), place(engine, "s"))
    engine.run("alter sequence s restart with 50")
    sequences.restart(engine.door(), place(engine, "s"))
    assert sequences.state(engine.door(), place(engine, "s")).start == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Sequence(increment=0), "INCREMENT must not be zero"),
        (Sequence(minimum=5, maximum=1), "MINVALUE (5) must be less than MAXVALUE (1)"),
        (Sequence(start=0), "START value (0) cannot be less than MINVALUE (1)"),
        (Sequence(start=9, maximum=5), "START value (9) cannot be greater than MAXVALUE (5)"),
    ],
)
def test_options_that_contradict(options, message):
    with pytest.raises(PgError) as caught:
        sequences.check(options)
    assert (caught.value.sqlstate, caught.value.message) == ("22023", message)


def test_a_sequence_goes_with_its_owner(engine):
    engine.run("create table t (a int); create sequence s owned by t.a; drop table t")
    assert engine.door().find("sequence", Name("", "s")) is None


def test_names_for_slots(used):
    door = used.door()
    assert sequences.slot_value(door, f"{NAME}t_id_seq") == """'"public"."t_id_seq"'"""
    assert sequences.slot_value(door, f"{OWNED}t\x1fid") == "'public.t_id_seq'"
    assert sequences.slot_value(door, f"{NAME_OF}{OWNED}t\x1fid") == """'"public"."t_id_seq"'"""
    assert sequences.slot_value(door, f"{OWNED}t\x1fa") == "CAST(NULL AS VARCHAR)"
    with pytest.raises(PgError, match='"t" is not a sequence'):
        sequences.slot_value(door, f"{NAME}t")


def test_another_name_in_a_default(used):
    text = "nextval('public.t_id_seq') + 1"
    assert sequences.with_name(text, place(used)) == """nextval('"public"."t_id_seq"') + 1"""


def test_a_type_and_a_comment_stay(engine):
    engine.run("create sequence s as int maxvalue 9; create sequence b")
    engine.run("comment on sequence s is 'x'; alter sequence s rename to r")
    engine.run("alter sequence r restart with 5")
    rows = engine.cursor.execute(
        "SELECT sequence_name, comment FROM duckdb_sequences() ORDER BY 1"
    ).fetchall()
    (_, plain), (_, said) = rows
    assert plain is None
    assert said.startswith("x\x1f")
    assert facts_of(said)["type"] == "int4"
