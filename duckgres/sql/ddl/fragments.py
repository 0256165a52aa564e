"""Parts of a statement's tree as DuckDB's text, for the steps that are put together later."""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import rewrite, tree
from duckgres.sql.ddl.steps import CLOSING, OPENING, Name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, walk

_SELECT = "SELECT "
_NULL = f"{_SELECT}NULL::"


def statement(node: Node, context: Context) -> str:
    """Return the text of a statement, given as the Node around it."""
    written = rewrite.write(node, context)
    parts = [written.pieces[0]]
    for slot, piece in zip(written.slots, written.pieces[1:], strict=True):
        parts += [f"{OPENING}{slot}{CLOSING}", piece]
    return "".join(parts)


def expression(node: Node, context: Context) -> str:
    """Return the text of an expression."""
    made = pb.Node()
    made.select_stmt.target_list.add().res_target.val.CopyFrom(node)
    made.select_stmt.limit_option = pb.LIMIT_OPTION_DEFAULT
    made.select_stmt.op = pb.SETOP_NONE
    return statement(made, context).removeprefix(_SELECT)


def written(node: Node | None) -> str:
    """Return an expression from before the rules, in PostgreSQL's words; empty for none."""
    if node is None:
        return ""
    made = pb.Node()
    made.select_stmt.target_list.add().res_target.val.CopyFrom(node)
    made.select_stmt.limit_option = pb.LIMIT_OPTION_DEFAULT
    made.select_stmt.op = pb.SETOP_NONE
    return rewrite.in_postgres(made).removeprefix(_SELECT)


def type_name(kind: Node, context: Context) -> str:
    """Return the text of a type."""
    cast = tree.null()
    made = pb.Node()
    made.type_cast.arg.CopyFrom(cast)
    made.type_cast.type_name.CopyFrom(kind)
    return expression(made, context).removeprefix("NULL::")


def quoted_list(names: tuple[str, ...]) -> str:
    """Return names with commas between them."""
    return ", ".join(map(quoted, names))


def relation(node: Node) -> Name:
    """Return the name of a RangeVar."""
    schema = str(node.schemaname)
    temporary = node.relpersistence == "t" or schema == "pg_temp"
    return Name("" if schema == "pg_temp" else schema, str(node.relname), temporary)


def name(parts: Node) -> Name:
    """Return a name of a list of strings."""
    *schema, last = tree.names(parts)
    return Name(schema[-1] if schema else "", last, schema[-1:] == ["pg_temp"])


def columns_of(node: Node) -> tuple[str, ...]:
    """Return the columns an expression names, each once."""
    found: dict[str, None] = {}
    for part in walk(node):
        if part.WhichOneof("node") == "column_ref":
            found[tree.names(part.column_ref.fields)[-1]] = None
    return tuple(found)


def refusal(message: str, hint: str) -> PgError:
    """Return the error for what cannot be given."""
    return PgError(message, sqlstate="0A000", hint=hint)
