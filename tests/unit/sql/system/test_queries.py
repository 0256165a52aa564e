"""Relations of the catalog in queries."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.system.asking import planned, written


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("SELECT 1 FROM pg_class", "SELECT 1 FROM _pg.main.pg_class"),
        ("SELECT 1 FROM pg_catalog.pg_class c", "SELECT 1 FROM _pg.main.pg_class c"),
        (
            "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class",
            "SELECT pg_class.relname FROM _pg.main.pg_class",
        ),
        (
            "SELECT 1 FROM information_schema.tables t",
            "SELECT 1 FROM _pg.info.tables t",
        ),
        ("SELECT 1 FROM public.pg_class", "SELECT 1 FROM public.pg_class"),
        (
            "WITH pg_class AS (SELECT 1 AS a) SELECT a FROM pg_class",
            "WITH pg_class AS (SELECT 1 AS a) SELECT a FROM pg_class",
        ),
        (
            "SELECT * FROM pg_am",
            "SELECT pg_am.oid, pg_am.amname, pg_am.amhandler, pg_am.amtype FROM _pg.main.pg_am",
        ),
        (
            "SELECT a.*, t.* FROM pg_am a, t",
            "SELECT a.oid, a.amname, a.amhandler, a.amtype, t.* FROM _pg.main.pg_am a, t",
        ),
        (
            "SELECT tableoid FROM pg_class",
            "SELECT 1259::uinteger AS tableoid FROM _pg.main.pg_class",
        ),
        (
            "CREATE VIEW v AS SELECT oid FROM pg_class",
            "CREATE VIEW v AS SELECT oid FROM _pg.main.pg_class",
        ),
        (
            "DELETE FROM t WHERE a IN (SELECT oid FROM pg_class)",
            "DELETE FROM t WHERE a IN (SELECT oid FROM _pg.main.pg_class)",
        ),
    ],
)
def test_names(postgresql, duckdb):
    found = written(postgresql)
    if "pg_am" in postgresql:
        duckdb = duckdb.replace("pg_am.amhandler", "_pg.main.regproc_out(pg_am.amhandler) AS "
                                "amhandler").replace("a.amhandler",
                                                     "_pg.main.regproc_out(a.amhandler) AS "
                                                     "amhandler")  # fmt: skip
    assert found == duckdb


@pytest.mark.parametrize(
    ("text", "sqlstate", "message"),
    [
        ("SELECT 1 FROM pg_catalog.nope", "42P01", 'relation "pg_catalog.nope" does not exist'),
        ("UPDATE pg_class SET relname = 'x'", "42501", "permission denied for table pg_class"),
        ("DELETE FROM pg_catalog.pg_am", "42501", "permission denied for table pg_am"),
        (
            "INSERT INTO information_schema.tables VALUES (1)",
            "42501",
            "permission denied for view tables",
        ),
    ],
)
def test_refusals(text, sqlstate, message):
    with pytest.raises(PgError, match=message) as caught:
        planned(text)
    assert caught.value.sqlstate == sqlstate


def test_recursive_query_selects_from_itself():
    text = (
        "WITH RECURSIVE r AS (SELECT oid, relname FROM pg_class UNION ALL "
        "SELECT r.oid, r.relname FROM r) SELECT * FROM r"
    )
    assert planned(text).result_oids == (26, 19)


def test_columns_of_a_join_with_common_names():
    text = "SELECT * FROM (SELECT oid, relname FROM pg_class) a JOIN pg_am b USING (oid)"
    assert planned(text).column_names == ("oid", "relname", "amname", "amhandler", "amtype")
