"""Nested transactions as drivers and ORMs make them: each is a savepoint."""

import contextlib

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors
from sqlalchemy import orm

pytestmark = pytest.mark.slow


@pytest.fixture
def numbers(connection, table):
    """A table with a key that a sequence gives."""
    connection.execute(f"create sequence {table}_ids")
    connection.execute(
        f"create table {table} (id int primary key default nextval('{table}_ids'),"
        " n int unique, made timestamptz default now())"
    )
    yield table
    connection.execute(f"drop table {table}")
    connection.execute(f"drop sequence {table}_ids")


def values(connection, table):
    return [n for (n,) in connection.execute(f"select n from {table} order by n").fetchall()]


def test_psycopg_nested_transactions(connection, numbers):
    with connection.transaction():
        connection.execute(f"insert into {numbers} (n) values (1)")
        with contextlib.suppress(errors.UniqueViolation), connection.transaction():
            connection.execute(f"insert into {numbers} (n) values (2)")
            connection.execute(f"insert into {numbers} (n) values (1)")
        with connection.transaction("named"):
            connection.execute(f"insert into {numbers} (n) values (3)")
            with connection.transaction(force_rollback=True):
                connection.execute(f"insert into {numbers} (n) values (4)")
            with connection.transaction() as inner:
                connection.execute(f"delete from {numbers}")
                raise psycopg.Rollback(inner)
    assert values(connection, numbers) == [1, 3]


def test_psycopg_pipelined_transactions(connection, numbers):
    with connection.pipeline(), connection.transaction():
        for n in range(3):
            with contextlib.suppress(errors.UniqueViolation), connection.transaction():
                connection.execute(f"insert into {numbers} (n) values (%s)", [n // 2])
    assert values(connection, numbers) == [0, 1]


def test_a_loop_that_ignores_what_is_there(connection, numbers):
    ids = []
    with connection.transaction():
        for n in (1, 2, 1, 3, 2, 4):
            with contextlib.suppress(errors.UniqueViolation), connection.transaction():
                text = f"insert into {numbers} (n) values (%s) returning id"
                ids += connection.execute(text, [n]).fetchone()
    kept = connection.execute(f"select id from {numbers} order by n").fetchall()
    assert [id_ for (id_,) in kept] == ids


def test_a_named_cursor_of_before_is_read_on(connection, numbers):
    if not supports_cursors(connection):
        return
    with connection.transaction(), connection.cursor("before") as cursor:
        cursor.execute("select i from generate_series(1, 10) s (i)")
        assert cursor.fetchmany(2) == [(1,), (2,)]
        with pytest.raises(errors.DivisionByZero), connection.transaction():
            connection.execute("select 1 / 0")
        assert cursor.fetchmany(2) == [(3,), (4,)]


def supports_cursors(connection):
    """Whether SQL has DECLARE here."""
    try:
        with connection.transaction():
            connection.execute("declare c cursor for select 1")
    except errors.FeatureNotSupported:
        return False
    return True


class Base(orm.DeclarativeBase):
    pass


@pytest.fixture
def mapped(target, numbers):
    """A mapped class of the table, and an engine."""
    columns = {
        "__tablename__": numbers,
        "id": sa.Column(sa.Integer, sa.Sequence(f"{numbers}_ids"), primary_key=True),
        "n": sa.Column(sa.Integer),
    }
    url = sa.URL.create(
        "postgresql+psycopg",
        *(target.user, target.password, target.host, target.port, target.database),
    )
    options = {"use_native_hstore": False, "connect_args": {"sslmode": target.sslmode}}
    engine = sa.create_engine(url, **options)
    yield type(f"Mapped{numbers}", (Base,), columns), engine
    engine.dispose()


def test_sqlalchemy_begin_nested(mapped, connection, numbers):
    number, engine = mapped
    with orm.Session(engine) as session:
        session.add(number(n=1))
        for n in (2, 1, 3):
            with contextlib.suppress(sa.exc.IntegrityError), session.begin_nested():
                session.add(number(n=n))
                session.flush()
        outer = session.begin_nested()
        session.query(number).filter_by(n=3).update({"n": 30})
        inner = session.begin_nested()
        session.query(number).delete()
        inner.rollback()
        outer.commit()
        session.commit()
    assert values(connection, numbers) == [1, 2, 30]


def atomic(connection, depth, steps):
    """Say what Django's ``atomic`` says: one savepoint for each block within another."""
    name = f"s140_x{depth}"
    connection.execute(f'SAVEPOINT "{name}"')
    try:
        steps()
    except psycopg.Error:
        connection.execute(f'ROLLBACK TO SAVEPOINT "{name}"')
        connection.execute(f'RELEASE SAVEPOINT "{name}"')
        return False
    connection.execute(f'RELEASE SAVEPOINT "{name}"')
    return True


def test_django_atomic_blocks(connection, numbers):
    def insert(n):
        text = f'INSERT INTO "{numbers}" ("n") VALUES (%s) RETURNING "{numbers}"."id"'
        return connection.execute(text, [n]).fetchone()[0]

    def outer():
        insert(2)
        assert not atomic(connection, 2, lambda: [insert(3), insert(1)])
        assert atomic(connection, 3, lambda: insert(4))

    connection.execute("BEGIN")
    insert(1)
    assert atomic(connection, 1, outer)
    assert not atomic(connection, 1, lambda: [insert(5), connection.execute("SELECT nosuch")])
    connection.execute("COMMIT")
    assert values(connection, numbers) == [1, 2, 4]
    made = connection.execute(f"select count(distinct id), count(made) from {numbers}")
    assert made.fetchone() == (3, 3)
