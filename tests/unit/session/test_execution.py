"""Every kind of statement has its starter, and each leaves the portal with tag and rows."""

import pytest

from duckgres.errors import PgError
from duckgres.session.execution import _STARTERS, show_columns
from duckgres.session.settings import Settings
from duckgres.sql.session_commands import SettingAction, SettingCommand
from duckgres.sql.statement import StatementKind
from duckgres.wire.frontend import Bind, Describe, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import Rows


def test_every_kind_but_the_empty_one_has_a_starter():
    assert set(_STARTERS) == set(StatementKind) - {StatementKind.EMPTY}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("select 1", ["columns a", "row 1", "SELECT 1"]),
        ("insert into t values (1)", ["INSERT 0 1"]),
        ("insert into t values (1) returning a", ["columns a", "row 1", "INSERT 0 1"]),
        ("create table x(a int)", ["CREATE TABLE"]),
        ("begin", ["BEGIN"]),
        ("set x.y = 1", ["SET"]),
        ("reset statement_timeout", ["RESET"]),
        ("show statement_timeout", ["columns statement_timeout", "row 0", "SHOW"]),
        ("discard plans", ["DISCARD PLANS"]),
        ("deallocate all", ["DEALLOCATE ALL"]),
        ("prepare p as select 1; execute p", ["PREPARE", "columns a", "row 1", "SELECT 1"]),
        ("notify a", ["NOTIFY"]),
        (
            "set constraints all deferred",
            [
                "WARNING 25P01: SET CONSTRAINTS can only be used in transaction blocks",
                "SET CONSTRAINTS",
            ],
        ),
    ],
)
def test_a_statement_of_each_kind_has_its_answer(talk, text, heard):
    assert talk(Query(text))[:-1] == heard


def test_what_is_refused_says_so_and_is_not_run(talk, fake_engine):
    heard = talk(Query("do 'x'"))
    assert heard[0].startswith("ERROR 0A000: ")
    assert not any(call.startswith("start") for call in fake_engine.calls)


def test_show_is_described_as_it_answers(talk):
    heard = talk(
        Parse("", "show datestyle", ()), Bind("", "", (), (), ()), Describe("S", ""),
        Describe("P", ""), Execute("", 0), Sync(),
    )  # fmt: skip
    assert heard[2:] == [
        "types ", "columns DateStyle", "columns DateStyle", "row ISO, MDY", "SHOW", "I",
    ]  # fmt: skip


def test_show_all_has_three_columns_and_every_setting(talk):
    heard = talk(Query("show all"))
    assert heard[0] == "columns name,setting,description"
    assert sum(line.startswith("row ") for line in heard) > 30
    assert any(line.startswith("row statement_timeout|0|") for line in heard)


def test_show_columns_carry_the_settings_own_name():
    settings = Settings({})
    (column,) = show_columns(settings, SettingCommand(SettingAction.SHOW, "TIMEZONE"))
    assert column.name == "TimeZone"
    with pytest.raises(PgError) as refusal:
        show_columns(settings, SettingCommand(SettingAction.SHOW, "nosuch"))
    assert refusal.value.sqlstate == "42704"


def test_what_failed_to_start_cannot_be_run_again(talk, fake_engine):
    fake_engine.answers["select 1"] = PgError("no", sqlstate="22023")
    heard = talk(
        Query("begin"), Parse("", "select 1", ()), Bind("p", "", (), (), ()), Execute("p", 0),
        Sync(), Execute("p", 0), Sync(),
    )  # fmt: skip
    assert heard[-2:] == ['ERROR 34000: portal "p" does not exist', "E"]


def test_the_limit_reaches_the_engine_with_the_statement(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abcdef")
    heard = talk(Parse("", "select many", ()), Bind("", "", (), (), ()), Execute("", 2), Sync())
    assert heard[2:] == ["row a", "row b", "PortalSuspended", "I"]
    assert not any(call.startswith("fetch") for call in fake_engine.calls)


def test_parameters_are_written_as_typed_literals(talk, fake_engine):
    talk(Parse("", "select $1", ()), Bind("", "", (), (b"5",), ()), Execute("", 0), Sync())
    (started,) = [call for call in fake_engine.calls if call.startswith("start")]
    assert "$1" not in started
    assert "5" in started
