"""Key values: a few as texts, many in a table."""

from duckgres.engine.foreign_keys import keys
from duckgres.engine.foreign_keys.key import TableName

INT = ("INTEGER",)


def test_few_are_texts(family):
    found = keys.fetch(family.engine.cursor, "SELECT id AS k0 FROM p WHERE id < 3", INT, 1)
    assert set(found.rows) == {("1",), ("2",)}
    assert family.rows(f"select sum(k.k0) from {found.source('k')}") == [(3,)]


def test_many_are_a_table(family):
    query = "SELECT i AS k0 FROM range(5000) r (i)"
    found = keys.fetch(family.engine.cursor, query, INT, 1)
    assert found.table
    assert found
    text = f"select count(*), max(k.k0) from {found.source('k')}"  # of names no client may use
    assert family.engine.cursor.execute(text).fetchall() == [(5000, 4999)]


def test_nulls_are_no_keys_and_what_stays_is_left_out(family):
    cursor = family.engine.cursor
    assert not keys.fetch(cursor, "SELECT NULL AS k0", INT, 1)
    query = "SELECT 1 AS k0, 1 AS n0 UNION ALL SELECT 2, NULL UNION ALL SELECT NULL, 3"
    assert keys.fetch(cursor, query, INT * 2, 1).rows == (("2", None),)
    assert keys.fetch(cursor, query, INT * 2, 1, only_new=True).rows == (("3",),)


def test_values_are_of_their_type(family):
    found = keys.Keys(("INTEGER", "VARCHAR"), 2, (("1", "a'b"),))
    assert family.rows(f"select k0 + 1, k1 from {found.source('k')}") == [(2, "a'b")]


def test_every_key():
    assert keys.every(INT)
    assert not keys.Keys(INT, 1)


def test_only_rows_of_the_open_transaction_count(family):
    cursor, table = family.engine.cursor, TableName("public", "p")
    assert keys.last_row(cursor, table) == keys.NO_ROW
    cursor.execute("begin; insert into p values (50, 50)")
    found = keys.last_row(cursor, table)
    assert found > keys.NO_ROW
    cursor.execute("insert into p values (51, 51)")
    rows = cursor.execute(f"select id from p where rowid > {found}").fetchall()
    assert rows == [(51,)]
    cursor.execute("rollback")
