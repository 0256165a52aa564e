"""What SQL may ask about its session, as literals for the slots of a statement.

``version()``, ``current_user`` and the like are answered by the server; the planner has cut them
out of the text (``sql.rules.session_values``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres import __version__
from duckgres.pgtypes.quoting import literal

if TYPE_CHECKING:
    from duckgres.session.registry import BackendKey
    from duckgres.session.startup import Login


def session_values(login: Login, key: BackendKey, server_version: str) -> dict[str, str]:
    """Return a DuckDB literal for each name a slot may have."""
    user = _quote(login.user)
    return {
        "version": _quote(version_text(server_version)),
        "current_database": _quote(login.database),
        "current_user": user,
        "session_user": user,
        "pg_backend_pid": f"CAST({key.process_id} AS INTEGER)",
    }


def version_text(server_version: str) -> str:
    """Return what ``version()`` answers: PostgreSQL's form, with the truth in it."""
    return f"PostgreSQL {server_version} (Duckgres {__version__} on DuckDB)"


def _quote(text: str) -> str:
    return f"CAST({literal(text)} AS VARCHAR)"
