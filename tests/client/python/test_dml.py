"""psycopg 3: statements that are several to DuckDB, prepared and with parameters."""

import psycopg
import pytest
from psycopg import errors

pytestmark = pytest.mark.slow


@pytest.fixture
def tables(connection):
    connection.execute("create table queue (id int primary key, a int, b text)")
    connection.execute("create table done (id int, x int, y text)")
    connection.execute("insert into queue values (%s, %s), (%s, %s)", (1, 10, 2, 20))
    yield connection
    connection.rollback()
    connection.execute("drop table queue")
    connection.execute("drop table done")


def test_rows_move_in_one_statement(tables):
    text = (
        "with d as (delete from queue where id = %s returning *)"
        " insert into done (id, x) select id, a from d returning id, x + %s"
    )
    found = [tables.execute(text, (n, 1), prepare=True).fetchall() for n in (1, 2, 3)]
    assert found == [[(1, 11)], [(2, 21)], []]
    assert tables.execute("select count(*) from queue").fetchone() == (0,)


def test_all_parts_see_the_state_before(tables):
    cursor = tables.execute(
        "with i as (insert into queue (id, a) values (%s, %s) returning id)"
        " select id, (select count(*) from queue) from i",
        (3, 30),
    )
    assert cursor.fetchall() == [(3, 2)]
    assert [column.type_code for column in cursor.description] == [23, 20]


def test_returning_of_the_joined_table(tables):
    tables.execute("insert into done values (1, 100, 'one')")
    cursor = tables.execute(
        "update queue set a = done.x from done where done.id = queue.id and queue.id = %s"
        " returning queue.*, y",
        (1,),
    )
    assert cursor.fetchall() == [(1, 100, None, "one")]
    assert cursor.statusmessage == "UPDATE 1"


def test_an_upsert_does_not_change_a_row_twice(tables):
    text = (
        "insert into queue (id, a) values (%s, %s), (%s, %s)"
        " on conflict (id) do update set a = excluded.a"
    )
    assert tables.execute(text, (1, 5, 7, 6)).statusmessage == "INSERT 0 2"
    with pytest.raises(errors.CardinalityViolation), tables.transaction():
        tables.execute(text, (1, 5, 1, 6))


def test_an_error_in_a_step_undoes_all(tables):
    tables.commit()
    with pytest.raises(psycopg.errors.UniqueViolation):
        tables.execute(
            "with d as (delete from queue where id = %s returning *)"
            " insert into queue (id, a) select 2, a from d",
            (1,),
        )
    tables.rollback()
    assert tables.execute("select id from queue order by id").fetchall() == [(1,), (2,)]
