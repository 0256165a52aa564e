"""Kinds, command tags and refusals from the root of the tree."""

import re

import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from duckgres.sql.statement import StatementKind
from tests.unit.sql.asking import unasked
from tests.unit.sql.tag_recording import RECORDED

_COUNTED = re.compile(r" \d+$")


@pytest.mark.parametrize(("text", "recorded"), RECORDED)
def test_tag_is_postgresqls(text, recorded):
    (found,) = plan(text, unasked)
    if found.kind is StatementKind.REFUSED:
        assert found.refusal is not None
        assert found.refusal.message
        return
    assert found.tag == _COUNTED.sub("", recorded)
    assert found.counts == (_COUNTED.search(recorded) is not None)


def test_the_recording_is_not_all_refused():
    kinds = [plan(text, unasked)[0].kind for text, _ in RECORDED]
    assert kinds.count(StatementKind.REFUSED) < len(RECORDED) / 3
    assert set(kinds) == set(StatementKind) - {StatementKind.EMPTY}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("revoke r from u", "REVOKE ROLE is not supported"),
        (
            "create function f() returns int language plpgsql as '1'",
            "functions in language plpgsql are not supported",
        ),
        ("create procedure f() language sql as '1'", "CREATE PROCEDURE is not supported"),
        (
            "create trigger x after insert on t execute function f()",
            "CREATE TRIGGER is not supported",
        ),
        ("do 'x'", "DO is not supported"),
        ("create database d", "CREATE DATABASE is not supported"),
        ("create aggregate a(int) (sfunc = f, stype = int)", "CREATE AGGREGATE is not supported"),
        ("create publication p", "CREATE PUBLICATION is not supported"),
        ("drop publication p", "DROP PUBLICATION is not supported"),
    ],
)
def test_refused_is_0a000(text, message):
    (found,) = plan(text, unasked)
    assert found.kind is StatementKind.REFUSED
    assert found.refusal is not None
    assert (found.refusal.sqlstate, found.refusal.message) == ("0A000", message)


@pytest.mark.parametrize(
    "text", ["load 'x'", "alter system set x = 1", "alter database d set a = 1"]
)
def test_denied_is_42501(text):
    (found,) = plan(text, unasked)
    assert found.refusal is not None
    assert found.refusal.sqlstate == "42501"


def test_prepared_transactions_are_disabled():
    (found,) = plan("prepare transaction 'x'", unasked)
    assert found.refusal is not None
    assert found.refusal.sqlstate == "55000"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        # writes, changes_catalog, returns_rows
        ("select 1", (False, False, True)),
        ("with x as (insert into t values (1) returning a) select * from x", (True, False, True)),
        ("with x as (select 1) insert into t select * from x", (True, False, False)),
        ("insert into t values (1) returning a", (True, False, True)),
        ("update t set a = 1", (True, False, False)),
        ("create table t(a int)", (True, True, False)),
        ("create table t as select 1", (True, True, False)),
        ("truncate t", (True, False, False)),
        ("vacuum", (False, False, False)),
        ("explain delete from t", (False, False, True)),
        ("explain analyze delete from t", (True, False, True)),
        ("explain analyze create table t as select 1", (True, True, True)),
        ("show x", (False, False, True)),
    ],
)
def test_flags(text, flags):
    (found,) = plan(text, unasked)
    assert (found.writes, found.changes_catalog, found.returns_rows) == flags


def test_show_tables_is_a_query():
    assert plan("show tables", unasked)[0].kind is StatementKind.QUERY


def test_unsupported_set_raises():
    with pytest.raises(PgError, match="SET TRANSACTION SNAPSHOT") as caught:
        plan("set transaction snapshot 'x'", unasked)
    assert caught.value.sqlstate == "0A000"
