"""Random programs with savepoints leave the same rows in Duckgres as in PostgreSQL.

Each program is one block, said word for word to both; every answer and every row is compared.
Numbers of sequences may have gaps after a ROLLBACK TO, so a row counts as the same when its number
is the one that its INSERT has told.
"""

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

TABLES = """
    drop table if exists sp_keyed;
    drop table if exists sp_numbered;
    drop table if exists sp_plain;
    drop sequence if exists sp_numbers;
    create sequence sp_numbers;
    create table sp_keyed (id int primary key, n int not null);
    create table sp_numbered (id int default nextval('sp_numbers'), n int, seen timestamptz);
    create table sp_plain (n int, t text);
    insert into sp_keyed values (1, 10), (2, 20), (3, 30);
    insert into sp_plain values (1, 'a'), (2, null), (3, 'c')
"""
ROWS = (
    "select id, n from sp_keyed order by 1",
    "select n, t from sp_plain order by 1, 2",
    "select n, count(*), count(distinct id) from sp_numbered group by n order by n",
    "select count(*) from sp_numbered where seen <> now()",
)
KEYS, NUMBERS = st.integers(1, 6), st.integers(0, 9)
NAMES = st.sampled_from("xyz")
STEPS = st.one_of(
    st.builds("savepoint {}".format, NAMES),
    st.builds("savepoint {}".format, NAMES),
    st.builds("rollback to {}".format, NAMES),
    st.builds("rollback to {}".format, NAMES),
    st.builds("release {}".format, NAMES),
    st.builds("insert into sp_keyed values ({}, {})".format, KEYS, NUMBERS),
    st.builds(
        "insert into sp_keyed values ({}, {}) on conflict (id) do update"
        " set n = excluded.n + sp_keyed.n".format,
        KEYS,
        NUMBERS,
    ),
    st.builds("insert into sp_keyed values ({}, 5) on conflict do nothing".format, KEYS),
    st.builds("update sp_keyed set n = n + {} where id > {}".format, NUMBERS, KEYS),
    st.builds("delete from sp_plain where n = {} returning n".format, NUMBERS),
    st.builds("insert into sp_numbered (n) values ({}) returning id, n".format, NUMBERS),
    st.builds("insert into sp_numbered (n, seen) values ({}, now())".format, NUMBERS),
    st.builds("insert into sp_numbered (n) select n from sp_plain where n < {}".format, NUMBERS),
    st.builds("update sp_numbered set n = n + 1, seen = now() where n < {}".format, NUMBERS),
    st.builds(
        "insert into sp_plain (n, t) select n, 's' from sp_keyed where id < {}".format, KEYS
    ),
    st.builds("update sp_plain set t = coalesce(t, '') || {} where n > 1".format, NUMBERS),
    st.sampled_from(["select 1 / 0", "select nosuch", "selec", "delete from sp_plain"]),
    st.sampled_from(["create table sp_made (a int)", "drop table sp_made"]),
)


def answer(connection, text):
    """Return what a statement answers: its tag or its error's SQLSTATE, and the state then."""
    try:
        cursor = connection.execute(text)
        rows = cursor.fetchall() if cursor.description else None
        said = cursor.statusmessage
    except psycopg.Error as error:
        rows, said = None, error.sqlstate
    return said, connection.info.transaction_status.name, rows


def played(connection, program):
    """Return all that a program has answered, and the rows it has left."""
    connection.execute(TABLES)
    said, told = [answer(connection, "begin")], {}
    for step in program:
        tag, state, rows = answer(connection, step)
        if "sp_numbered (n) values" in step and rows:
            told[rows[0][0]] = True
            rows = [(rows[0][1],)]
        said.append((step, tag, state, sorted(rows) if rows else rows))
    said += [answer(connection, text) for text in ROWS]
    said.append(answer(connection, "commit")[:2])
    said += [answer(connection, text) for text in ROWS[:3]]
    numbers = [n for (n,) in connection.execute("select id from sp_numbered").fetchall()]
    connection.execute("drop table if exists sp_made")
    return said, len(numbers) == len(set(numbers))


@pytest.fixture(scope="module")
def judged(judge):
    login = f"host={judge.host} port={judge.port} user={judge.user} password={judge.password}"
    with psycopg.connect(f"{login} dbname={judge.database}", autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def ours(target):
    with psycopg.connect(target.dsn, autocommit=True) as connection:
        yield connection


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=3, max_size=14))
@example(["savepoint x", "insert into sp_keyed values (1, 1)", "rollback to x"])
def test_a_program_leaves_what_it_leaves_in_postgresql(judged, ours, program):
    wanted, _ = played(judged, program)
    found, unique = played(ours, program)
    assert found == wanted
    assert unique
