"""The functions that ask the server or act on it: ``set_config``, ``pg_notify``, advisory locks.

DuckDB knows nothing of sessions, so such a call is answered by the server before the statement
runs, and its value stands in the text as a literal. That is the same as PostgreSQL's doing where
the call is evaluated once: its arguments must not depend on a row, and one that acts may not stand
in a list that is evaluated for every row. Everything else is refused: see docs/decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import FIRST_SLOT, Context, PendingCall, messages
from duckgres.sql.session_commands import Constant


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and returns.

    Attributes:
        arguments: Types, as PostgreSQL calls them.
        result: DuckDB's type; of a set, that of the list of its rows.
        acts: It does something beside answering.
        is_set: It returns rows.
    """

    arguments: tuple[str, ...]
    result: str = "VARCHAR"
    acts: bool = True
    is_set: bool = False


def _acting(arguments: str, result: str = "VARCHAR") -> Signature:
    return Signature(tuple(arguments.split()), result)


def _asking(arguments: str, result: str = "VARCHAR") -> Signature:
    return Signature(tuple(arguments.split()), result, acts=False)


_KEYS = ("int8", "int4 int4")
_LOCKING = ("lock", "lock_shared", "xact_lock", "xact_lock_shared")
SIGNATURES: dict[str, tuple[Signature, ...]] = {
    "set_config": (_acting("text text bool"),),
    "current_setting": (_asking("text"), _asking("text bool")),
    "current_schema": (_asking(""),),
    "current_schemas": (_asking("bool", "VARCHAR[]"),),
    "pg_client_encoding": (_asking(""),),
    "getdatabaseencoding": (_asking(""),),
    "pg_notify": (_acting("text text"),),
    "pg_listening_channels": (Signature((), "VARCHAR[]", acts=False, is_set=True),),
    "pg_cancel_backend": (_acting("int4", "BOOLEAN"),),
    "pg_terminate_backend": (_acting("int4", "BOOLEAN"), _acting("int4 int8", "BOOLEAN")),
    "pg_sleep": (_acting("float8"),),
    "pg_sleep_for": (_acting("interval"),),
    "pg_sleep_until": (_acting("timestamptz"),),
    "pg_advisory_unlock_all": (_acting(""),),
    **{f"pg_advisory_{name}": tuple(map(_acting, _KEYS)) for name in _LOCKING},
    **{
        f"pg_{name}": tuple(_acting(keys, "BOOLEAN") for keys in _KEYS)
        for name in (
            *(f"try_advisory_{name}" for name in _LOCKING),
            "advisory_unlock",
            "advisory_unlock_shared",
        )
    },
    "pg_is_in_recovery": (_asking("", "BOOLEAN"),),
    "pg_postmaster_start_time": (_asking("", "TIMESTAMP WITH TIME ZONE"),),
    "pg_conf_load_time": (_asking("", "TIMESTAMP WITH TIME ZONE"),),
    "inet_client_addr": (_asking(""),),
    "inet_client_port": (_asking("", "INTEGER"),),
    "inet_server_addr": (_asking(""),),
    "inet_server_port": (_asking("", "INTEGER"),),
    "pg_blocking_pids": (_asking("int4", "INTEGER[]"),),
    "pg_database_size": (_asking("text", "BIGINT"),),
    "pg_relation_size": (_asking("text", "BIGINT"), _asking("text text", "BIGINT")),
    "pg_table_size": (_asking("text", "BIGINT"),),
    "pg_indexes_size": (_asking("text", "BIGINT"),),
    "pg_total_relation_size": (_asking("text", "BIGINT"),),
}
"""By name; several forms differ in their number of arguments."""

_SECONDS = frozenset({"interval", "timestamptz"})  # handed over as seconds


def _call(call: Node, context: Context) -> Node | None:
    name = tree.name_of(call.funcname)
    found = next(
        (form for form in SIGNATURES[name] if len(form.arguments) == len(call.args)), None
    )
    if found is None or call.agg_star or call.agg_distinct:
        return None
    if depends_on_rows(call):
        raise context.refusal(
            f"{name} of a value that differs from row to row is not supported",
            "Call it with constants or parameters, or once for each row.",
            call.location,
        )
    constants = tuple(map(_constant, call.args, found.arguments))
    known = None if any(constant is _UNKNOWN for constant in constants) else constants
    slot = f"call {len(context.calls)}"
    context.calls[slot] = PendingCall(
        name,
        found.result,
        tuple(map(_argument, call.args, found.arguments)),
        known,  # type: ignore[arg-type]  # none is the mark of the unknown
        found.acts,
        call.location,
    )
    value = context.session_value(slot, name)
    return tree.call("unnest", value) if found.is_set else value


