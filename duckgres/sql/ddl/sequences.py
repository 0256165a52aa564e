"""CREATE SEQUENCE and ALTER SEQUENCE, and the sequences of serial and identity columns.

Source: PostgreSQL manual, "CREATE SEQUENCE", and ``init_params`` of ``commands/sequence.c``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import ChangeSequence, Main, NewNamedSequence, Sequence, SetValues
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

BITS = {"int2": 16, "int4": 32, "int8": 64, "smallint": 16, "integer": 32, "bigint": 64}
_FIELDS: dict[str, Callable[[Sequence, int | None], Sequence]] = {
    "start": lambda found, value: replace(found, start=value),
    "increment": lambda found, value: replace(found, increment=value),
    "minvalue": lambda found, value: replace(found, minimum=value),
    "maxvalue": lambda found, value: replace(found, maximum=value),
}
_IGNORED = frozenset({"cache", "sequence_name", "logged", "unlogged"})


def options(elements: Iterable[Node], known: Sequence | None = None) -> Sequence:
    """Return the options that are written.

    Args:
        elements: DefElems.
        known: What they are added to.

    Raises:
        PgError: An option twice, or one that is no number.
    """
    found = known or Sequence()
    seen: set[str] = set()
    for element in elements:
        option = element.def_elem
        name = str(option.defname)
        if name in seen:
            raise PgError("conflicting or redundant options", sqlstate="42601")
        seen.add(name)
        found = _with(found, name, option)
    return found


def _with(found: Sequence, name: str, option: Node) -> Sequence:
    if name in _FIELDS:
        return _FIELDS[name](found, _number(option.arg))
    if name == "cycle":
        return replace(found, cycle=_truth(option.arg))
    if name == "restart":
        return replace(found, restarts=True, restart=_number(option.arg))
    if name == "owned_by":
        return replace(found, owner=tuple(tree.names(option.arg.list.items)))
    if name == "as":
        kind = tree.name_of(option.arg.type_name.names)
        if kind not in BITS:
            message = "sequence type must be smallint, integer, or bigint"
            raise PgError(message, sqlstate="22023")
        return replace(found, bits=BITS[kind])
    if name in _IGNORED:
        return found
    raise fragments.refusal(f"option {name} of a sequence is not supported", "Leave it out.")


def _truth(node: Node) -> bool:
    kind = node.WhichOneof("node")
    return bool(node.boolean.boolval) if kind == "boolean" else bool(node.integer.ival)


def _number(node: Node) -> int | None:
    kind = node.WhichOneof("node")
    if kind == "integer":
        return int(node.integer.ival)
    if kind == "float":
        return int(node.float.fval)
    return None


def create(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE SEQUENCE."""
    name = fragments.relation(node.sequence)
    return [NewNamedSequence(name, options(node.options), bool(node.if_not_exists))]


def change(node: Node, context: Context) -> list[object]:
    """Return the step of ALTER SEQUENCE."""
    name = fragments.relation(node.sequence)
    return [ChangeSequence(name, options(node.options), bool(node.missing_ok))]


def set_values(node: Node, context: Context) -> list[object]:
    """Return the steps of a SELECT with ``setval`` among its columns.

    Raises:
        PgError: It stands where its rows are not those of the statement.
    """
    calls = context.settings_of_sequences
    if node.op != pb.SETOP_NONE or node.HasField("with_clause") or node.group_clause:
        raise fragments.refusal("setval is not supported here", "Use SELECT setval(…) FROM ….")
    if context.first_use is not None and context.first_use < context.last_setting:
        raise fragments.refusal(
            "setval behind another function of sequences is not supported",
            "Run it as a statement of its own.",
        )
    made = pb.Node()
    made.select_stmt.CopyFrom(node)
    del made.select_stmt.target_list[:]
    made.select_stmt.ClearField("limit_count")
    for call in calls:
        for value in call:
            made.select_stmt.target_list.add().res_target.val.CopyFrom(value)
    return [SetValues(fragments.statement(made, context)), Main()]
