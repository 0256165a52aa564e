import duckdb
import pytest

from duckgres.engine.kept import KeptResults
from duckgres.errors import PgError


@pytest.fixture
def cursor():
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE t (id INTEGER, h HUGEINT, j JSON, u UUID, i INTERVAL)")
    return connection


def test_rows_are_read_by_their_slot_with_their_types(cursor):
    values = {}
    kept = KeptResults(cursor, values)
    text = "INSERT INTO t VALUES (1, 2, '{}', uuid(), INTERVAL 1 DAY) RETURNING *, id AS \"a b\""
    kept.run(text, "kept 1")
    read = cursor.sql(f"SELECT * FROM {values['kept 1']}")
    assert read.columns == ["id", "h", "j", "u", "i", "a b"]
    types = [str(kind) for kind in read.types]
    assert types == ["INTEGER", "HUGEINT", "JSON", "UUID", "INTERVAL", "INTEGER"]
    assert (
        cursor.sql(f"SELECT * FROM {values['kept 1']}").fetchall()
        == cursor.sql("SELECT *, id FROM t").fetchall()
    )


def test_what_is_forgotten_is_gone(cursor):
    values = {}
    kept = KeptResults(cursor, values)
    kept.run("SELECT 1 AS a", "kept 1")
    kept.forget()
    assert values == {}
    with pytest.raises(duckdb.CatalogException):
        cursor.execute("SELECT * FROM _pg_kept_1")


def test_forgetting_after_a_rollback_is_no_error(cursor):
    values = {}
    kept = KeptResults(cursor, values)
    cursor.execute("BEGIN")
    kept.run("SELECT 1 AS a", "kept 1")
    cursor.execute("ROLLBACK")
    kept.forget()
    assert values == {}


def test_a_step_without_a_slot_keeps_nothing(cursor):
    values = {}
    KeptResults(cursor, values).run("DELETE FROM t", "")
    assert values == {}


def test_bits_are_refused(cursor):
    with pytest.raises(PgError) as refusal:
        KeptResults(cursor, {}).run("SELECT '101'::BIT AS b", "kept 1")
    assert refusal.value.sqlstate == "0A000"
