"""What the server answers to the calls of ``sql.rules.server_calls``: one entry a function.

A function gets its session and its arguments, and returns the value. Most are strict: the server
answers NULL for them where an argument is NULL. Source: PostgreSQL manual, 9.27 "System
Administration Functions" and 9.26 "System Information Functions".
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duckgres.engine.request import Request
from duckgres.engine.timing import Nap
from duckgres.errors import FatalError, Notice, PgError
from duckgres.pgtypes.quoting import literal
from duckgres.session import advisory, listening, sizes
from duckgres.session.characteristics import refuse_late
from duckgres.sql.gate import functions
from duckgres.sql.statement import Statement, StatementKind

if TYPE_CHECKING:
    from duckgres.session.session import Session

_UNKNOWN_SETTING = "42704"
NOT_STRICT = frozenset({"set_config", "pg_notify"})
_SLEEP = "Timeout", "PgSleep"
LONGEST_NAP = 86_400.0  # seconds; a longer sleep is several naps


def _set_config(session: Session, name: str | None, value: str | None, local: bool | None) -> str:
    if name is None:
        raise PgError("SET requires parameter name", sqlstate="22004")
    settings = session.settings
    refuse_late(session, name, value or "", in_query=True)
    if value is None:
        settings.reset(name, local=bool(local))
    else:
        settings.set_text(name, value, local=bool(local))
    session.apply_settings()
    session.timeouts.settings_changed()
    return settings.get(name)


def _current_setting(session: Session, name: str, missing_ok: bool = False) -> str | None:
    try:
        return session.settings.get(name)
    except PgError as error:
        if error.sqlstate != _UNKNOWN_SETTING:
            raise
        found = _duckdb_setting(session, name)
        if found is None and not missing_ok:
            raise
        return found


def _duckdb_setting(session: Session, name: str) -> str | None:
    """Return a setting of DuckDB's, which its users may ask for, too; ``None`` for none."""
    if name.lower() not in functions.SETTINGS:
        return None
    pieces = ("SELECT value FROM duckdb_settings() WHERE name = ", "")
    query = Statement(StatementKind.QUERY, "SELECT", pieces=pieces, slots=(1,))
    rows = session.engine.rows(Request(query, (literal(name.lower()),)))
    return str(rows[0][0]) if rows else None


def _schemas(session: Session) -> list[str]:
    """Return the schemas of search_path that exist."""
    known = {name.lower() for name in session.engine.schemas()}
    path = session.settings.search_path
    return list(dict.fromkeys(name for name in path if name.lower() in known | {"pg_catalog"}))


def _current_schema(session: Session) -> str | None:
    return next(iter(_schemas(session)), None)


def _current_schemas(session: Session, implicit: bool) -> list[str]:
    found = _schemas(session)
    return ["pg_catalog", *found] if implicit and "pg_catalog" not in found else found


def _notify(session: Session, channel: str | None, payload: str | None) -> str:
    listening.of(session).say(channel or "", payload or "")
    return ""


def _sleep(session: Session, seconds: float) -> str:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        session.engine.wait(Nap(), min(left, LONGEST_NAP), _SLEEP)
    return ""


def _sleep_until(session: Session, epoch: float) -> str:
    return _sleep(session, epoch - time.time())


def _cancel(session: Session, process_id: int) -> bool:
    other = _other(session, process_id, "canceled", "query")
    if other is not None:
        other.cancel()
    return other is not None


def _terminate(session: Session, process_id: int, timeout: int = 0) -> bool:
    other = _other(session, process_id, "terminated", "process")
    if other is None:
        return False
    reason = "terminating connection due to administrator command"
    other.terminate(FatalError(reason, sqlstate="57P01"))
    registry = session.services.registry
    end = time.monotonic() + timeout / 1000
    while registry.get(process_id) is not None and (left := end - time.monotonic()) > 0:
        session.engine.wait(Nap(), min(left, 0.05), ("IPC", "BackendTermination"))
    return True


def _other(session: Session, process_id: int, done: str, what: str) -> Session | None:
    """Return a session of the same user, which others are not to know of."""
    found = session.services.registry.get(process_id)
    if found is None:
        message = f"PID {process_id} is not a PostgreSQL backend process"
        session.notify(Notice(message, severity="WARNING", sqlstate="01000"))
        return None
    login = getattr(found, "login", None)
    if login is None or login.user != session.login.user:
        raise PgError(
            f"must be a member of the role whose {what} is being {done} or member of"
            " pg_signal_backend",
            sqlstate="42501",
        )
    return found  # type: ignore[return-value]  # the registry knows sessions by what others may do


def _blocking(session: Session, process_id: int) -> list[int]:
    return session.services.locks.blockers(process_id)


def _started(session: Session) -> datetime:
    return session.services.started


def _configured(session: Session) -> datetime:
    return session.services.configured


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **advisory.FUNCTIONS,
    **sizes.FUNCTIONS,
    "set_config": _set_config,
    "current_setting": _current_setting,
    "current_schema": _current_schema,
    "current_schemas": _current_schemas,
    "pg_client_encoding": lambda session: session.settings.get("client_encoding"),
    "getdatabaseencoding": lambda session: "UTF8",
    "pg_notify": _notify,
    "pg_listening_channels": lambda session: listening.of(session).channels,
    "pg_cancel_backend": _cancel,
    "pg_terminate_backend": _terminate,
    "pg_sleep": _sleep,
    "pg_sleep_for": _sleep,
    "pg_sleep_until": _sleep_until,
    "pg_is_in_recovery": lambda session: False,
    "pg_postmaster_start_time": _started,
    "pg_conf_load_time": _configured,
    "inet_client_addr": lambda session: session.transport.address(remote=True)[0],
    "inet_client_port": lambda session: session.transport.address(remote=True)[1],
    "inet_server_addr": lambda session: session.transport.address(remote=False)[0],
    "inet_server_port": lambda session: session.transport.address(remote=False)[1],
    "pg_blocking_pids": _blocking,
}
