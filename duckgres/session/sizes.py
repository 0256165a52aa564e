"""How large databases and tables are: the file's bytes, and the blocks of it that a table has.

DuckDB's blocks hold a table's columns; what was committed and is still in the log beside the file
counts for the database only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duckgres.engine.request import Request
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal
from duckgres.sql.statement import Statement, StatementKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckgres.session.session import Session

_BLOCKS = """
    SELECT count(DISTINCT block_id) * any_value(d.block_size)
    FROM pragma_storage_info({}), (SELECT block_size FROM pragma_database_size() LIMIT 1) d
    WHERE block_id >= 0
"""
_NO_HEAP = frozenset({"fsm", "vm", "init"})  # forks that only PostgreSQL's tables have


def _database(session: Session, name: str) -> int:
    if name != session.login.database:
        raise PgError(f'database "{name}" does not exist', sqlstate="3D000")
    return session.engine.database.size()


def _relation(session: Session, name: str, fork: str = "main") -> int:
    if fork in _NO_HEAP:
        return 0
    if fork != "main":
        raise PgError(
            "invalid fork name",
            sqlstate="22023",
            hint='Valid fork names are "main", "fsm", "vm", and "init".',
        )
    query = Statement(StatementKind.QUERY, "SELECT", pieces=(_BLOCKS.format(literal(name)),))
    ((found,),) = session.engine.rows(Request(query))
    return found if isinstance(found, int) else 0


def _indexes(session: Session, name: str) -> int:
    return 0 * _relation(session, name)  # they are in memory, and the table must exist


FUNCTIONS: dict[str, Callable[..., Any]] = {  # Any: as each function's arguments are
    "pg_database_size": _database,
    "pg_relation_size": _relation,
    "pg_table_size": _relation,
    "pg_indexes_size": _indexes,
    "pg_total_relation_size": _relation,
}
