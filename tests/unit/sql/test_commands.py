"""The server's own statements as Commands."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.plan import plan
from duckgres.sql.session_commands import (
    DeallocateCommand,
    DiscardCommand,
    SettingAction,
    SettingCommand,
    TransactionAction,
    TransactionCommand,
)
from tests.unit.sql.asking import unasked

_SET, _DEFAULT = SettingAction.SET, SettingAction.SET_DEFAULT


def _command(text):
    return plan(text, unasked)[0].command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("set x = 1", SettingCommand(_SET, "x", ("1",))),
        ("set x to -1.5", SettingCommand(_SET, "x", ("-1.5",))),
        ("set a.b = on", SettingCommand(_SET, "a.b", ("on",))),
        ("set x = true", SettingCommand(_SET, "x", ("true",))),
        ("set local x = 'it''s'", SettingCommand(_SET, "x", ("it's",), local=True)),
        ('set search_path = a, "B c"', SettingCommand(_SET, "search_path", ("a", "B c"))),
        ("set schema 'a'", SettingCommand(_SET, "search_path", ("a",))),
        ("set names 'utf8'", SettingCommand(_SET, "client_encoding", ("utf8",))),
        ("set time zone 'UTC'", SettingCommand(_SET, "TimeZone", ("UTC",))),
        ("set time zone -7", SettingCommand(_SET, "TimeZone", ("-7",))),
        ("set time zone interval '-3' hour to minute", SettingCommand(_SET, "TimeZone", ("-3",))),
        ("set time zone local", SettingCommand(_DEFAULT, "TimeZone")),
        ("set timezone = 'UTC'", SettingCommand(_SET, "TimeZone", ("UTC",))),
        ("set local x to default", SettingCommand(_DEFAULT, "x", local=True)),
        ("set role none", SettingCommand(_SET, "role", ("none",))),
        ("set session authorization default", SettingCommand(_DEFAULT, "session_authorization")),
        ("reset x", SettingCommand(_DEFAULT, "x")),
        ("reset time zone", SettingCommand(_DEFAULT, "TimeZone")),
        ("reset all", SettingCommand(SettingAction.RESET_ALL)),
        ("show x", SettingCommand(SettingAction.SHOW, "x")),
        ("show time zone", SettingCommand(SettingAction.SHOW, "TimeZone")),
        ("show all", SettingCommand(SettingAction.SHOW_ALL)),
        (
            "show transaction isolation level",
            SettingCommand(SettingAction.SHOW, "transaction_isolation"),
        ),
        (
            "set transaction isolation level repeatable read, read only, not deferrable",
            SettingCommand(
                _SET,
                "transaction_isolation",
                ("repeatable read",),
                local=True,
                more=(("transaction_read_only", ("on",)), ("transaction_deferrable", ("off",))),
                transaction=True,
            ),
        ),
        (
            "set session characteristics as transaction read write",
            SettingCommand(_SET, "default_transaction_read_only", ("off",)),
        ),
    ],
)
def test_setting(text, command):
    assert _command(text) == command


def test_set_from_current_is_refused():
    with pytest.raises(PgError, match="SET FROM CURRENT"):
        _command("set x from current")


@pytest.mark.parametrize(
    ("text", "action", "fields"),
    [
        ("begin", TransactionAction.BEGIN, {}),
        ("commit and chain", TransactionAction.COMMIT, {"chain": True}),
        ("end", TransactionAction.COMMIT, {}),
        ("abort", TransactionAction.ROLLBACK, {}),
        ("savepoint s", TransactionAction.SAVEPOINT, {"savepoint": "s"}),
        ("release s", TransactionAction.RELEASE, {"savepoint": "s"}),
        ("rollback to s", TransactionAction.ROLLBACK_TO, {"savepoint": "s"}),
        (
            "start transaction isolation level serializable, read write, deferrable",
            TransactionAction.BEGIN,
            {
                "options": {
                    "transaction_isolation": "serializable",
                    "transaction_read_only": "off",
                    "transaction_deferrable": "on",
                }
            },
        ),
    ],
)
def test_transaction(text, action, fields):
    assert _command(text) == TransactionCommand(action, **{"options": {}, **fields})


def test_options_cannot_be_changed():
    with pytest.raises(TypeError):
        _command("begin read only").options["transaction_read_only"] = "off"


@pytest.mark.parametrize("what", ["ALL", "PLANS", "SEQUENCES", "TEMP"])
def test_discard(what):
    assert _command(f"discard {what}") == DiscardCommand(what)


def test_deallocate():
    assert _command("deallocate p") == DeallocateCommand("p")
    assert _command("deallocate all") == DeallocateCommand(None)
