"""What a session's writes do to foreign keys."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.session_commands import ConstraintsCommand


def refused(family, text):
    with pytest.raises(PgError) as caught:
        family.write(text)
    return caught.value.sqlstate, caught.value.fields.constraint


def test_a_child_needs_its_parent(family):
    assert refused(family, "insert into c values (1, 9)") == ("23503", "c_p_fkey")
    family.write("insert into c values (1, 1), (2, null)")
    assert refused(family, "update c set p = 9 where id = 1") == ("23503", "c_p_fkey")
    family.write("update c set p = 2 where id = 1")
    assert family.rows("select id, p from c order by id") == [(1, 2), (2, None)]


def test_actions_go_on(family):
    family.write("insert into c values (1, 1), (2, 2)")
    family.write("update p set id = id + 10 where id = 1")
    assert family.rows("select p from c order by id") == [(11,), (2,)]
    family.write("insert into g values (1, null)")
    assert refused(family, "delete from p where id = 11") == ("23503", "g_c_fkey")
    family.write("delete from p where id = 2")
    assert family.rows("select id from c") == [(1,)]


def test_what_varies_is_looked_at_afterwards(family):
    family.write("insert into c values (1, 1), (2, 2), (3, 3)")
    family.write("delete from p where id < 3 and random() >= 0")
    assert family.rows("select id from c") == [(3,)]
    assert refused(family, "update p set id = id + (random() * 5)::int + 50") == ("0A000", None)
    assert refused(family, "update c set p = 50 + (random() * 5)::int") == ("23503", "c_p_fkey")


def test_duckdbs_own_words_are_checked(family):
    assert refused(family, "insert or replace into c values (1, 9)") == ("23503", "c_p_fkey")


def test_what_is_deferred_waits(family):
    cursor, guard = family.engine.cursor, family.guard
    guard.set_constraints(ConstraintsCommand(("g_d_fkey",), True))
    (text,) = ["insert into g values (null, 9)"]
    with pytest.raises(PgError, match="g_d_fkey"):
        family.write(text)  # it is a transaction of its own, whose end it is
    guard.set_constraints(ConstraintsCommand((), False))
    with pytest.raises(PgError, match="is not deferrable"):
        guard.set_constraints(ConstraintsCommand(("c_p_fkey",), True))
    with pytest.raises(PgError, match='constraint "nope" does not exist'):
        guard.set_constraints(ConstraintsCommand(("nope",), True))
    assert cursor.execute("select count(*) from g").fetchone() == (0,)


def test_many_rows_at_once(family):
    family.engine.run("insert into p select i, i from generate_series(10, 4000) i")
    family.write("insert into c select i, i from generate_series(10, 4000) i")
    assert refused(family, "insert into c select i + 9000, i from generate_series(1, 4000) i") == (
        "23503", "c_p_fkey",
    )  # fmt: skip
    family.write("delete from p where id > 9")
    assert family.rows("select count(*) from c") == [(0,)]
    tables = "select count(*) from duckdb_tables() where table_name like '\\_pg\\_%' escape '\\'"
    assert family.rows(tables) == [(0,)]


def test_others_are_in_the_way(family):
    family.locks.take(2, [(family.key("c_p_fkey").identity, ("1",))], 0, alone=False)
    assert refused(family, "delete from p where id = 1") == ("40001", None)
    family.write("delete from p where id = 2")
