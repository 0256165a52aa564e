"""Foreign keys between sessions: no two of them leave a child without its parent."""

import threading

import psycopg
import pytest

pytestmark = pytest.mark.slow

ORPHANS = """
    select count(*) from fs_child c left join fs_parent p on p.id = c.parent where p.id is null
"""


@pytest.fixture
def family(connection):
    connection.execute("drop table if exists fs_child; drop table if exists fs_parent")
    connection.execute("create table fs_parent (id int primary key, n int)")
    connection.execute(
        "create table fs_child (id int primary key, parent int references fs_parent)"
    )
    connection.execute("insert into fs_parent select i, 0 from generate_series(1, 9) i")
    yield connection
    connection.execute("drop table fs_child; drop table fs_parent")


def run(connection, text):
    """Return the statement's tag, or its SQLSTATE."""
    try:
        return connection.execute(text).statusmessage
    except psycopg.Error as error:
        return error.sqlstate


def beside(connection, text):
    """Begin a statement that may have to wait; returns what gives its answer."""
    found = []
    thread = threading.Thread(target=lambda: found.append(run(connection, text)))
    thread.start()

    def answer():
        thread.join(20)
        return found[0]

    return answer


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_parent_waits_for_the_child_that_is_being_inserted(family, other, ending):
    family.execute("begin; insert into fs_child values (1, 1)")
    answer = beside(other, "delete from fs_parent where id = 1")
    family.execute(ending)
    assert answer() == ("23503" if ending == "commit" else "DELETE 1")
    assert family.execute(ORPHANS).fetchone() == (0,)


@pytest.mark.parametrize("ending", ["commit", "rollback"])
@pytest.mark.parametrize("text", ["delete from fs_parent where id = 1",
                                  "update fs_parent set id = 100 where id = 1"])  # fmt: skip
def test_a_child_waits_for_the_parent_that_is_being_deleted(family, other, text, ending):
    family.execute("begin")
    family.execute(text)
    answer = beside(other, "insert into fs_child values (1, 1)")
    family.execute(ending)
    assert answer() == ("23503" if ending == "commit" else "INSERT 0 1")
    assert family.execute(ORPHANS).fetchone() == (0,)


def test_other_keys_are_nobodys_business(family, other):
    family.execute("begin; insert into fs_child values (1, 1)")
    assert run(other, "delete from fs_parent where id = 2") == "DELETE 1"
    other.execute("begin; select 1")
    assert run(other, "delete from fs_parent where id = 3") == "DELETE 1"
    assert run(other, "insert into fs_child values (2, 1)") == "INSERT 0 1"
    other.execute("commit")
    family.execute("commit")
    assert family.execute(ORPHANS).fetchone() == (0,)


def test_who_has_seen_something_that_is_another_now_does_not_go_on(family, other):
    other.execute("begin; select count(*) from fs_child")
    family.execute("insert into fs_child values (1, 1)")
    assert run(other, "delete from fs_parent where id = 1") == "40001"
    other.execute("rollback")


def test_who_has_seen_what_is_still_so_begins_anew(family, other):
    other.execute("begin; select count(*) from fs_child")
    family.execute("delete from fs_parent where id = 2")
    assert run(other, "insert into fs_child values (2, 2)") == "23503"
    other.execute("rollback")
    assert family.execute(ORPHANS).fetchone() == (0,)


def test_many_keys_are_all_of_them(family, other):
    family.execute("insert into fs_parent select i, 0 from generate_series(10, 3000) i")
    family.execute("begin; insert into fs_child select i, i from generate_series(1, 2500) i")
    answer = beside(other, "delete from fs_parent where id = 2000")
    family.execute("commit")
    assert answer() == "23503"


def test_copy_and_truncate(family, other):
    family.execute("begin")
    with family.cursor().copy("copy fs_child from stdin") as copy:
        copy.write("1\t1\n2\t2\n")
    answer = beside(other, "truncate fs_parent cascade")
    family.execute("commit")
    assert answer() == "TRUNCATE TABLE"
    assert family.execute(ORPHANS).fetchone() == (0,)
    with (
        pytest.raises(psycopg.errors.ForeignKeyViolation) as caught,
        family.cursor().copy("copy fs_child from stdin") as copy,
    ):
        copy.write("1\t1\n")
    assert caught.value.diag.message_detail == (
        'Key (parent)=(1) is not present in table "fs_parent".'
    )


def test_sessions_that_write_at_random_leave_no_orphan(family, target):
    def play(seed):
        with psycopg.connect(target.dsn, autocommit=True) as session:
            for step in range(60):
                key = 1 + (seed * 7 + step * 5) % 9
                number = 1000 * seed + step
                texts = (
                    f"insert into fs_child values ({number}, {key})",
                    f"delete from fs_child where parent = {key}",
                    f"delete from fs_parent where id = {key}",
                    f"insert into fs_parent values ({key}, 0) on conflict do nothing",
                )
                if (step + seed) % 3 == 0:
                    text = f"begin; {texts[step % 4]}; {texts[(step + 2) % 4]}; commit"
                    if run(session, text) != "COMMIT":
                        session.execute("rollback")
                else:
                    run(session, texts[(step + seed) % 4])

    threads = [threading.Thread(target=play, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert family.execute(ORPHANS).fetchone() == (0,)
