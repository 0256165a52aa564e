"""Whether keys hold, one by one and all at once."""

import pytest

from duckgres.engine.foreign_keys import checks, keys, known

INT = ("INTEGER",)


def texts(*values):
    return keys.Keys(INT, 1, tuple((str(value),) for value in values))


def test_few_and_many_say_the_same(family):
    family.engine.run("insert into c values (1, 1), (2, 9)")
    key, cursor = family.key("c_p_fkey"), family.engine.cursor
    for found in (texts(1, 5, 9), texts(*range(1, 50)), keys.every(INT)):
        assert checks.missing(cursor, key, found) == ("9",)
    for found in (texts(1, 5), texts(1, 2, 3, *range(20, 50))):
        assert checks.missing(cursor, key, found) is None


def test_a_parent_that_goes_is_not_asked(family):
    family.engine.run("insert into c values (1, 1)")
    key, cursor = family.key("c_p_fkey"), family.engine.cursor
    assert checks.missing(cursor, key, texts(1)) is None
    assert checks.missing(cursor, key, texts(1), asks_parent=False) == ("1",)
    assert checks.missing(cursor, key, texts(7), asks_child=False) == ("7",)


def test_match_full(family):
    family.engine.run(
        "create table q (a int, b int, primary key (a, b));"
        "create table f (x int, y int, foreign key (x, y) references q match full)"
    )
    family.engine.cursor.execute("insert into f values (1, null)")
    family.keys = known.load(family.engine.cursor)
    with pytest.raises(Exception, match='"f" violates foreign key constraint "f_x_y_fkey"'):
        checks.check_full(family.engine.cursor, family.key("f_x_y_fkey"))


def test_errors_are_postgresqls(family):
    key = family.key("c_p_fkey")
    error = checks.no_parent(key, ("9",))
    assert error.sqlstate == "23503"
    assert error.fields.detail == 'Key (p)=(9) is not present in table "p".'
    assert error.fields.constraint == "c_p_fkey"
    assert error.fields.table == "c"
    error = checks.still_referenced(key, ("9",))
    assert error.message == (
        'update or delete on table "p" violates foreign key constraint "c_p_fkey" on table "c"'
    )
    assert error.fields.detail == 'Key (id)=(9) is still referenced from table "c".'
