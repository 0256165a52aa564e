"""A statement that calls the server, as two texts: one to describe, one to run.

To describe it nothing may be done, so each call is a NULL of its type there; the arguments stay in
sight, as their parameters' types are to be found out. To run it each call is a slot, which is
filled with what the server answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import rewrite
from duckgres.sql.parse import Node
from duckgres.sql.rewrite import Text
from duckgres.sql.rules import Context, PendingCall
from duckgres.sql.session_commands import Answered, ServerCall
from duckgres.sql.statement import Origin, Statement, StatementKind

# What is run once and not kept.
_RUN = frozenset({
    "select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt",
    "create_table_as_stmt",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Written:
    """A call, and the text that selects its arguments."""

    call: PendingCall
    arguments: Text | None


def divide(name: str, text: Text, origin: Origin, context: Context) -> tuple[Text, Answered]:
    """Return the text to describe and the one to run.

    Args:
        name: The statement's node.
        text: DuckDB's, with a slot for each call.
        origin: What the client wrote.
        context: Has the calls.

    Raises:
        PgError: 0A000, the statement is kept, where the value would be for ever the same.
    """
    written = {
        slot: _Written(call, _select(call.arguments, context) if call.arguments else None)
        for slot, call in context.calls.items()
    }
    if name not in _RUN:
        function = next(iter(context.calls.values())).function
        raise PgError(
            f"{function} in what is stored is not supported",
            sqlstate="0A000",
            hint="Its value would be that of now for ever; call it in the query.",
        )
    in_order = sorted(written.items(), key=lambda item: item[1].call.location)
    calls = tuple(_server_call(slot, found, origin, context) for slot, found in in_order)
    return _described(text, written), Answered(text.pieces, text.slots, calls)


def _server_call(slot: str, found: _Written, origin: Origin, context: Context) -> ServerCall:
    call = found.call
    place = _place(call, context)
    if call.constants is not None or found.arguments is None:
        return ServerCall(slot, call.function, call.result, call.constants, None, place)
    numbers = [value for value in found.arguments.slots if isinstance(value, int)]
    text = found.arguments
    query = Statement(
        StatementKind.QUERY,
        "SELECT",
        pieces=text.pieces,
        slots=text.slots,
        sources=(),
        origin=origin,
        returns_rows=True,
        parameter_count=max(numbers, default=0),
    )
    return ServerCall(slot, call.function, call.result, None, query, place)


def _place(call: PendingCall, context: Context) -> int | None:
    """Return the place of the first argument, where it is a constant."""
    if not call.arguments:
        return None
    constant = call.arguments[0].type_cast.arg
    if constant.WhichOneof("node") != "a_const":
        return None
    return context.source.character(constant.a_const.location) + 1


def _described(text: Text, written: dict[str, _Written]) -> Text:
    """Return a text with a typed NULL for each call, arguments included."""
    pieces: list[str] = [text.pieces[0]]
    slots: list[int | str] = []
    for slot, piece in zip(text.slots, text.pieces[1:], strict=True):
        found = written.get(slot) if isinstance(slot, str) else None
        if found is None:
            slots.append(slot)
            pieces.append(piece)
            continue
        inner = _null(found, written)
        pieces[-1] += inner.pieces[0]
        pieces.extend(inner.pieces[1:])
        slots.extend(inner.slots)
        pieces[-1] += piece
    return Text(tuple(pieces), tuple(slots))


def _null(found: _Written, written: dict[str, _Written]) -> Text:
    null = f"CAST(NULL AS {found.call.result})"
    if found.arguments is None:
        return Text((null,), ())
    inner = _described(found.arguments, written)
    pieces = list(inner.pieces)
    pieces[0] = "".join(("(SELECT ", null, " FROM (", pieces[0]))
    return Text((*pieces[:-1], pieces[-1] + ") AS _pg_arguments)"), inner.slots)


def _select(arguments: Sequence[Node], context: Context) -> Text:
    """Write a query that selects the arguments."""
    made = pb.Node()
    select = made.select_stmt
    select.limit_option = pb.LIMIT_OPTION_DEFAULT
    select.op = pb.SETOP_NONE
    for argument in arguments:
        select.target_list.add().res_target.val.CopyFrom(argument)
    return rewrite.write(made, context)
