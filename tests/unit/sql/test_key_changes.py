"""The keys that a write takes, as a query."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.key_changes import names_in, read


@pytest.mark.parametrize(
    ("text", "sets", "deletes"),
    [
        ("INSERT INTO s.t VALUES (1)", set(), False),
        ("INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET B = 1", {"b"}, False),
        ("UPDATE t SET a = 1, (b, c) = (SELECT 1, 2)", {"a", "b", "c"}, False),
        ("DELETE FROM t", set(), True),
        (
            "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1"
            " WHEN NOT MATCHED THEN DO NOTHING",
            {"b"},
            True,
        ),
    ],
)
def test_what_is_changed(text, sets, deletes):
    found = read(text)
    assert found is not None
    assert found.table == "t"
    assert found.sets == sets
    assert found.deletes is deletes


def test_what_is_none():
    assert read("SELECT 1") is None
    with pytest.raises(PgError):
        read("INSERT OR REPLACE INTO t VALUES (1)")


@pytest.mark.parametrize(
    ("text", "new", "wanted"),
    [
        ("DELETE FROM t WHERE a > 1", False, "SELECT t.a AS k0 FROM t WHERE a > 1"),
        (
            "WITH w AS (SELECT 1 AS x) DELETE FROM t AS z USING w WHERE z.a = w.x",
            False,
            "WITH w AS (SELECT 1 AS x) SELECT z.a AS k0 FROM t z, w WHERE z.a = w.x",
        ),
        (
            "UPDATE t SET a = u.a + 1 FROM u WHERE t.b = u.b",
            True,
            "SELECT t.a AS k0, u.a + 1 AS n0 FROM t, u WHERE t.b = u.b",
        ),
        ("UPDATE t SET b = 1", True, "SELECT t.a AS k0, t.a AS n0 FROM t"),
        ("UPDATE t SET a = DEFAULT", True, None),
        ("UPDATE t SET (a, b) = (SELECT 1, 2)", True, None),
        ("INSERT INTO t VALUES (1)", True, None),
    ],
)
def test_queries(text, new, wanted):
    found = read(text)
    assert found is not None
    assert found.query(["a"], new=new) == wanted


def test_names():
    assert names_in('INSERT OR REPLACE INTO "T" VALUES ($$x$$)') >= {"t", "insert"}
    assert "t" in names_in("INSERT INTO t '")
