"""What a value is: ``pg_typeof``, how many of several are NULL, and void of ``setseed``.

Source: PostgreSQL manual, 9.2 (``num_nulls``) and 9.26.
"""

from __future__ import annotations

from functools import reduce

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import Kind, kind_of
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler

# Types that DuckDB has no name of its own for.
_NAMES = {
    "bpchar": "character",
    "char": '"char"',
    "name": "name",
    "varchar": "character varying",
}


def _typeof(call: Node, context: Context) -> Node | None:
    if len(call.args) != 1:
        return None
    argument = call.args[0]
    known = _known(argument)
    if known is not None:
        return tree.string(known)
    kind = tree.call("typeof", argument)
    return tree.call((CATALOG, "name_of_type"), kind, location=call.location)


def _known(node: Node) -> str | None:
    """Return the name of the type of what the tree tells."""
    if tree.is_null(node) or tree.string_value(node) is not None:
        return "unknown"
    if node.HasField("type_cast") and not node.type_cast.type_name.array_bounds:
        name = _NAMES.get(tree.name_of(node.type_cast.type_name.names))
        if name is not None:
            return name
    if node.HasField("func_call") and kind_of(node) is Kind.JSON:
        return "json"  # to DuckDB a jsonb is one, too
    return None


def _count(test: int) -> Handler:
    """``num_nulls`` and ``num_nonnulls``."""

    def rewrite(call: Node, context: Context) -> Node | None:
        if call.func_variadic:
            raise context.refusal(
                f"{tree.names(call.funcname)[-1]} with VARIADIC is not supported",
                "Write the arguments one by one.",
                call.location,
            )
        tests = [tree.cast(_test(argument, test), "int4") for argument in call.args]
        return reduce(lambda left, right: tree.operation(left, "+", right), tests)

    return rewrite


def _test(argument: Node, test: int) -> Node:
    node = pb.Node()
    node.null_test.arg.MergeFrom(argument)
    node.null_test.nulltesttype = test
    node.null_test.location = tree.NOWHERE
    return node


def _setseed(call: Node, context: Context) -> Node | None:
    """A value of type void, which is an empty text; DuckDB's is NULL."""
    if len(call.args) != 1 or call.HasField("over"):
        return None
    seed = tree.cast(tree.call("setseed", call.args[0]), "text")
    return tree.coalesce(seed, tree.string(""))


CALLS: dict[str, Handler] = {
    "setseed": _setseed,
    "pg_typeof": _typeof,
    "num_nulls": _count(pb.IS_NULL),
    "num_nonnulls": _count(pb.IS_NOT_NULL),
}
