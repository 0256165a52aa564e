"""What may come out otherwise when a statement runs again; and the transaction's own time.

A block's writes are repeated after ROLLBACK TO SAVEPOINT, in another transaction of DuckDB's. The
time of the block must be the same there, so ``now()`` and its kin become a slot that the session
fills; this is the time of BEGIN, too, as in PostgreSQL, and not of the first statement behind it.
Functions that give something else at each call, and what depends on an order that nobody has
asked for, are noted. What is stored (a default, a view) keeps its ``now()``.
"""

from __future__ import annotations

from collections.abc import Iterable

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

# PostgreSQL's and DuckDB's names; the test compares with what DuckDB calls volatile.
VOLATILE = frozenset({
    "clock_timestamp", "currval", "current_connection_id", "current_query", "current_query_id",
    "current_transaction_id", "gen_random_uuid", "lastval", "nextval", "pg_current_xact_id",
    "random", "random_normal", "setseed", "setval", "statement_timestamp", "timeofday",
    "today", "get_current_timestamp", "txid_current", "uuid", "uuidv4", "uuidv7",
    "uuid_generate_v1", "uuid_generate_v4", "write_log", "stats", "gen_random_bytes",
    "sleep_ms",
})  # fmt: skip
# Aggregates whose result depends on the order of the rows.
_BY_ORDER = frozenset({
    "any_value", "arbitrary", "arg_max", "arg_min", "array_agg", "first", "group_concat",
    "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg", "last", "list", "listagg",
    "max_by", "min_by", "string_agg", "xmlagg",
})  # fmt: skip
_TIME = frozenset({"now", "transaction_timestamp"})
SLOT = "transaction_time"
# SQL's value functions of the transaction's time: name, type.
_VALUE_FUNCTIONS = {
    pb.SVFOP_CURRENT_TIMESTAMP: ("current_timestamp", ()),
    pb.SVFOP_CURRENT_DATE: ("current_date", ("date",)),
    pb.SVFOP_LOCALTIMESTAMP: ("localtimestamp", ("timestamp",)),
    pb.SVFOP_LOCALTIME: ("localtime", ("timestamp", "time")),
    pb.SVFOP_CURRENT_TIME: ("current_time", ("timetz",)),
}


def _varies(call: Node, context: Context) -> None:
    name = tree.name_of(call.funcname)
    context.volatile = context.volatile or f"{name}()"
    context.takes_numbers |= name == "nextval"


def _time(call: Node, context: Context) -> Node | None:
    if call.args or not context.runs:
        return None
    return context.session_value(SLOT, tree.name_of(call.funcname))


def _by_order(call: Node, context: Context) -> None:
    if not call.agg_order:
        name = tree.name_of(call.funcname)
        context.volatile = context.volatile or f"{name}() without ORDER BY"


def _window(message: Node, context: Context) -> None:
    context.volatile = context.volatile or "a window function"


def _value_function(node: Node, context: Context) -> Node | None:
    known = _VALUE_FUNCTIONS.get(node.sqlvalue_function.op)
    if known is None or not context.runs:
        return None
    name, types = known
    value = context.session_value(SLOT, name)
    for type_name in types:
        value = tree.cast(value, type_name)
    return value


def _select(message: Node, context: Context) -> None:
    limited = message.HasField("limit_count") or message.HasField("limit_offset")
    if limited and not message.sort_clause:
        context.volatile = context.volatile or "LIMIT without ORDER BY"
    if message.distinct_clause and message.distinct_clause[0].WhichOneof("node"):
        context.volatile = context.volatile or "DISTINCT ON"


def look(found: Iterable[Node], context: Context) -> None:
    """Note where an order decides that nobody has asked for, in what the client wrote."""
    for message in found:
        handler = _OF_ORDER.get(type(message))
        if handler is not None:
            handler(message, context)


def _sample(node: Node, context: Context) -> Node | None:
    context.volatile = context.volatile or "TABLESAMPLE"
    return None


CALLS = {
    **dict.fromkeys(VOLATILE, _varies),
    **dict.fromkeys(_BY_ORDER, _by_order),
    **dict.fromkeys(_TIME, _time),
}
NODES = {"sqlvalue_function": _value_function, "range_table_sample": _sample}

_OF_ORDER = {pb.SelectStmt: _select, pb.WindowDef: _window}
