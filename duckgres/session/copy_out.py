"""COPY: what is checked before either direction begins, and COPY TO STDOUT.

Source: PostgreSQL manual, 55.2.6 "COPY Operations"; ``DoCopy`` of ``commands/copy.c``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.errors import PgError
from duckgres.session import copy_in
from duckgres.sql.copy_command import CopyCommand, CopySide

if TYPE_CHECKING:
    from duckgres.session.portal import Portal
    from duckgres.session.session import Session

_PROGRAM = "pg_execute_server_program", "COPY to or from an external program"
_FILE = {
    True: ("pg_read_server_files", "COPY from a file"),
    False: ("pg_write_server_files", "COPY to a file"),
}
_USE_THE_CLIENT = (
    "Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone."
)


def start(session: Session, portal: Portal, limit: int | None) -> None:
    """Run a COPY to its end: PostgreSQL knows no row limit for it."""
    command = portal.statement.command
    assert isinstance(command, CopyCommand), "the planner's promise"
    check_side(command)
    if command.incoming:
        portal.count = copy_in.run(session, command)
        return
    raise PgError("COPY is not supported yet", sqlstate="0A000", hint="Use INSERT or SELECT.")


def check_side(command: CopyCommand) -> None:
    """Refuse files and programs of the server.

    Raises:
        PgError: 42501, as PostgreSQL says it to users without its roles for them.
    """
    if command.side is CopySide.CLIENT:
        return
    role, what = _PROGRAM if command.side is CopySide.PROGRAM else _FILE[command.incoming]
    raise PgError(
        f"permission denied to {what}",
        sqlstate="42501",
        detail=f'Only roles with privileges of the "{role}" role may {what}.',
        hint=_USE_THE_CLIENT,
    )
