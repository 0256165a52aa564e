"""Statements that change no answer here: a tag, and a notice where that alone would mislead."""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.errors import Notice
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Main, Skip, Tell
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

_PRIVILEGES = Notice(
    "privileges are not kept: each user has a database that no other user reaches",
    severity="WARNING",
    sqlstate="01007",
)
_LOCK = Notice(
    "LOCK TABLE locks nothing: a transaction sees one snapshot, and a change that another one has"
    " made, too, fails with 40001",
    severity="WARNING",
    sqlstate="01000",
)

EXTENSIONS = {
    "plpgsql": None,
    "citext": None,
    "uuid-ossp": None,
    "pgcrypto": 'of extension "pgcrypto" only gen_random_uuid() is there',
    "btree_gin": None,
    "btree_gist": None,
    "pg_stat_statements": 'extension "pg_stat_statements" collects nothing here',
}
"""What is there in effect, and what its user should know."""


def skip(node: Node, context: Context) -> list[object]:
    """Do nothing."""
    return [Skip()]


def privileges(node: Node, context: Context) -> list[object]:
    """GRANT and REVOKE on objects."""
    grantees = [item.role_spec for item in node.grantees]
    if any(grantee.roletype == pb.ROLESPEC_CSTRING for grantee in grantees):
        return [Tell(_PRIVILEGES)]
    return [Skip()]


def default_privileges(node: Node, context: Context) -> list[object]:
    """ALTER DEFAULT PRIVILEGES."""
    return privileges(node.action, context)


def lock(node: Node, context: Context) -> list[object]:
    """LOCK TABLE."""
    return [Tell(_LOCK)]


def vacuum(node: Node, context: Context) -> list[object]:
    """VACUUM and ANALYZE, without options."""
    del node.options[:]
    for item in node.rels:
        del item.vacuum_relation.va_cols[:]
    return [Main()]


def extension(node: Node, context: Context) -> list[object]:
    """CREATE EXTENSION.

    Raises:
        PgError: It is not there.
    """
    name = str(node.extname)
    if name not in EXTENSIONS:
        raise fragments.refusal(
            f'extension "{name}" is not available',
            f"There are {', '.join(EXTENSIONS)}.",
        )
    told = EXTENSIONS[name]
    if name == "plpgsql" and node.if_not_exists:
        return [Tell(Notice('extension "plpgsql" already exists, skipping', sqlstate="42710"))]
    return [Tell(Notice(told))] if told else [Skip()]
