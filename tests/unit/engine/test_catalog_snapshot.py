"""The snapshots of DuckDB's catalog: when they are read, and what is in them."""

import duckdb
import pytest

from duckgres.catalog.relations import OWN, SHARED
from duckgres.engine.catalog_snapshot import SharedSnapshot, Snapshots
from tests.fixtures import catalog


@pytest.fixture
def root():
    with duckdb.connect(":memory:") as connection:
        catalog.install(connection)
        connection.execute("CREATE SCHEMA public")
        connection.execute("SET search_path = 'public,main'")
        yield connection


def names(cursor, variant):
    rows = cursor.execute(f"SELECT name FROM {variant.now}rel ORDER BY name").fetchall()
    return [name for (name,) in rows]


def test_the_shared_one_is_read_once_a_version(root):
    version = 1
    shared = SharedSnapshot(root, lambda: version)
    root.execute("CREATE TABLE public.a (id INT)")
    shared.refresh()
    assert names(root, SHARED) == ["a"]
    root.execute("CREATE TABLE public.b (id INT PRIMARY KEY)")
    shared.refresh()
    assert names(root, SHARED) == ["a"]
    version = 2
    shared.refresh()
    assert names(root, SHARED) == ["a", "b", "b_pkey"]


def session(root):
    cursor = root.cursor()
    cursor.execute("SET search_path = 'public,main'")
    return cursor, Snapshots(cursor, SharedSnapshot(root, lambda: 0))


def test_what_is_not_committed_is_the_sessions(root):
    cursor, snapshots = session(root)
    cursor.execute("BEGIN")
    cursor.execute("CREATE TABLE mine (id INT)")
    snapshots.changed = True
    assert snapshots.variant(1) is OWN
    assert names(cursor, OWN) == ["mine"]
    other, others = session(root)
    assert others.variant(0) is SHARED
    assert names(other, SHARED) == []
    cursor.execute("ROLLBACK")
    snapshots.changed = False
    assert snapshots.variant(1) is SHARED


def test_a_snapshot_that_was_rolled_back_is_made_again(root):
    cursor, snapshots = session(root)
    snapshots.has_made = True
    cursor.execute("CREATE TEMP TABLE t (id INT)")
    cursor.execute("BEGIN")
    assert snapshots.variant(1) is OWN
    cursor.execute("ROLLBACK")
    assert snapshots.variant(1) is OWN
    assert names(cursor, OWN) == ["t"]


def test_temporary_ones_are_the_sessions(root):
    cursor, snapshots = session(root)
    cursor.execute("CREATE TEMP TABLE t (id INT)")
    snapshots.has_made = True
    assert snapshots.variant(1) is OWN
    assert names(cursor, OWN) == ["t"]
    cursor.execute("DROP TABLE t")
    assert snapshots.variant(2) is SHARED


def test_numbers_stay_with_names(root):
    _, snapshots = session(root)
    root.execute("CREATE TABLE public.a (id INT)")
    snapshots.variant(0)
    (first,) = root.execute(f"SELECT oid FROM {SHARED.now}rel").fetchone()
    root.execute("DROP TABLE public.a")
    root.execute("CREATE TABLE public.a (id BIGINT)")
    SharedSnapshot(root, lambda: 1).refresh()
    assert root.execute(f"SELECT oid FROM {SHARED.now}rel").fetchone() == (first,)
    assert 16384 < first < 2**31


def test_a_transaction_that_has_looked_before_sees_what_was_read_since(root):
    cursor, snapshots = session(root)
    cursor.execute("BEGIN")
    cursor.execute("FROM duckdb_tables()").fetchall()  # a walk through all catalogs
    assert snapshots.variant(0) is OWN
    assert names(cursor, OWN) == []
    cursor.execute("COMMIT")
    assert snapshots.variant(0) is SHARED
