"""Statements and portals, message by message."""

import pytest

from duckgres.engine.describe import Description
from duckgres.errors import PgError
from duckgres.pgtypes.oids import INT4, TEXT
from duckgres.rows.description import Column
from duckgres.wire.frontend import (
    Bind,
    Close,
    Describe,
    Execute,
    Flush,
    FunctionCall,
    Parse,
    Query,
    Sync,
)
from tests.fixtures.fix_session import INT, Rows

MANY = "select many"


@pytest.fixture(autouse=True)
def many(fake_engine):
    fake_engine.answers[MANY] = Rows(*"abcde")


def portal(text, name=""):
    """Parse and bind a statement, its portal under ``name``."""
    return [Parse("", text, ()), Bind(name, "", (), (), ())]


def behind(heard, *before):
    """Return what was heard behind ParseComplete and BindComplete."""
    assert heard[:2] == ["ParseComplete", "BindComplete"]
    return heard[2:]


def test_a_whole_round(talk, fake_engine):
    heard = talk(
        Parse("s", "select $1", (TEXT,)), Describe("S", "s"),
        Bind("p", "s", (), (b"7",), ()), Describe("P", "p"), Execute("p", 0),
        Close("P", "p"), Close("S", "s"), Sync(),
    )  # fmt: skip
    assert heard == [
        "ParseComplete", f"types {INT4}", "columns a", "BindComplete", "columns a",
        "row 1", "SELECT 1", "CloseComplete", "CloseComplete", "I",
    ]  # fmt: skip


def test_execute_sends_no_unasked_columns(talk):
    assert behind(talk(*portal("select 1"), Execute("", 0), Sync())) == ["row 1", "SELECT 1", "I"]


def test_what_returns_no_rows_is_no_data(talk):
    heard = talk(
        *portal("insert into t(a) values (1)"), Describe("S", ""), Describe("P", ""), Sync()
    )
    assert behind(heard) == ["types ", "NoData", "NoData", "I"]


def test_nothing_is_run_by_parse_bind_and_describe(talk, fake_engine):
    talk(*portal("select 1"), Describe("S", ""), Describe("P", ""), Sync())
    assert not any(call.startswith("start") for call in fake_engine.calls)


def test_an_error_of_a_statement_is_told_when_it_is_parsed(talk, fake_engine):
    fake_engine.descriptions["select nix"] = PgError("no such column", sqlstate="42703")
    heard = talk(
        Parse("s", "select nix", ()), Bind("", "s", (), (), ()), Sync(), Describe("S", "s")
    )
    assert heard == [
        "ERROR 42703: no such column", "I", 'ERROR 26000: prepared statement "s" does not exist',
    ]  # fmt: skip


def test_an_error_is_told_at_once_and_what_follows_is_skipped(talk):
    session = talk.open(
        Execute("nix", 0),
        lambda: seen.append(talk.transport.seen),
        *portal("select 1"), Execute("", 0), Query("select 2"), Sync(),
    )  # fmt: skip
    seen = []
    session.run()
    assert talk.heard() == ['ERROR 34000: portal "nix" does not exist', "I"]
    assert seen[0] == len(talk.transport.heard) - len(b"Z\0\0\0\5I")


def test_answers_wait_for_flush_or_sync(talk):
    seen = []

    def look():
        seen.append(talk.transport.seen)

    talk.open(look, Parse("", "select 1", ()), look, Flush(), look, Sync(), look).run()
    assert seen[0] == seen[1] < seen[2] < seen[3]


def test_a_suspended_portal_goes_on_where_it_stopped(talk):
    heard = talk(*portal(MANY), Execute("", 2), Execute("", 2), Execute("", 2), Sync())
    assert behind(heard) == [
        "row a", "row b", "PortalSuspended", "row c", "row d", "PortalSuspended",
        "row e", "SELECT 1", "I",
    ]  # fmt: skip


def test_a_portal_stopped_exactly_at_its_end_does_not_know_it_yet(talk):
    heard = talk(*portal(MANY), Execute("", 5), Execute("", 5), Sync())
    assert behind(heard)[5:] == ["PortalSuspended", "SELECT 0", "I"]


def test_the_rest_comes_without_a_limit(talk):
    heard = talk(*portal(MANY), Execute("", 1), Execute("", 0), Execute("", 0), Sync())
    assert behind(heard)[-3:] == ["SELECT 4", "SELECT 0", "I"]


def test_a_negative_limit_is_none(talk):
    assert behind(talk(*portal(MANY), Execute("", -1), Sync()))[-2:] == ["SELECT 5", "I"]


def test_two_portals_take_turns(talk, fake_engine):
    fake_engine.answers["select other"] = Rows(*"xyz")
    heard = talk(
        *portal(MANY, "p"), *portal("select other", "q"),
        Execute("p", 1), Execute("q", 1), Execute("p", 1), Execute("q", 0), Execute("p", 0),
        Sync(),
    )  # fmt: skip
    assert [line for line in heard if line.startswith("row")] == [
        f"row {value}" for value in "axbyzcde"
    ]


