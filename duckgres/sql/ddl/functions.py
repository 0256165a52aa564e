"""CREATE FUNCTION … LANGUAGE sql: one SELECT becomes a macro of DuckDB's.

A macro is put in place of its call, so an argument is a part of the body: it is cast to its type
there, and the result to the function's. Source: PostgreSQL manual, 38.5 "Query Language (SQL)
Functions".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import parse, rewrite, tree
from duckgres.sql.ddl import fragments, function_facts
from duckgres.sql.ddl.steps import Name
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context, walk

_INPUT = frozenset({pb.FUNC_PARAM_IN, pb.FUNC_PARAM_DEFAULT})
_HINT = "Write it as one SELECT in LANGUAGE sql, or put the logic into the query."
_ANY = ("any", "anyelement", "anyarray", "anycompatible", "anynonarray", "record")
_NAME = "_pg_argument_{}"


@dataclass(frozen=True, slots=True)
class NewFunction:
    """CREATE FUNCTION.

    Attributes:
        parameters: As a macro has them, with defaults.
        body: Behind AS.
        replaces: OR REPLACE.
        shown: The call with its types, for messages.
        facts: What PostgreSQL shows of it; see ``engine.facts``.
    """

    name: Name
    parameters: tuple[str, ...]
    body: str
    replaces: bool
    shown: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    type: Node
    default: str | None


def create(node: Node, context: Context) -> list[object]:
    """Return the step of CREATE FUNCTION.

    Raises:
        PgError: It is more than one SELECT.
    """
    if node.is_procedure:
        raise fragments.refusal("CREATE PROCEDURE is not supported", _HINT)
    options = {str(o.def_elem.defname): o.def_elem for o in node.options}
    language = _language(options, node)
    if language != "sql":
        raise fragments.refusal(f"functions in language {language} are not supported", _HINT)
    parameters = _parameters(node, context)
    select = _body(node, options)
    columns = [
        str(item.function_parameter.name)
        for item in node.parameters
        if item.function_parameter.mode == pb.FUNC_PARAM_TABLE
    ]
    kind = node.return_type
    is_set = bool(columns or kind.setof)
    if not is_set and tree.name_of(kind.names) in ("void", "trigger", "event_trigger", ""):
        shown = ".".join(tree.names(kind.names)) or "nothing"
        raise fragments.refusal(f"functions that return {shown} are not supported", _HINT)
    text = _rewritten(select, parameters, context)
    name = fragments.name(node.funcname)
    if is_set:
        body = f"TABLE {_rows(text, columns, name.name, select)}"
    else:
        value = _value(select, text)
        returned = tree.name_of(kind.names)
        plain = returned in _ANY or not returned
        body = value if plain else f"CAST({value} AS {fragments.type_name(kind, context)})"
        if "strict" in options and parameters:
            nulls = " OR ".join(f"{quoted(p.name)} IS NULL" for p in parameters)
            body = f"CASE WHEN {nulls} THEN NULL ELSE {body} END"
    written = tuple(_written(parameter) for parameter in parameters)
    types = ", ".join(tree.names(p.type.names)[-1] for p in parameters)
    facts = function_facts.facts(context.written) if context.written is not None else ()
    call = f"{name.name}({types})"
    return [NewFunction(name, written, body, bool(node.replace), call, facts)]


def _language(options: dict[str, Node], node: Node) -> str:
    if "language" in options:
        return str(options["language"].arg.string.sval).lower()
    return "sql" if node.HasField("sql_body") else ""


def _parameters(node: Node, context: Context) -> list[_Parameter]:
    found: list[_Parameter] = []
    for item in node.parameters:
        parameter = item.function_parameter
        if parameter.mode == pb.FUNC_PARAM_TABLE:
            continue
        if parameter.mode not in _INPUT:
            raise fragments.refusal("OUT and VARIADIC parameters are not supported", _HINT)
        default = None
        if parameter.HasField("defexpr"):
            default = fragments.expression(parameter.defexpr, context)
        name = str(parameter.name) or _NAME.format(len(found) + 1)
        found.append(_Parameter(name, parameter.arg_type, default))
    return found


def _written(parameter: _Parameter) -> str:
    name = quoted(parameter.name)
    return name if parameter.default is None else f"{name} := {parameter.default}"


def _body(node: Node, options: dict[str, Node]) -> Node:
    """Return the one SELECT, given as the Node around it."""
    if node.HasField("sql_body"):
        return _of_body(node.sql_body)
    text = options["as"].arg.list.items[0].string.sval if "as" in options else ""
    try:
        statements = parse.parse(Source(text))
    except PgError as error:
        raise PgError(error.message, sqlstate=error.sqlstate) from None
    if len(statements) != 1 or statements[0].name != "select_stmt":
        raise fragments.refusal("functions of anything but one SELECT are not supported", _HINT)
    found: Node = statements[0].tree
    return found


def _of_body(body: Node) -> Node:
    kind = body.WhichOneof("node")
    if kind == "return_stmt":
        made = pb.Node()
        made.select_stmt.target_list.add().res_target.val.CopyFrom(body.return_stmt.returnval)
        made.select_stmt.limit_option = pb.LIMIT_OPTION_DEFAULT
        made.select_stmt.op = pb.SETOP_NONE
        return made
    items = [item for part in body.list.items for item in part.list.items]
    if kind != "list" or len(items) != 1 or items[0].WhichOneof("node") != "select_stmt":
        raise fragments.refusal("functions of anything but one SELECT are not supported", _HINT)
    return items[0]


def _rewritten(select: Node, parameters: list[_Parameter], context: Context) -> str:
    """Return DuckDB's text of the body; its parameters are cast to their types."""
    own = Context(context.source)
    own.knows_types = False
    names = {parameter.name: parameter for parameter in parameters}
    replace: list[Callable[[], None]] = []
    for found in walk(select):
        kind = found.WhichOneof("node")
        parameter = None
        if kind == "param_ref" and found.param_ref.number <= len(parameters):
            parameter = parameters[found.param_ref.number - 1]
        elif kind == "column_ref" and len(found.column_ref.fields) == 1:
            parameter = names.get(str(found.column_ref.fields[0].string.sval))
        if parameter is not None:
            replace.append(_replacement(found, parameter))
    for act in replace:
        act()
    rewrite.apply(select, own)
    return fragments.statement(select, own)


def _replacement(found: Node, parameter: _Parameter) -> Callable[[], None]:
    def act() -> None:
        reference = tree.column(parameter.name)
        if tree.name_of(parameter.type.names) in _ANY:
            found.CopyFrom(reference)
            return
        made = pb.Node()
        made.type_cast.arg.CopyFrom(reference)
        made.type_cast.type_name.CopyFrom(parameter.type)
        made.type_cast.location = tree.NOWHERE
        found.CopyFrom(made)

    return act


def _value(select: Node, text: str) -> str:
    """Return the expression of the first row's value."""
    node = select.select_stmt
    simple = not (node.from_clause or node.values_lists or node.HasField("larg"))
    if simple and len(node.target_list) == 1 and not node.HasField("where_clause"):
        return f"({text.removeprefix('SELECT ').rpartition(' AS ')[0] or text[7:]})"
    return f"(SELECT value FROM ({text}) AS body(value) LIMIT 1)"


def _rows(text: str, columns: list[str], name: str, select: Node) -> str:
    named = columns or ([name] if len(select.select_stmt.target_list) == 1 else [])
    alias = f" AS body({', '.join(map(quoted, named))})" if named else " AS body"
    return f"SELECT * FROM ({text}){alias}"
