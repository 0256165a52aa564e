"""The ``users`` section: who may log in.

A password is plain text or a verifier as PostgreSQL stores it; which of them works with which
``auth_method`` is looked at in ``validate``. No password stands in a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from duckgres.config.document import Section
from duckgres.config.model import User, UserLimits
from duckgres.config.problems import Given, Problem, did_you_mean, quoted
from duckgres.config.values import BOOLEAN, POSITIVE_DURATION, SIZE, Kind, whole_number

_LONGEST_NAME = 63  # bytes; PostgreSQL cuts a longer identifier
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
_SCRAM_VERIFIER = re.compile(
    rf"SCRAM-SHA-256\$[1-9]\d*:{_BASE64}\$({_BASE64}):({_BASE64})", re.ASCII
)
_KEYS = ("password", "trusted", "read_only", "limits", "settings")
_LIMIT_KINDS: dict[str, Kind] = {
    "max_connections": whole_number(0, 1_000_000),
    "memory_limit": SIZE,
    "threads": whole_number(1, 1024),
    "max_running_statements": whole_number(1, 1024),
    "max_temp_directory_size": SIZE,
    "statement_timeout": POSITIVE_DURATION,
}


@dataclass
class Users:
    """What the section says: the users, and what is wrong."""

    by_name: dict[str, User] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse_users(given: Given) -> Users:
    """Return what the section says."""
    users = Users()
    if not isinstance(given.value, dict) or not given.value:
        users.problems.append(Problem(given.where, "users: expected name: password, one a line"))
        return users
    for name, entry in given.value.items():
        if not name.strip() or "\0" in name or len(name.encode()) > _LONGEST_NAME:
            message = f"users: {quoted(name)} is no user name: 1 to {_LONGEST_NAME} bytes"
            users.problems.append(Problem(entry.where, message))
            continue
        user = _user(name, entry, users)
        if user is not None:
            users.by_name[name] = user
    return users


def _user(name: str, given: Given, users: Users) -> User | None:
    path = f"users.{name}"
    if not isinstance(given.value, dict):
        password = _password(path, given, users)
        return None if password is None else User(name, password)
    section: Section = given.value
    _refuse_unknown(path, section, _KEYS, users)
    if "password" not in section:
        users.problems.append(Problem(given.where, f"{path}: has no password"))
        return None
    password = _password(f"{path}.password", section["password"], users)
    trusted, read_only = (
        bool(_value(f"{path}.{name}", BOOLEAN, section.get(name), users))
        for name in ("trusted", "read_only")
    )
    limits = _limits(f"{path}.limits", section.get("limits"), users)
    settings = _settings(f"{path}.settings", section.get("settings"), users)
    if password is None:
        return None
    return User(name, password, trusted, read_only, limits, settings)


def _password(path: str, given: Given, users: Users) -> str | None:
    value = given.value
    if not isinstance(value, str):
        message = (
            "expected a password; put one that looks like a number or a word of YAML in quotes"
        )
    elif not value or "\0" in value:
        message = "a password cannot be empty"
    elif value.startswith("SCRAM-SHA-256$") and not _SCRAM_VERIFIER.fullmatch(value):
        message = "begins like a SCRAM verifier and is none; make one with: duckgres verifier"
    else:
        return value
    users.problems.append(Problem(given.where, f"{path}: {message}"))
    return None


def _limits(path: str, given: Given | None, users: Users) -> UserLimits:
    if given is None or given.value is None:
        return UserLimits()
    if not isinstance(given.value, dict):
        users.problems.append(Problem(given.where, f"{path}: expected a section"))
        return UserLimits()
    names = tuple(limit.name for limit in fields(UserLimits))
    _refuse_unknown(path, given.value, names, users)
    values = {
        name: _value(f"{path}.{name}", _LIMIT_KINDS[name], given.value.get(name), users)
        for name in names
    }
    return UserLimits(**values)  # type: ignore[arg-type]  # the kinds give what the fields take


def _settings(path: str, given: Given | None, users: Users) -> dict[str, str]:
    """Return the session settings as text; what they are is not known here."""
    if given is None or given.value is None:
        return {}
    if not isinstance(given.value, dict):
        users.problems.append(Problem(given.where, f"{path}: expected name: value, one a line"))
        return {}
    found: dict[str, str] = {}
    for name, entry in given.value.items():
        text = _setting_text(entry.value)
        if text is None:
            message = f"{path}.{name}: expected a value or a list of names"
            users.problems.append(Problem(entry.where, message))
        else:
            found[name] = text
    return found


def _setting_text(value: object) -> str | None:
    """Return what YAML made of a setting's value as SET would be told it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str | int | float) else None


def _value(path: str, kind: Kind, given: Given | None, users: Users) -> object:
    if given is None:
        return None
    try:
        return kind.parse(given.value)
    except ValueError:
        message = f"{path}: expected {kind.wants}, got {quoted(given.value)}"
        users.problems.append(Problem(given.where, message))
        return None


def _refuse_unknown(path: str, section: Section, known: tuple[str, ...], users: Users) -> None:
    for name in section.keys() - set(known):
        message = f'unknown setting "{path}.{name}"{did_you_mean(name, known)}'
        users.problems.append(Problem(section[name].where, message))
