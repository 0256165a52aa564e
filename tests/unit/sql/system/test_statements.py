"""Statements on the catalog as a whole."""

import pytest

from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.system.statements import may_ask, united
from tests.unit.sql.system.asking import planned, written


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("SELECT 1 FROM pg_class", True),
        ('SELECT 1 FROM "pg_class"', True),
        ("SELECT a::regclass", True),
        ("SELECT a::oid FROM t", True),
        ("SELECT a FROM t WHERE b = 'pg_class'", False),
        ("SELECT region FROM t", False),
        ("SELECT pg_sleep(1)", False),
        ('SELECT a::"char" FROM t', True),
    ],
)
def test_words_decide(text, asks):
    assert may_ask(text, parse.tokens(Source(text))) is asks


@pytest.mark.parametrize(
    ("text", "oids"),
    [
        ("SELECT oid, relname, relkind FROM pg_class", (26, 19, 18)),
        ("SELECT oid::regclass FROM pg_class", (2205,)),
        ("SELECT indkey, indclass, indkey[0] FROM pg_index", (22, 30, 21)),
        ("SELECT relacl, relfrozenxid, relpartbound FROM pg_class", (1034, 28, 194)),
        ("SELECT * FROM (SELECT relname AS n, oid FROM pg_class) s (a)", (19, 26)),
        ("SELECT min(oid), array_agg(relname), count(*) FROM pg_class", (26, 1003, None)),
        ("SELECT coalesce(relname, 'x'), 1 FROM pg_class", (19, 23)),
        ("SELECT (SELECT typname FROM pg_type LIMIT 1)", (19,)),
        ("SELECT relname FROM pg_class UNION ALL SELECT 'x'", (19,)),
        ("WITH t AS (SELECT oid FROM pg_class) SELECT oid FROM t", (26,)),
        ("SELECT table_name FROM information_schema.tables", (19,)),
        ("SELECT pg_get_userbyid(relowner) FROM pg_class", (19,)),
    ],
)
def test_types_of_results(text, oids):
    assert planned(text).result_oids == oids


def test_reg_value_is_a_name_in_the_result():
    found = written("SELECT oid::regclass, oid FROM pg_class")
    assert found == "SELECT _pg.main.regclass_out(oid) AS oid, oid FROM _pg.main.pg_class"


def test_result_is_sorted_by_numbers():
    found = written("SELECT oid::regclass AS c FROM pg_class ORDER BY c")
    assert found == (
        "SELECT _pg.main.regclass_out(_pg_result.c1) AS c FROM "
        "(SELECT oid AS c FROM _pg.main.pg_class ORDER BY c) _pg_result(c1)"
    )


def test_united():
    assert united((26, None), (None, 23, 23)) == (26, 23)
    assert united((None,), ()) == ()


def test_format_of_a_reg_column_is_found_when_the_statement_runs():
    assert '["shown", "regclass_out", 1]' in planned("SELECT 1, oid::regclass FROM pg_am").slots


def test_array_of_reg_values_is_shown_by_its_elements():
    found = written("SELECT array_agg(oid::regclass) AS a FROM pg_class")
    assert found == (
        "SELECT (SELECT list(_pg.main.regclass_out(_pg_element._pg_element)) AS list FROM "
        "(SELECT unnest(_pg_result.c1) AS _pg_element) _pg_element) AS a FROM "
        "(SELECT array_agg(oid) AS a FROM _pg.main.pg_class) _pg_result(c1)"
    )


def test_what_is_stored_has_names():
    found = written("CREATE VIEW v AS SELECT oid::regclass AS r FROM pg_class")
    assert (
        found == "CREATE VIEW v AS SELECT _pg.main.regclass_out(oid) AS r FROM _pg.main.pg_class"
    )
