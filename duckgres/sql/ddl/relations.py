"""CREATE TABLE AS, SELECT INTO, views and materialized views."""

from __future__ import annotations

from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.sql import rewrite, tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import Freeze, KeepQuery, Main, Name, OnCommit, Unless
from duckgres.sql.parse import Node, ParsedStatement
from duckgres.sql.rules import Context, walk


@dataclass(frozen=True, slots=True)
class NewMaterializedView:
    """CREATE MATERIALIZED VIEW.

    Attributes:
        columns: Its columns' names, as far as they are written.
        query: DuckDB's text.
        filled: Not WITH NO DATA.
        written: The query in PostgreSQL's words.
    """

    name: Name
    columns: tuple[str, ...]
    query: str
    skips: bool
    filled: bool
    written: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """REFRESH MATERIALIZED VIEW; ``filled`` is not WITH NO DATA."""

    name: Name
    concurrently: bool
    filled: bool


def without_into(parsed: ParsedStatement) -> ParsedStatement:
    """Return SELECT INTO as the CREATE TABLE AS it stands for; any other statement as it is."""
    if parsed.name != "select_stmt":
        return parsed
    first = parsed.node
    while first.HasField("larg"):
        first = first.larg
    if not first.HasField("into_clause"):
        return parsed
    made = pb.Node()
    create = made.create_table_as_stmt
    create.into.CopyFrom(first.into_clause)
    create.objtype = pb.OBJECT_TABLE
    first.ClearField("into_clause")
    create.query.select_stmt.CopyFrom(parsed.node)
    return ParsedStatement("create_table_as_stmt", made, parsed.start, parsed.end)


def create_table_as(node: Node, context: Context) -> list[object]:
    """Return the steps of CREATE TABLE AS and CREATE MATERIALIZED VIEW."""
    into = node.into
    name = fragments.relation(into.rel)
    for field in ("table_space_name", "access_method"):
        into.ClearField(field)
    del into.options[:]
    if node.objtype == pb.OBJECT_MATVIEW:
        query = fragments.statement(node.query, context)
        columns = tuple(tree.names(into.col_names))
        skips, filled = bool(node.if_not_exists), not into.skip_data
        before = context.written
        written = "" if before is None else rewrite.in_postgres(before.create_table_as_stmt.query)
        return [NewMaterializedView(name, columns, query, skips, filled, written)]
    if into.rel.relpersistence == "u":
        into.rel.relpersistence = "p"
    _name_values(node)
    steps: list[object] = [Main()]
    if node.if_not_exists:
        steps.insert(0, Unless("relation", name, "CREATE TABLE AS"))
    if into.on_commit in (pb.ONCOMMIT_DELETE_ROWS, pb.ONCOMMIT_DROP):
        steps.append(OnCommit(name, into.on_commit == pb.ONCOMMIT_DROP))
    into.on_commit = pb.ONCOMMIT_NOOP
    return steps


def _name_values(node: Node) -> None:
    """Name the columns of VALUES as PostgreSQL does."""
    if node.query.WhichOneof("node") != "select_stmt" or node.into.col_names:
        return
    query = node.query.select_stmt
    if query.values_lists:
        count = len(query.values_lists[0].list.items)
        node.into.col_names.extend(tree.name_part(f"column{i}") for i in range(1, count + 1))


def view(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE VIEW.

    Raises:
        PgError: It would check what is written through it.
    """
    if node.with_check_option in (pb.LOCAL_CHECK_OPTION, pb.CASCADED_CHECK_OPTION):
        raise fragments.refusal(
            "WITH CHECK OPTION is not supported",
            "Views are not written through here; put a CHECK on the table.",
        )
    del node.options[:]
    name = fragments.relation(node.view)
    found: list[object] = [Main()]
    if node.aliases or any(map(_is_star, walk(node.query))):
        found.append(Freeze(name, fragments.statement(node.query, context)))
    if context.written is not None:
        query = rewrite.in_postgres(context.written.view_stmt.query)
        found.append(KeepQuery(name, query, tuple(tree.names(node.aliases))))
    return found


def _is_star(node: Node) -> bool:
    if node.WhichOneof("node") != "column_ref":
        return False
    return bool(node.column_ref.fields[-1].WhichOneof("node") == "a_star")


def refresh(node: Node, context: Context) -> list[object]:
    """Return the step of REFRESH MATERIALIZED VIEW."""
    name = fragments.relation(node.relation)
    return [Refresh(name, bool(node.concurrent), not node.skip_data)]
