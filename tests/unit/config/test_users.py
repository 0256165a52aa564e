"""Who may log in."""

import pytest

from duckgres.config.document import parse_document
from duckgres.config.model import User, UserLimits
from duckgres.config.users import parse_users

VERIFIER = "SCRAM-SHA-256$4096:c2FsdA==$U3RvcmVkS2V5:U2VydmVyS2V5"


def users_of(text):
    return parse_users(parse_document(f"users:\n{text}", "f")[0]["users"])


def problems_of(text):
    return [str(problem) for problem in users_of(text).problems]


def test_passwords_and_verifiers():
    users = users_of(f"  a: 'plain ö'\n  b: {VERIFIER}\n  on: '1'\n")
    assert users.problems == []
    assert users.by_name == {
        "a": User("a", "plain ö"),
        "b": User("b", VERIFIER),
        "on": User("on", "1"),
    }


def test_a_section_with_limits():
    users = users_of(
        "  a:\n    password: x\n    trusted: true\n    limits: {memory_limit: 2GB, threads: 2,"
        " max_running_statements: 5}\n"
    )
    assert users.by_name == {
        "a": User("a", "x", trusted=True, limits=UserLimits(None, 2_000_000_000, 2, 5))
    }


def test_what_bounds_a_user():
    users = users_of(
        "  a:\n    password: x\n    read_only: true\n    limits: {max_connections: 1,"
        " max_temp_directory_size: 1GB, statement_timeout: 5m}\n"
    )
    limits = UserLimits(1, max_temp_directory_size=1_000_000_000, statement_timeout=300.0)
    assert users.by_name == {"a": User("a", "x", read_only=True, limits=limits)}


def test_a_user_s_settings_are_text_as_set_takes_it():
    users = users_of(
        "  a:\n    password: x\n    settings: {statement_timeout: 30s, work_mem: 64,"
        " row_security: off, search_path: [b, C], geqo_seed: 0.5, my.own: ''}\n"
    )
    assert users.problems == []
    assert users.by_name["a"].settings == {
        "statement_timeout": "30s",
        "work_mem": "64",
        "row_security": "off",
        "search_path": "b, C",
        "geqo_seed": "0.5",
        "my.own": "",
    }
    assert users_of("  a: {password: x, settings: }\n").by_name["a"].settings == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  a: 1234\n", "f:2: users.a: expected a password; put one that looks like a number"),
        ("  a: yes\n", "f:2: users.a: expected a password"),
        ("  a:\n", "f:2: users.a: expected a password"),
        ("  a: ''\n", "f:2: users.a: a password cannot be empty"),
        ("  a: SCRAM-SHA-256$4096:x$y\n", "f:2: users.a: begins like a SCRAM verifier"),
        ("  a: {trusted: true}\n", "f:2: users.a: has no password"),
        ("  a: {password: x, pasword: y}\n", 'f:2: unknown setting "users.a.pasword" (did you'),
        ("  a: {password: x, trusted: 5}\n", "f:2: users.a.trusted: expected true or false"),
        ("  a: {password: x, limits: 5}\n", "f:2: users.a.limits: expected a section"),
        ("  a: {password: x, limits: {x: 1}}\n", 'f:2: unknown setting "users.a.limits.x"'),
        ("  a: {password: x, limits: {threads: 0}}\n", "f:2: users.a.limits.threads: expected a"),
        ("  a: {password: x, settings: 5}\n", "f:2: users.a.settings: expected name: value"),
        ("  a: {password: x, settings: {b: }}\n", "f:2: users.a.settings.b: expected a value"),
        ("  a: {password: x, settings: {b: [1]}}\n", "f:2: users.a.settings.b: expected a value"),
        ("  a: {password: x, settings: {b: {}}}\n", "f:2: users.a.settings.b: expected a value"),
        ("  '': x\n", "f:2: users: "),
        (f"  {'n' * 64}: x\n", "f:2: users: "),
        ("  [a, b]\n", "f:1: users: expected name: password"),
        ("  {}\n", "f:1: users: expected name: password"),
    ],
)
def test_problems(text, said):
    problems = problems_of(text)
    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_no_problem_shows_a_password():
    text = "  a: 987654321\n  b: {password: [hidden]}\n  c: SCRAM-SHA-256$4096:hidden\n"
    problems = problems_of(text)
    assert len(problems) == 3
    assert not any("987654321" in problem or "hidden" in problem for problem in problems)


def test_a_user_name_may_have_63_bytes():
    assert problems_of(f"  {'ö' * 31}: x\n") == []
    assert problems_of(f"  {'ö' * 32}: x\n") != []
