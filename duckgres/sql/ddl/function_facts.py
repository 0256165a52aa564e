"""What is kept of a function, as PostgreSQL shows it: ``pg_get_functiondef`` is made of it."""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.sql import rewrite
from duckgres.sql.ddl import fragments
from duckgres.sql.parse import Node
from duckgres.sql.shown import kinds, tables

_MODES = {
    pb.FUNC_PARAM_IN: "i", pb.FUNC_PARAM_DEFAULT: "i", pb.FUNC_PARAM_OUT: "o",
    pb.FUNC_PARAM_INOUT: "b", pb.FUNC_PARAM_VARIADIC: "v", pb.FUNC_PARAM_TABLE: "t",
}  # fmt: skip
_VOLATILE = {"immutable": "i", "stable": "s", "volatile": "v"}
_PARALLEL = {"safe": "s", "restricted": "r", "unsafe": "u"}


def facts(statement: Node) -> tuple[tuple[str, object], ...]:
    """Return the facts of a function; ``statement`` is the Node from before the rules."""
    node = statement.create_function_stmt
    options = {str(o.def_elem.defname): o.def_elem for o in node.options}
    returned, typmod = (
        kinds.kind_of(node.return_type) if node.HasField("return_type") else ("", -1)
    )
    arguments = tuple(_argument(item.function_parameter) for item in node.parameters)
    rows = any(mode == "t" for _, mode, _, _ in arguments)
    return (
        ("arguments", arguments),
        ("result", kinds.format_type(returned, typmod) if returned else ""),
        ("set", bool(node.return_type.setof) or rows),
        ("volatility", _VOLATILE.get(_word(options, "volatility"), "v")),
        ("strict", "strict" in options and bool(options["strict"].arg.boolean.boolval)),
        ("parallel", _PARALLEL.get(_word(options, "parallel"), "u")),
        ("body", _body(node, options)),
    )


def _argument(parameter: Node) -> tuple[str, str, str, str]:
    kind = kinds.kind_of(parameter.arg_type)
    default = ""
    if parameter.HasField("defexpr"):
        default = tables.default(fragments.written(parameter.defexpr), kind)
    mode = _MODES.get(parameter.mode, "i")
    return str(parameter.name), mode, kinds.format_type(kind[0]), default


def _word(options: dict[str, Node], name: str) -> str:
    return str(options[name].arg.string.sval) if name in options else ""


def _body(node: Node, options: dict[str, Node]) -> str:
    """Return what stands between the quotation marks, or the SQL-standard body."""
    if "as" in options:
        return str(options["as"].arg.list.items[0].string.sval)
    if node.sql_body.WhichOneof("node") == "return_stmt":
        return f"RETURN {fragments.written(node.sql_body.return_stmt.returnval)}"
    parts = [item for part in node.sql_body.list.items for item in part.list.items]
    return "\n".join(f"{rewrite.in_postgres(part)};" for part in parts)
