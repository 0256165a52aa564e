"""The rows of relations that tell how the server is: who is connected, what is locked.

One function a relation of ``sql.rules.live``: it gets the session that asks and returns the rows,
without the columns that are NULL. A user sees his own sessions alone. Source: PostgreSQL manual,
28.2 "The Cumulative Statistics System", 54 "System Views".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from duckgres.session import setting_rows
from duckgres.session.registry import Activity

if TYPE_CHECKING:
    from duckgres.session.session import Session

Row = dict[str, Any]  # Any: what JSON can say

_DATABASE, _OWNER = 5, 10  # the oids in pg_database and pg_roles


def _sessions(session: Session) -> Iterator[Session]:
    """Yield the sessions of the same user that have been greeted, the youngest last."""
    for other in session.services.registry:
        found: Session = other  # type: ignore[assignment]  # known by what others may do to it
        if hasattr(found, "timeouts") and found.login.user == session.login.user:
            yield found


def _moment(seconds: float | None) -> str | None:
    """Return a time that is given in seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _activity(session: Session) -> list[Row]:
    return [_activity_of(other) for other in _sessions(session)]


def _activity_of(session: Session) -> Row:
    totals = session.totals
    active = session.state is Activity.ACTIVE
    begin = session.engine.moment if session.engine.in_transaction else totals.query_started
    address, port = session.transport.address(remote=True)
    kind, event = session.wait_event or (None, None)
    return {
        "datid": _DATABASE,
        "datname": session.login.database,
        "pid": session.key.process_id,
        "usesysid": _OWNER,
        "usename": session.login.user,
        "application_name": session.settings.get("application_name"),
        "client_addr": address,
        "client_port": -1 if port is None else port,
        "backend_start": _moment(totals.started),
        "xact_start": None if session.state is Activity.IDLE else _moment(begin),
        "query_start": _moment(totals.query_started),
        "state_change": _moment(totals.query_started if active else totals.query_ended),
        "wait_event_type": kind,
        "wait_event": event,
        "state": session.state.value,
        "query": totals.query,
        "backend_type": "client backend",
    }


def _tls(session: Session) -> list[Row]:
    return [
        {"pid": other.key.process_id, "ssl": False}
        if (used := other.transport.cipher) is None
        else {
            "pid": other.key.process_id,
            "ssl": True,
            "version": other.transport.tls_version,
            "cipher": used[0],
            "bits": used[2],
        }
        for other in _sessions(session)
    ]


def _kerberos(session: Session) -> list[Row]:
    return [
        {"pid": other.key.process_id, "gss_authenticated": False, "encrypted": False}
        for other in _sessions(session)
    ]


_COUNTS = (
    "xact_rollback", "blks_read", "blks_hit", "tup_returned", "tup_fetched", "tup_inserted",
    "tup_updated", "tup_deleted", "conflicts", "temp_files", "temp_bytes", "deadlocks",
    "blk_read_time", "blk_write_time", "session_time", "active_time", "idle_in_transaction_time",
    "sessions_abandoned", "sessions_fatal", "sessions_killed",
)  # fmt: skip


def _database(session: Session) -> list[Row]:
    """Return the one database; what is not counted is 0."""
    connected = sum(1 for _ in _sessions(session))
    return [
        {
            **dict.fromkeys(_COUNTS, 0),
            "datid": _DATABASE,
            "datname": session.login.database,
            "numbackends": connected,
            "xact_commit": session.engine.database.ended,
            "sessions": connected,
        }
    ]


def _locks(session: Session) -> list[Row]:
    """Return the advisory locks; DuckDB has no others."""
    known = {other.key.process_id for other in _sessions(session)}
    return [
        {
            "locktype": "advisory",
            "database": _DATABASE,
            **_lock_number(key.numbers),
            "virtualtransaction": f"{process_id}/1",
            "pid": process_id,
            "mode": "ShareLock" if shared else "ExclusiveLock",
            "granted": granted,
            "fastpath": False,
        }
        for key, process_id, shared, granted in session.services.locks.rows()
        if process_id in known
    ]


def _lock_number(numbers: tuple[int, ...]) -> Row:
    """Return a lock's number in two halves; two numbers are told from one by ``objsubid``."""
    if len(numbers) > 1:
        high, low = numbers
        return {"classid": high & 0xFFFF_FFFF, "objid": low & 0xFFFF_FFFF, "objsubid": 2}
    whole = numbers[0] & 0xFFFF_FFFF_FFFF_FFFF
    return {"classid": whole >> 32, "objid": whole & 0xFFFF_FFFF, "objsubid": 1}


def _cursors(session: Session) -> list[Row]:
    return [
        {
            "name": name,
            "statement": info.text,
            "is_holdable": info.hold,
            "is_binary": info.binary,
            "is_scrollable": info.scroll is not False,
            "creation_time": _moment(info.created),
        }
        for name, portal in session.portals.items()
        if (info := getattr(portal.rows, "info", None)) is not None  # a cursor's have it
    ]


def _prepared(session: Session) -> list[Row]:
    return [
        {
            "name": name,
            "statement": prepared.text,
            "prepare_time": _moment(prepared.created),
            "parameter_types": list(prepared.description.parameter_oids),
            "from_sql": prepared.from_sql,
            "generic_plans": 0,
            "custom_plans": 0,
        }
        for name, prepared in session.statements.items()
        if name
    ]


def _copies(session: Session) -> list[Row]:
    return [
        {
            "pid": other.key.process_id,
            "datid": _DATABASE,
            "datname": other.login.database,
            "relid": 0,
            "command": "COPY FROM" if copying.incoming else "COPY TO",
            "type": "PIPE",
            "bytes_processed": copying.bytes_processed,
            "bytes_total": 0,
            "tuples_processed": copying.tuples_processed,
            "tuples_excluded": copying.tuples_excluded,
        }
        for other in _sessions(session)
        if (copying := other.totals.copying) is not None
    ]


def _settings(session: Session) -> list[Row]:
    return setting_rows.rows(session.settings)


RELATIONS: dict[str, Callable[[Session], list[Row]]] = {
    "pg_stat_activity": _activity,
    "pg_stat_ssl": _tls,
    "pg_stat_gssapi": _kerberos,
    "pg_stat_database": _database,
    "pg_locks": _locks,
    "pg_cursors": _cursors,
    "pg_prepared_statements": _prepared,
    "pg_stat_progress_copy": _copies,
    "pg_settings": _settings,
}


def as_json(session: Session, relation: str) -> str:
    """Return a relation's rows as the macro of ``catalog/relations/live.sql`` takes them."""
    return json.dumps(RELATIONS[relation](session))
