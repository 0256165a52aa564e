"""Relations whose rows the server has: what becomes of them in a statement."""

import pytest

from duckgres.catalog import columns, relations
from duckgres.sql.plan import plan
from duckgres.sql.rules import live


def planned(text):
    (statement,) = plan(text, lambda text: pytest.fail("a text of DuckDB's own"))
    return statement


@pytest.mark.parametrize("relation", sorted(live.RELATIONS))
def test_each_is_a_relation_and_has_a_macro(relation):
    assert columns.find("pg_catalog", relation) is not None
    assert live.PREFIX + relation in relations.function_names()


def test_its_rows_are_asked_of_the_server():
    statement = planned("SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)")
    calls = [call.function for call in statement.answered.calls]
    assert sorted(calls) == ["now_pg_locks", "now_pg_stat_activity"]
    text = "?".join(statement.answered.pieces)
    assert ".now_pg_locks(" in text
    assert " l " in text


def test_a_description_needs_no_rows():
    statement = planned("SELECT pid FROM pg_locks")
    assert "now_pg_locks(CAST(NULL AS VARCHAR))" in "?".join(statement.pieces)


def test_what_is_stored_keeps_the_relation():
    statement = planned("CREATE VIEW v AS SELECT pid FROM pg_locks")
    assert statement.answered is None
    assert "_pg.main.pg_locks()" in repr(statement)


def test_other_relations_are_functions():
    statement = planned("SELECT c.relname FROM pg_class c")
    assert statement.answered is None
    assert ".pg_class() c" in "?".join(statement.pieces)