def test_a_statement_without_rows_runs_once(talk, fake_engine):
    heard = talk(*portal("insert into t(a) values (1)"), Execute("", 0), Execute("", 0), Sync())
    assert behind(heard) == ["INSERT 0 1", 'ERROR 55000: portal "" cannot be run', "I"]
    assert fake_engine.calls.count("start insert into t(a) values (1)") == 1


def test_portals_end_with_their_sync_outside_a_block(talk, fake_engine):
    heard = talk(*portal(MANY), Execute("", 1), Sync(), Execute("", 1), Sync())
    assert heard[-2:] == ['ERROR 34000: portal "" does not exist', "I"]
    assert fake_engine.calls.count("release") == 1


def test_portals_outlive_a_sync_in_a_block(talk):
    heard = talk(Query("begin"), *portal(MANY), Execute("", 1), Sync(), Execute("", 1), Sync())
    assert heard[-3:] == ["row b", "PortalSuspended", "T"]


def test_one_statement_is_all_a_parse_takes(talk):
    heard = talk(Parse("", "select 1; select 2", ()), Sync())
    text = "cannot insert multiple commands into a prepared statement"
    assert heard == [f"ERROR 42601: {text}", "I"]


def test_the_empty_string_has_an_answer_of_its_own(talk, fake_engine):
    heard = talk(*portal(""), Describe("S", ""), Execute("", 0), Sync())
    assert behind(heard) == ["types ", "NoData", "EmptyQueryResponse", "I"]


def test_a_named_statement_is_not_replaced_and_the_unnamed_one_is(talk):
    heard = talk(
        Parse("", "select 1", ()), Parse("", "select 2", ()),
        Parse("s", "select 1", ()), Parse("s", "select 2", ()), Sync(),
    )  # fmt: skip
    assert heard == ["ParseComplete"] * 3 + [
        'ERROR 42P05: prepared statement "s" already exists', "I",
    ]  # fmt: skip


def test_a_named_portal_is_not_replaced_and_the_unnamed_one_is(talk):
    bind = Bind("", "", (), (), ())
    heard = talk(*portal("select 1"), bind, *portal("select 1", "p"), *portal("select 1", "p"))
    assert heard[-1] == 'ERROR 42P03: cursor "p" already exists'
    assert heard.count("BindComplete") == 3


def test_a_portal_outlives_its_statement(talk):
    heard = talk(*portal("select 1"), Close("S", ""), Execute("", 0), Sync())
    assert behind(heard) == ["CloseComplete", "row 1", "SELECT 1", "I"]


def test_a_failed_block_takes_what_needs_no_catalog(talk, fake_engine):
    fake_engine.answers["select bad"] = PgError("no", sqlstate="22023")
    heard = talk(
        Parse("r", "rollback", ()), Parse("s", "select 1", ()), Sync(),
        Query("begin"), Query("select bad"),
        Describe("S", "s"), Sync(), Bind("", "s", (), (), ()), Sync(),
        Parse("", "select 2", ()), Sync(), Bind("", "r", (), (), ()), Execute("", 0), Sync(),
    )  # fmt: skip
    refused = [line for line in heard if line.startswith("ERROR 25P02")]
    assert len(refused) == 3
    assert heard[-3:] == ["BindComplete", "ROLLBACK", "I"]


def test_columns_that_have_changed_refuse_the_statement(talk, fake_engine):
    def change():
        fake_engine.database.catalog_version += 1
        fake_engine.descriptions["select 1"] = Description((), (Column("a", INT),))

    heard = talk(Parse("s", "select 1", ()), Sync(), change, Bind("", "s", (), (), ()), Sync())
    assert heard[-2:] == ["ERROR 0A000: cached plan must not change result type", "I"]


def test_a_change_elsewhere_in_the_catalog_does_not(talk, fake_engine):
    def change():
        fake_engine.database.catalog_version += 1

    heard = talk(Parse("s", "select 1", ()), Sync(), change, Bind("", "s", (), (), ()), Sync())
    assert heard[-2:] == ["BindComplete", "I"]


@pytest.mark.parametrize("formats", [(2,), (-1,)])
def test_a_format_that_is_none_is_refused_when_rows_are_due(talk, fake_engine, formats):
    heard = talk(Parse("", "select 1", ()), Bind("", "", (), (), formats), Execute("", 0), Sync())
    assert heard[-2:] == [f"ERROR 22023: unsupported format code: {formats[0]}", "I"]
    assert "start select 1" not in fake_engine.calls


def test_bind_with_too_many_formats_is_refused(talk):
    heard = talk(Parse("", "select 1", ()), Bind("", "", (), (), (0, 1, 0)), Sync())
    assert heard[-2].startswith("ERROR 08P01: bind message has 3 result formats but query has 1")


def test_the_fast_path_is_refused_and_the_session_goes_on(talk):
    heard = talk(FunctionCall(1, (), (), 0), Query("select 1"))
    assert heard[0].startswith("ERROR 0A000")
    assert heard[-2:] == ["SELECT 1", "I"]
