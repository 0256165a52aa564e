"""A query string, statement by statement."""

import pytest

from duckgres.errors import PgError
from duckgres.wire.frontend import Bind, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import Rows


def test_rows_come_with_their_columns_and_their_count(talk, fake_engine):
    fake_engine.answers["select a from t"] = Rows("x", "y")
    assert talk(Query("select a from t")) == ["columns a", "row x", "row y", "SELECT 2", "I"]


def test_an_empty_string_has_an_answer_of_its_own(talk, fake_engine):
    assert talk(Query(""), Query(" ; -- nothing")) == ["EmptyQueryResponse", "I"] * 2
    assert fake_engine.calls[-1] == "close"


def test_each_statement_has_its_tag(talk):
    assert talk(Query("select 1; insert into t values (1); create table x(a int)")) == [
        "columns a", "row 1", "SELECT 1", "INSERT 0 1", "CREATE TABLE", "I",
    ]  # fmt: skip


def test_a_parameter_is_refused_with_its_place(talk, fake_engine):
    heard = talk(Query("select 1; select $1"))
    assert heard[-2:] == ["ERROR 42P02: there is no parameter $1", "I"]
    assert b"P18\0" in talk.transport.heard  # the position, in characters


def test_it_drops_the_unnamed_statement_and_portal(talk):
    heard = talk(
        Query("begin"), Parse("", "select 1", ()), Bind("", "", (), (), ()), Sync(),
        Query("select 2"), Execute("", 0), Sync(),
    )  # fmt: skip
    assert heard[-2] == 'ERROR 34000: portal "" does not exist'


def test_a_syntax_error_drops_them_too_and_runs_nothing(talk, fake_engine):
    heard = talk(Parse("", "select 1", ()), Sync(), Query("selec"), Bind("", "", (), (), ()))
    assert heard[2].startswith("ERROR 42601")
    assert heard[-1] == "ERROR 26000: unnamed prepared statement does not exist"


def test_batches_are_sent_as_they_come(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abcde", batch=2)
    assert talk(Query("select many"))[-2:] == ["SELECT 5", "I"]
    at = fake_engine.calls.index("start select many")
    assert fake_engine.calls[at + 1 : at + 5] == ["ahead", "await", "ahead", "await"]


def test_an_error_behind_some_rows_ends_the_statement_and_drops_the_rest(talk, fake_engine):
    error = PgError("overflow", sqlstate="22003")
    fake_engine.answers["select many"] = Rows(*"abc", batch=1, fails_behind=error)
    heard = talk(Query("select many"))
    assert heard == ["columns a", "row a", "ERROR 22003: overflow", "I"]
    assert "release" in fake_engine.calls


def test_a_string_that_failed_leaves_nothing_behind_for_the_next_batch(talk, fake_engine):
    fake_engine.answers["select bad"] = PgError("no", sqlstate="22023")
    alone = [Parse("", "insert into t values (1)", ()), Bind("", "", (), (), ()), Execute("", 0)]
    said = b"".join(message.encode() for message in [*alone, Sync()])
    talk(Query("select bad; select 1; select 2"), said)
    assert fake_engine.calls.count("begin") == 1  # the string's; the lone INSERT needs none


@pytest.mark.parametrize("text", ["set x.y = 1; discard all", "discard all; select 1"])
def test_discard_all_is_refused_in_company(talk, text):
    assert "ERROR 25001: DISCARD ALL cannot run inside a transaction block" in talk(Query(text))
