"""Which kind of statement a parse tree is, its command tag, and whether we run it at all.

Tables from the tree's node names to a ``Classified``. A node that is in no table is refused, so a
statement PostgreSQL learns later is never handed to DuckDB by accident. Tags were recorded from
PostgreSQL 15.18; source: ``CreateCommandTag`` of ``tcop/utility.c``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from postgast import pg_query_pb2 as pb

from duckgres.sql import commands
from duckgres.sql.parse import Node
from duckgres.sql.session_commands import ConstraintsCommand
from duckgres.sql.statement import Command, Refusal, StatementKind

PERMISSION_DENIED = "42501"


@dataclass(frozen=True, slots=True)
class Classified:
    """The part of a Statement that the root of the tree alone decides; see ``Statement``."""

    kind: StatementKind
    tag: str
    counts: bool = False
    writes: bool = False
    changes_catalog: bool = False
    returns_rows: bool = False
    command: Command | None = None
    refusal: Refusal | None = None


def refused(what: str, hint: str | None = None) -> Classified:
    """Return the class of a statement that is not supported; ``what`` is its command tag."""
    refusal = Refusal(f"{what} is not supported", hint=hint)
    return Classified(StatementKind.REFUSED, what, refusal=refusal)


def denied(what: str) -> Classified:
    """Return the class of a statement that no user may run."""
    refusal = Refusal(f"permission denied: {what}", sqlstate=PERMISSION_DENIED)
    return Classified(StatementKind.REFUSED, what, refusal=refusal)


def ddl(tag: str) -> Classified:
    """Return the class of a statement that changes the catalog."""
    return Classified(StatementKind.UTILITY, tag, writes=True, changes_catalog=True)


def harmless(tag: str) -> Classified:
    """Return the class of a statement that changes nothing here."""
    return Classified(StatementKind.UTILITY, tag)


SELECT = Classified(StatementKind.QUERY, "SELECT", counts=True, returns_rows=True)
CREATE_TABLE_AS = replace(ddl("SELECT"), counts=True)
EXPLAIN = Classified(StatementKind.EXPLAIN, "EXPLAIN", returns_rows=True)
CALL = Classified(StatementKind.QUERY, "CALL", returns_rows=True)

_ONE_OWNER = "Each user owns one database; there is nobody to grant to."

# What a plain look-up decides.
FIXED: dict[str, Classified] = {
    "create_stmt": ddl("CREATE TABLE"),
    "view_stmt": ddl("CREATE VIEW"),
    "index_stmt": ddl("CREATE INDEX"),
    "create_seq_stmt": ddl("CREATE SEQUENCE"),
    "create_schema_stmt": ddl("CREATE SCHEMA"),
    "create_enum_stmt": ddl("CREATE TYPE"),
    "composite_type_stmt": ddl("CREATE TYPE"),
    "alter_seq_stmt": ddl("ALTER SEQUENCE"),
    "alter_enum_stmt": ddl("ALTER TYPE"),
    "comment_stmt": ddl("COMMENT"),
    "truncate_stmt": Classified(StatementKind.UTILITY, "TRUNCATE TABLE", writes=True),
    "check_point_stmt": Classified(StatementKind.UTILITY, "CHECKPOINT"),
    "explain_stmt": EXPLAIN,
    "call_stmt": CALL,
    "copy_stmt": Classified(StatementKind.COPY, "COPY", counts=True),
    "load_stmt": denied("LOAD"),
    "declare_cursor_stmt": Classified(StatementKind.DECLARE, "DECLARE CURSOR"),
    "prepare_stmt": Classified(StatementKind.PREPARE, "PREPARE"),
    "execute_stmt": Classified(StatementKind.EXECUTE, "EXECUTE", returns_rows=True),
    "create_role_stmt": refused("CREATE ROLE", "Users are named in the server's configuration."),
    "alter_role_stmt": refused("ALTER ROLE", "Users are named in the server's configuration."),
    "alter_role_set_stmt": refused("ALTER ROLE", "Use SET in the session."),
    "drop_role_stmt": refused("DROP ROLE", "Users are named in the server's configuration."),
    "alter_default_privileges_stmt": harmless("ALTER DEFAULT PRIVILEGES"),
    "alter_owner_stmt": harmless("ALTER TABLE"),
    "drop_owned_stmt": refused("DROP OWNED", _ONE_OWNER),
    "reassign_owned_stmt": refused("REASSIGN OWNED", _ONE_OWNER),
    "create_trig_stmt": refused(
        "CREATE TRIGGER", "Change the other table in the same transaction."
    ),
    "create_domain_stmt": ddl("CREATE DOMAIN"),
    "create_extension_stmt": harmless("CREATE EXTENSION"),
    "do_stmt": refused(
        "DO", "There is no PL/pgSQL here: send the statements one by one, without DO."
    ),
    "lock_stmt": harmless("LOCK TABLE"),
    "createdb_stmt": refused("CREATE DATABASE", "Use CREATE SCHEMA."),
    "dropdb_stmt": refused("DROP DATABASE", "Use DROP SCHEMA."),
    "alter_database_stmt": denied("ALTER DATABASE"),
    "alter_database_set_stmt": denied("ALTER DATABASE"),
    "alter_system_stmt": denied("ALTER SYSTEM"),
    "refresh_mat_view_stmt": ddl("REFRESH MATERIALIZED VIEW"),
    "reindex_stmt": harmless("REINDEX"),
    "cluster_stmt": harmless("CLUSTER"),
    "create_stats_stmt": harmless("CREATE STATISTICS"),
    "rule_stmt": refused("CREATE RULE", "Use a view, or INSERT … ON CONFLICT."),
}

# Objects DuckDB drops and alters; the value is the word of the tag.
_OBJECTS = {
    pb.OBJECT_TABLE: "TABLE",
    pb.OBJECT_VIEW: "VIEW",
    pb.OBJECT_INDEX: "INDEX",
    pb.OBJECT_SEQUENCE: "SEQUENCE",
    pb.OBJECT_SCHEMA: "SCHEMA",
    pb.OBJECT_TYPE: "TYPE",
    pb.OBJECT_FUNCTION: "FUNCTION",
    pb.OBJECT_MATVIEW: "MATERIALIZED VIEW",
    pb.OBJECT_DOMAIN: "DOMAIN",
    pb.OBJECT_EXTENSION: "EXTENSION",
    pb.OBJECT_TRIGGER: "TRIGGER",
    pb.OBJECT_RULE: "RULE",
    pb.OBJECT_PROCEDURE: "PROCEDURE",
    pb.OBJECT_ROUTINE: "ROUTINE",
}


def classify(name: str, node: Node) -> Classified:
    """Classify the statement of a tree.

    Args:
        name: The root's node name.
        node: The root's message.

    Raises:
        PgError: A form of SET that is not supported.
    """
    decide = _BY_NODE.get(name)
    if decide is not None:
        return decide(node)
    found = FIXED.get(name)
    if found is not None:
        return found
    return refused(name.removesuffix("_stmt").replace("_", " ").upper())


def _select(node: Node) -> Classified:
    if node.HasField("with_clause") and any(
        cte.common_table_expr.ctequery.WhichOneof("node") != "select_stmt"
        for cte in node.with_clause.ctes
    ):
        return replace(SELECT, writes=True)
    return SELECT


def _modify(tag: str) -> Callable[[Node], Classified]:
    plain = Classified(StatementKind.MODIFY, tag, counts=True, writes=True)
    returning = replace(plain, returns_rows=True)
    return lambda node: returning if node.HasField("returning_clause") else plain


def _create_table_as(node: Node) -> Classified:
    if node.query.WhichOneof("node") == "execute_stmt":
        return replace(FIXED["execute_stmt"], returns_rows=False)
    if node.into.skip_data:
        is_view = node.objtype == pb.OBJECT_MATVIEW
        return ddl("CREATE MATERIALIZED VIEW" if is_view else "CREATE TABLE AS")
    return CREATE_TABLE_AS


def _object(verb: str, attribute: str) -> Callable[[Node], Classified]:
    def decide(node: Node) -> Classified:
        kind = getattr(node, attribute)
        word = _OBJECTS.get(kind)
        if word is not None:
            return ddl(f"{verb} {word}")
        name = (
            pb.ObjectType.Name(kind)
            .removeprefix("OBJECT_")
            .replace("MATVIEW", "MATERIALIZED VIEW")
        )
        return refused(f"{verb} {name.replace('_', ' ')}")

    return decide


def _rename(node: Node) -> Classified:
    kind = node.rename_type
    if kind in (pb.OBJECT_COLUMN, pb.OBJECT_ATTRIBUTE):
        kind = node.relation_type
    elif kind == pb.OBJECT_TABCONSTRAINT:
        kind = pb.OBJECT_TABLE
    word = _OBJECTS.get(kind)
    return ddl(f"ALTER {word}") if word else refused("ALTER … RENAME")


def _define(node: Node) -> Classified:
    word = pb.ObjectType.Name(node.kind).removeprefix("OBJECT_").replace("_", " ")
    return refused(f"CREATE {word}")


def _create_function(node: Node) -> Classified:
    return ddl("CREATE PROCEDURE" if node.is_procedure else "CREATE FUNCTION")


def _vacuum(node: Node) -> Classified:
    return Classified(StatementKind.UTILITY, "VACUUM" if node.is_vacuumcmd else "ANALYZE")


def _grant(node: Node) -> Classified:
    return harmless("GRANT" if node.is_grant else "REVOKE")


def _grant_role(node: Node) -> Classified:
    return refused("GRANT ROLE" if node.is_grant else "REVOKE ROLE", _ONE_OWNER)


def _fetch(node: Node) -> Classified:
    tag = "MOVE" if node.ismove else "FETCH"
    command = commands.fetch(node)
    return Classified(
        StatementKind.FETCH, tag, counts=True, returns_rows=not node.ismove, command=command
    )


def _close(node: Node) -> Classified:
    command = commands.close(node)
    tag = "CLOSE CURSOR ALL" if command.name is None else "CLOSE CURSOR"
    return Classified(StatementKind.CLOSE, tag, command=command)


def _constraints(node: Node) -> Classified:
    names = tuple(str(item.range_var.relname) for item in node.constraints)
    command = ConstraintsCommand(names, bool(node.deferred))
    return Classified(StatementKind.CONSTRAINTS, "SET CONSTRAINTS", command=command)


def _notify(tag: str, read: Callable[[Node], Command]) -> Callable[[Node], Classified]:
    return lambda node: Classified(StatementKind.NOTIFY, tag, command=read(node))


def _transaction(node: Node) -> Classified:
    known = commands.TRANSACTIONS.get(node.kind)
    if known is None:  # PREPARE TRANSACTION and its kin: PostgreSQL's default answer
        refusal = Refusal(
            "prepared transactions are disabled",
            sqlstate="55000",
            hint="Set max_prepared_transactions to a nonzero value.",
        )
        return Classified(StatementKind.REFUSED, "PREPARE TRANSACTION", refusal=refusal)
    return Classified(StatementKind.TRANSACTION, known[1], command=commands.transaction(node))


def _set(node: Node) -> Classified:
    tag = "RESET" if node.kind in (pb.VAR_RESET, pb.VAR_RESET_ALL) else "SET"
    return Classified(StatementKind.SET, tag, command=commands.setting(node))


def _show(node: Node) -> Classified:
    if (
        node.name == "tables"
    ):  # no setting has this name; DuckDB's users type it to see their tables
        return SELECT
    command = commands.show(node)
    return Classified(StatementKind.SHOW, "SHOW", returns_rows=True, command=command)


def _discard(node: Node) -> Classified:
    command = commands.discard(node)
    return Classified(StatementKind.DISCARD, f"DISCARD {command.what}", command=command)


def _deallocate(node: Node) -> Classified:
    command = commands.deallocate(node)
    tag = "DEALLOCATE ALL" if command.name is None else "DEALLOCATE"
    return Classified(StatementKind.DEALLOCATE, tag, command=command)


# What needs a look into the node.
_BY_NODE: dict[str, Callable[[Node], Classified]] = {
    "select_stmt": _select,
    "insert_stmt": _modify("INSERT 0"),
    "update_stmt": _modify("UPDATE"),
    "delete_stmt": _modify("DELETE"),
    "merge_stmt": _modify("MERGE"),
    "create_table_as_stmt": _create_table_as,
    "drop_stmt": _object("DROP", "remove_type"),
    "alter_table_stmt": _object("ALTER", "objtype"),
    "alter_object_schema_stmt": _object("ALTER", "object_type"),
    "rename_stmt": _rename,
    "define_stmt": _define,
    "create_function_stmt": _create_function,
    "vacuum_stmt": _vacuum,
    "grant_stmt": _grant,
    "grant_role_stmt": _grant_role,
    "fetch_stmt": _fetch,
    "close_portal_stmt": _close,
    "transaction_stmt": _transaction,
    "variable_set_stmt": _set,
    "variable_show_stmt": _show,
    "discard_stmt": _discard,
    "deallocate_stmt": _deallocate,
    "constraints_set_stmt": _constraints,
    "listen_stmt": _notify("LISTEN", commands.listen),
    "unlisten_stmt": _notify("UNLISTEN", commands.unlisten),
    "notify_stmt": _notify("NOTIFY", commands.notify),
}
