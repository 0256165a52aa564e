"""Settings, judged by what PostgreSQL 15 answers to an ordinary user.

``settings.jsonl`` holds SET and SHOW with PostgreSQL's answer, and in ``ours`` the answers in
which we knowingly differ; ``scripts/record_settings.py`` records PostgreSQL's part again.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import FatalError, Notice, PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.session.setting_table import REPORTED, SETTINGS
from duckgres.session.settings import Settings
from duckgres.session.time_limits import TimeLimits

FILE = Path(__file__).with_name("settings.jsonl")
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def _said(settings, case):
    try:
        if case.get("values"):
            settings.set(case["name"], tuple(case["values"]))
            settings.commit()
        return {"name": settings.canonical_name(case["name"]), "show": settings.get(case["name"])}
    except PgError as error:
        fields = {"detail": error.fields.detail, "hint": error.fields.hint}
        said = {"sqlstate": error.sqlstate, "message": error.message, **fields}
        return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize("name", sorted({case["name"] for case in CASES}))
def test_set_and_show_answer_as_postgresql(name):
    for case in CASES:
        if case["name"] == name:
            expected = case.get("ours", case["postgres"])
            assert _said(Settings({}, "plain"), case) == expected, case.get("values")


def test_every_setting_is_recorded_and_differences_are_real():
    assert set(SETTINGS) <= {case["name"] for case in CASES}
    assert [case for case in CASES if case.get("ours") == case["postgres"]] == []
    unexplained = [
        case
        for case in CASES
        if "ours" in case
        and case["ours"].get("sqlstate") not in ("0A000", "42501")
        and not case["name"].startswith(("tcp_", "transaction_timeout", "client_connection_check"))
    ]
    assert len(unexplained) <= 6


# --- login


def test_login_parameters_are_the_values_that_reset_returns_to():
    settings = Settings({"DateStyle": "ISO, DMY", "search_path": "a, B", "my.x": "1"}, "u")
    settings.set("datestyle", ("MDY",))
    settings.set("my.x", ("2",))
    settings.reset_all()
    assert settings.get("datestyle") == "ISO, DMY"
    assert settings.get("search_path") == "a, B"
    assert settings.get("MY.X") == "1"


def test_login_goes_before_the_servers_defaults():
    settings = Settings({"timezone": "UTC"}, defaults={"TimeZone": "Asia/Tokyo", "jit": "off"})
    assert settings.time_zone == "UTC"
    assert settings.get("jit") == "off"


@pytest.mark.parametrize(
    ("name", "value", "sqlstate", "message"),
    [
        ("nosuch", "1", "42704", 'unrecognized configuration parameter "nosuch"'),
        (
            "statement_timeout",
            "abc",
            "22023",
            'invalid value for parameter "statement_timeout": "abc"',
        ),
        ("timezone", "x/y", "22023", 'invalid value for parameter "TimeZone": "x/y"'),
        ("server_version", "1", "55P02", 'parameter "server_version" cannot be changed'),
        ("log_statement", "all", "42501", 'permission denied to set parameter "log_statement"'),
        ("log_connections", "on", "42501", 'permission denied to set parameter "log_connections"'),
        (
            "max_connections",
            "5",
            "55P02",
            'parameter "max_connections" cannot be changed without restarting the server',
        ),
        ("my.a b", "1", "42602", 'invalid configuration parameter name "my.a b"'),
        ("enable_seqscan", "o", "22023", 'parameter "enable_seqscan" requires a Boolean value'),
        (
            "transaction_isolation",
            "serializable",
            "25001",
            "SET TRANSACTION ISOLATION LEVEL must be called before any query",
        ),
        ("client_encoding", "LATIN1", "0A000", 'client_encoding "LATIN1" is not supported'),
    ],
)
def test_bad_login_parameter_is_fatal(name, value, sqlstate, message):
    with pytest.raises(FatalError) as caught:
        Settings({name: value}, "plain")
    assert (caught.value.sqlstate, caught.value.message) == (sqlstate, message)


def test_quoted_encoding_of_asyncpg_is_taken():
    assert Settings({"client_encoding": "'utf-8'"}).get("client_encoding") == "UTF8"


# --- transactions


def test_rollback_undoes_set():
    settings = Settings({})
    settings.set("statement_timeout", ("5s",))
    settings.rollback()
    assert settings.get("statement_timeout") == "0"


def test_commit_keeps_set_and_ends_set_local():
    settings = Settings({})
    settings.set("statement_timeout", ("5s",))
    settings.set("statement_timeout", ("7s",), local=True)
    assert settings.time_limits.statement == 7
    settings.commit()
    assert settings.time_limits.statement == 5
    settings.rollback()
    assert settings.time_limits.statement == 5


def test_set_after_set_local_stays():
    settings = Settings({})
    settings.set("work_mem", ("1MB",), local=True)
    settings.set("work_mem", ("2MB",))
    assert settings.get("work_mem") == "2MB"
    settings.commit()
    assert settings.get("work_mem") == "2MB"


def test_rollback_undoes_reset():
    settings = Settings({})
    settings.set("work_mem", ("1MB",))
    settings.commit()
    settings.reset("work_mem")
    assert settings.get("work_mem") == "4MB"
    settings.rollback()
    assert settings.get("work_mem") == "1MB"


def test_own_setting_of_a_rolled_back_transaction_stays_and_is_empty():
    settings = Settings({})
    settings.set("My.Var", ("Q",))
    assert settings.get("my.var") == "Q"
    settings.rollback()
    assert settings.get("MY.VAR") == ""
    assert settings.canonical_name("my.var") == "My.Var"


def test_a_list_is_set_by_one_text():
    settings = Settings({})
    settings.set_text("search_path", "a, public")
    assert settings.search_path == ("a", "public")


def test_reset_of_an_own_setting_is_empty():
    settings = Settings({})
    settings.set("my.var", ("Q",))
    settings.reset("my.var")
    assert settings.get("my.var") == ""


@pytest.mark.parametrize("name", ["nosuch", "server_version", "log_statement"])
def test_reset_refuses_what_set_refuses(name):
    with pytest.raises(PgError):
        Settings({}).reset(name)


def test_transaction_characteristics_last_one_transaction():
    settings = Settings({})
    settings.set("transaction_read_only", ("on",))
    settings.set("transaction_isolation", ("repeatable read",), local=True)
    assert settings.transaction_read_only
    assert settings.get("transaction_isolation") == "repeatable read"
    settings.commit()
    assert not settings.transaction_read_only
    assert settings.get("transaction_isolation") == "read committed"


def test_default_characteristics_count_from_the_next_transaction():
    settings = Settings({})
    settings.set("default_transaction_read_only", ("on",))
    assert not settings.transaction_read_only
    settings.commit()
    assert settings.transaction_read_only


def test_reset_all_leaves_the_transaction_alone():
    settings = Settings({})
    settings.set("transaction_read_only", ("on",))
    settings.set("jit", ("off",), local=True)
    settings.reset_all()
    assert settings.transaction_read_only
    assert settings.get("jit") == "on"


# --- SHOW


def test_show_all_lists_in_order_and_hides_what_postgresql_hides():
    listed = Settings({}, "u").show_all()
    names = [name for name, _, _ in listed]
    assert names == sorted(names, key=str.lower)
    assert not {"role", "is_superuser", "session_authorization"} & set(names)
    assert (
        "work_mem",
        "4MB",
        "Sets the maximum memory to be used for query workspaces.",
    ) in listed


def test_names_are_found_in_any_case_and_titled_canonically():
    settings = Settings({})
    assert settings.canonical_name("TIMEZONE") == "TimeZone"
    assert settings.canonical_name("Transaction_Isolation") == "transaction_isolation"
    with pytest.raises(PgError) as caught:
        settings.canonical_name("nosuch")
    assert caught.value.sqlstate == "42704"


# --- telling


def test_all_reports_at_first_in_postgresqls_order():
    settings = Settings({"application_name": "psql"}, "ann")
    reports = settings.take_reports()
    assert [name for name, _ in reports] == list(REPORTED)
    assert dict(reports) == {
        "application_name": "psql",
        "client_encoding": "UTF8",
        "DateStyle": "ISO, MDY",
        "default_transaction_read_only": "off",
        "in_hot_standby": "off",
        "integer_datetimes": "on",
        "IntervalStyle": "postgres",
        "is_superuser": "off",
        "server_encoding": "UTF8",
        "server_version": "15.18",
        "session_authorization": "ann",
        "standard_conforming_strings": "on",
        "TimeZone": "UTC",
    }
    assert settings.take_reports() == []


def test_changes_are_reported_once_and_rollback_too():
    settings = Settings({})
    settings.take_reports()
    settings.set("timezone", ("europe/berlin",))
    settings.set("application_name", ("x",))
    settings.set("work_mem", ("1MB",))
    assert settings.take_reports() == [("application_name", "x"), ("TimeZone", "Europe/Berlin")]
    settings.rollback()
    assert settings.take_reports() == [("application_name", ""), ("TimeZone", "UTC")]


def test_engine_is_told_what_it_does_not_begin_with_and_then_what_changes():
    settings = Settings({}, "ann")
    assert settings.take_engine_changes() == ["SET search_path = 'public,main'"]
    assert settings.take_engine_changes() == []
    settings.set("TimeZone", ("Asia/Tokyo",))
    assert settings.take_engine_changes() == ["SET TimeZone = 'Asia/Tokyo'"]
    settings.rollback()
    assert settings.take_engine_changes() == ["SET TimeZone = 'UTC'"]


def test_fixed_offset_reaches_the_engine_under_its_own_name():
    settings = Settings({})
    settings.take_engine_changes()
    settings.set("TimeZone", ("3",))
    assert settings.time_zone == "<+03>-03"
    assert settings.take_engine_changes() == ["SET TimeZone = 'Etc/GMT-3'"]


@pytest.mark.parametrize(
    ("values", "known", "path"),
    [
        (("$user", "public"), ("public", "main"), "public,main"),
        (("$user", "public"), ("Ann", "public"), "ann,public,main"),
        (("sales", "nosuch", "public"), ("sales", "public"), "sales,public,main"),
        (("sales", "nosuch"), None, "sales,nosuch,main"),
        (("ann",), None, "ann,main"),
        (("main", "pg_catalog", "public", "public"), None, "public,main"),
        (("a b", 'q"q', "it's"), None, '"a b","q""q",it\'\'s,main'),
        (("",), None, "main"),
    ],
)
def test_search_path_for_the_engine(values, known, path):
    settings = Settings({}, "ann", schemas=None if known is None else lambda: known)
    settings.set("search_path", values)
    assert settings.take_engine_changes() == [f"SET search_path = '{path}'"]


def test_new_schema_of_the_path_is_told_when_it_appears():
    known = ["public"]
    settings = Settings({"search_path": "sales,public"}, schemas=lambda: known)
    settings.take_engine_changes()
    known.append("sales")
    assert settings.take_engine_changes() == ["SET search_path = 'sales,public,main'"]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_any_schema_names_survive_the_list(names):
    settings = Settings({}, "ann")
    settings.set("search_path", tuple(names))
    assert settings.search_path == tuple("ann" if name == "$user" else name for name in names)


# --- typed


def test_output_style_follows_the_settings():
    settings = Settings({"TimeZone": "Europe/Paris", "extra_float_digits": "3"})
    assert settings.output_style == OutputStyle(time_zone="Europe/Paris", extra_float_digits=3)


def test_time_limits_are_seconds_and_follow_every_change():
    settings = Settings({"statement_timeout": "1min", "idle_session_timeout": "2s"})
    assert settings.time_limits == TimeLimits(60, 0, 2, 0, 0, 0.25)
    settings.set("transaction_timeout", ("1h",))
    settings.set("lock_timeout", ("3",), local=True)
    assert settings.time_limits == TimeLimits(60, 3600, 2, 0, 0.003, 0.25)
    settings.rollback()
    assert settings.time_limits == TimeLimits(60, 0, 2, 0, 0, 0.25)


def test_a_user_s_own_defaults_are_what_reset_returns_to():
    own = {"statement_timeout": "30s", "search_path": "a, b", "my.x": "1"}
    settings = Settings({"search_path": "c"}, "u", defaults=own)
    assert [settings.get(name) for name in own] == ["30s", "c", "1"]
    settings.set("statement_timeout", ("1",))
    settings.set("search_path", ("d",))
    settings.reset_all()
    assert [settings.get(name) for name in own] == ["30s", "c", "1"]


def test_the_kernel_is_told_of_the_socket_s_settings_once_and_asked_by_show():
    kernel = {}
    settings = Settings({"tcp_keepalives_idle": "33"}, socket_option=kernel.get)
    kernel.update(settings.take_socket_changes())
    assert kernel == {
        "tcp_keepalives_idle": 33,
        "tcp_keepalives_interval": 15,
        "tcp_keepalives_count": 4,
        "tcp_user_timeout": 0,
    }
    assert settings.take_socket_changes() == {}
    settings.set("tcp_user_timeout", ("2min",), local=True)
    assert settings.take_socket_changes() == {"tcp_user_timeout": 120_000}
    kernel["tcp_user_timeout"] = 7  # what it made of it
    assert settings.get("tcp_user_timeout") == "7"
    settings.rollback()
    assert settings.take_socket_changes() == {"tcp_user_timeout": 0}


@pytest.mark.parametrize(
    ("least", "severity", "sent"),
    [
        ("notice", "NOTICE", True),
        ("warning", "NOTICE", False),
        ("error", "WARNING", False),
        ("error", "INFO", True),
        ("debug5", "DEBUG", True),
        ("notice", "LOG", False),
        ("log", "LOG", True),
        ("info", "NOTICE", True),
    ],
)
def test_client_min_messages_lets_through(least, severity, sent):
    settings = Settings({"client_min_messages": least})
    assert settings.wants(Notice("m", severity=severity)) is sent