def _value_function(node: Node, context: Context) -> Node | None:
    """CURRENT_SCHEMA, which is written without parentheses."""
    if node.sqlvalue_function.op != pb.SVFOP_CURRENT_SCHEMA:
        return None
    slot = f"call {len(context.calls)}"
    context.calls[slot] = PendingCall(
        "current_schema", "VARCHAR", (), (), acts=False, location=node.sqlvalue_function.location
    )
    return context.session_value(slot, "current_schema")


def _range_function(node: Node, context: Context) -> Node | None:
    """Name the column of a set in FROM as its function."""
    if not context.calls:
        return None
    item = node.range_function
    value = item.functions[0].list.items[0].func_call
    if tree.name_of(value.funcname) == "unnest" and not item.HasField("alias"):
        slot = _slot_of(value.args[0], context)
        if slot is not None:
            item.alias.aliasname = context.calls[slot].function
            item.alias.colnames.append(tree.name_part(context.calls[slot].function))
    return None


def _select(select: Node, context: Context) -> None:
    """Refuse what acts and would be done for every row."""
    if context.calls and select.from_clause:
        _refuse_acting(context, [*select.target_list, select.where_clause])


def _change(statement: Node, context: Context) -> None:
    """The same for UPDATE and DELETE, and for what RETURNING gives of each row."""
    if context.calls:
        parts = [statement.returning_clause]
        if not isinstance(statement, pb.InsertStmt):
            parts.append(statement.where_clause)
        if isinstance(statement, pb.UpdateStmt):
            parts += statement.target_list
        _refuse_acting(context, parts)


def _refuse_acting(context: Context, parts: Sequence[Node]) -> None:
    for part in parts:
        for message in messages(part):
            slot = _slot_of(message, context)
            if slot is not None and context.calls[slot].acts:
                name = context.calls[slot].function
                raise context.refusal(
                    f"{name} for each row is not supported",
                    f"Call it in a statement of its own: SELECT {name}(…).",
                )


def _slot_of(node: Node, context: Context) -> str | None:
    """Return the slot that stands for a call."""
    reference = node.param_ref if isinstance(node, pb.Node) else node
    if not isinstance(reference, pb.ParamRef) or reference.number < FIRST_SLOT:
        return None
    slot = context.slots[reference.number - FIRST_SLOT][0]
    return slot if slot in context.calls else None


def depends_on_rows(call: Node) -> bool:
    """Whether a column stands in the arguments, outside of a query of its own."""
    todo = list(call.args)
    while todo:
        node = todo.pop()
        kind = node.WhichOneof("node") if isinstance(node, pb.Node) else None
        if kind == "column_ref":
            return True
        if kind != "sub_link":
            for described, value in (getattr(node, kind) if kind else node).ListFields():
                if described.message_type is not None:
                    todo.extend(value if described.is_repeated else [value])
    return False


_UNKNOWN = object()  # stands for what has to be computed


def _constant(node: Node, wanted: str) -> Constant | object:
    """Return the value of a constant of the wanted type."""
    if node.WhichOneof("node") != "a_const":
        return _UNKNOWN
    constant = node.a_const
    if constant.isnull:
        return None
    read = _READERS.get((constant.WhichOneof("val"), wanted))
    return _UNKNOWN if read is None else read(constant)


_READERS: dict[tuple[str, str], Callable[[Node], Constant]] = {
    ("sval", "text"): lambda constant: str(constant.sval.sval),
    ("boolval", "bool"): lambda constant: bool(constant.boolval.boolval),
    **{
        ("ival", name): lambda constant: int(constant.ival.ival)
        for name in ("int4", "int8", "float8")
    },
    ("fval", "float8"): lambda constant: float(constant.fval.fval),
}


def _argument(node: Node, wanted: str) -> Node:
    """Return an argument as it is selected."""
    made = tree.cast(node, wanted)
    return tree.call("epoch", made) if wanted in _SECONDS else made


CALLS = dict.fromkeys(SIGNATURES, _call)
NODES = {"sqlvalue_function": _value_function, "range_function": _range_function}
MESSAGES = {
    "SelectStmt": _select,
    **dict.fromkeys(("InsertStmt", "UpdateStmt", "DeleteStmt"), _change),
}
