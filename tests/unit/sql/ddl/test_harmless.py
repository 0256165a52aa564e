"""Statements that change no answer."""

import pytest

from duckgres.sql.ddl.steps import Skip, Tell
from tests.unit.sql.ddl.planning import planned, refused


@pytest.mark.parametrize(
    ("text", "kind", "tag"),
    [
        ("grant select on t to public", Skip, "GRANT"),
        ("grant select on t to someone", Tell, "GRANT"),
        ("revoke all on t from current_user", Skip, "REVOKE"),
        ("alter default privileges grant select on tables to x", Tell, "ALTER DEFAULT PRIVILEGES"),
        ("lock table t", Tell, "LOCK TABLE"),
        ("reindex table t", Skip, "REINDEX"),
        ("cluster t", Skip, "CLUSTER"),
        ("create statistics s on a, b from t", Skip, "CREATE STATISTICS"),
        ("create extension citext", Skip, "CREATE EXTENSION"),
        ("create extension if not exists plpgsql", Tell, "CREATE EXTENSION"),
    ],
)
def test_harmless(text, kind, tag):
    found = planned(text)
    assert [type(step) for step in found.steps] == [kind]
    assert found.tag == tag
    assert not found.writes


def test_vacuum_has_no_options():
    found = planned("vacuum (full, verbose) t")
    assert found.pieces[0].lower().split() == ["vacuum", "t"]
    assert planned("analyze t (a)").pieces[0].lower().split() == ["analyze", "t"]


def test_an_extension_that_is_not_there_is_refused():
    assert refused("create extension postgis")[0] == "0A000"
