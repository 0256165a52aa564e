"""Functions that return sets: in FROM, with ordinality, several side by side, in the SELECT list.

Each becomes ``unnest`` of a list, which DuckDB takes in all these places and beside columns of
other tables; a set of rows is a list of structs. Names are PostgreSQL's: the function's own column
(``value``), else the alias, else the function. Source: PostgreSQL manual, 7.2.1.4, 9.25, 38.5.9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.catalog.registry import CATALOG
from duckgres.sql import tree
from duckgres.sql.kinds import tells_types
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, records, walk
from duckgres.sql.rules.functions import callee

_UNNEST = "unnest"
_ROW = "_row"  # a struct's name inside a subselect of ours


@dataclass(frozen=True, slots=True)
class Series:
    """A function that returns a set.

    Attributes:
        values: Makes the list from the call and the name.
        columns: The names of its columns where it has its own.
    """

    values: Callable[[Node, str, Context], Node | None]
    columns: tuple[str, ...] = ()


def _document(function: str) -> Callable[[Node, str, Context], Node | None]:
    """A function of one document, which tells its name in messages."""

    def values(call: Node, name: str, context: Context) -> Node | None:
        return tree.call(function, *call.args, tree.string(name)) if len(call.args) == 1 else None

    return values


def _generate_series(call: Node, name: str, context: Context) -> Node | None:
    """A macro that chooses by the types of its arguments, and uses them as they are.

    An untyped constant is of the type of the other bound, the step an interval.
    """
    arguments = list(call.args)
    if not tells_types(context, *arguments):
        return tree.call((CATALOG, "generate_any_series"), *arguments)
    types = [tree.copy(argument) for argument in arguments]
    bounds = types[:2]
    typed = next((bound for bound in bounds if tree.string_value(bound) is None), None)
    for place, bound in enumerate(bounds):
        if tree.string_value(bound) is not None and typed is not None:
            types[place] = typed
    if len(types) > 2 and tree.string_value(types[2]) is not None:
        types[2] = tree.cast(types[2], "interval")
    return tree.call((CATALOG, name), *types, *arguments)


def _same(function: str) -> Callable[[Node, str, Context], Node | None]:
    """A function that returns the list by another name."""
    return lambda call, name, context: tree.call(callee(function), *call.args)


def _first(call: Node, name: str, context: Context) -> Node | None:
    return call.args[0] if len(call.args) == 1 else None


_JSON = {
    f"{kind}_{name}": series
    for kind in ("json", "jsonb")
    for name, series in {
        "each": Series(_document("_pg_json_each"), ("key", "value")),
        "each_text": Series(_document("_pg_json_each_text"), ("key", "value")),
        "object_keys": Series(_document("_pg_json_keys")),
        "array_elements": Series(_document("_pg_json_elements"), ("value",)),
        "array_elements_text": Series(_document("_pg_json_elements_text"), ("value",)),
    }.items()
}
SERIES = {
    **_JSON,
    "generate_series": Series(_generate_series),
    "generate_subscripts": Series(_same("generate_subscripts")),
    "jsonb_path_query": Series(_same("jsonb_path_list")),
    "regexp_matches": Series(_first),  # these two are lists already (``regexps``)
    "regexp_split_to_table": Series(_first),
    "string_to_table": Series(_same("string_to_array")),
    _UNNEST: Series(_first),
}


def _call(call: Node, context: Context) -> Node | None:
    if call.location in context.series:
        return None
    name = tree.name_of(call.funcname)
    values = SERIES[name].values(call, name, context)
    if values is None:
        return None
    context.series[call.location] = name
    return tree.call(_UNNEST, values, location=call.location)


@dataclass(frozen=True, slots=True)
class _Item:
    """A function in FROM: its list and its columns."""

    values: Node
    name: str
    columns: tuple[str, ...]


def _range_function(node: Node, context: Context) -> Node | None:
    item = node.range_function
    record = records.table(item, context)
    if record is not None:
        return record
    calls = [function.list.items[0] for function in item.functions]
    items = [found for call in calls for found in _items(call, context)]
    if len(items) < len(calls) or not items:
        return None
    for function in item.functions:
        if function.list.items[1].WhichOneof("node") == "list":
            raise context.refusal(
                "a column definition list of one of several functions is not supported",
                "Write each function as an item of FROM of its own.",
            )
    if len(items) > 1:
        return _side_by_side(items, item)
    (only,) = items
    if len(only.columns) > 1:
        return _rows(only, item)
    counted = _counted(calls[0], only, item)
    if counted is not None:
        return counted
    return _column(only, item)


def _items(call: Node, context: Context) -> Iterator[_Item]:
    """Yield the lists of a call: one, or those of ``unnest(a, b)``."""
    if call.WhichOneof("node") != "func_call":
        return
    names = tree.names(call.func_call.funcname)
    if names != [_UNNEST]:
        return
    name = context.series.get(call.func_call.location, _UNNEST)
    for values in call.func_call.args:
        yield _Item(values, name, SERIES[name].columns)


def _column(only: _Item, item: Node) -> Node:
    """Name the one column; DuckDB's own ``unnest`` counts the rows where that is asked for."""
    made = pb.Node()
    found = made.range_function
    tree.put(found, item)
    call = tree.call(_UNNEST, only.values)
    tree.put(found.functions[0].list.items[0], call)
    found.is_rowsfrom = False
    names = _names(item, only)
    if item.ordinality:
        names = [*names, "ordinality"][: max(2, len(names))]
    _alias(found.alias, _table_name(item, only), names)
    return made


def _counted(call: Node, only: _Item, item: Node) -> Node | None:
    """Whole numbers between constants: DuckDB counts, and makes no list."""
    values = only.values
    if values.WhichOneof("node") != "func_call" or item.ordinality or item.is_rowsfrom:
        return None
    if tree.names(values.func_call.funcname) != [CATALOG, "generate_series"]:
        return None
    arguments = list(only.values.func_call.args)
    arguments = arguments[: len(arguments) // 2]
    if not all(_is_int4(argument) for argument in arguments):
        return None
    if len(arguments) > 2 and not arguments[2].a_const.ival.ival:
        return None  # the macro says what is wrong with a step of zero
    made, source = _subselect(_table_name(item, only), _names(item, only))
    counter = source.from_clause.add().range_function
    tree.put(counter.functions.add().list.items.add(), tree.call(only.name, *arguments))
    counter.functions[0].list.items.add()
    _target(source, tree.cast(_reference(only.name), "int4"), _names(item, only)[0])
    return made


def _is_int4(node: Node) -> bool:
    return node.WhichOneof("node") == "a_const" and bool(node.a_const.HasField("ival"))


def _rows(only: _Item, item: Node) -> Node:
    """A list of structs: their fields are the columns."""
    made, source = _subselect(_table_name(item, only), _given_names(item))
    inner = source.from_clause.add().range_function
    tree.put(inner.functions.add().list.items.add(), tree.call(_UNNEST, only.values))
    inner.functions[0].list.items.add()
    inner.ordinality = item.ordinality
    _alias(inner.alias, _ROW, [_ROW, "ordinality"] if item.ordinality else [_ROW])
    for column in only.columns:
        _target(source, _reference(_ROW, _ROW, column), column)
    if item.ordinality:
        _target(source, _reference(_ROW, "ordinality"), "ordinality")
    made.range_subselect.lateral = True
    return made


def _side_by_side(items: Sequence[_Item], item: Node) -> Node:
    """``unnest(a, b)`` and ``ROWS FROM``: the shorter ones end in NULLs."""
    made, source = _subselect(_table_name(item, items[0]), _given_names(item))
    for part in items:
        if len(part.columns) > 1:
            for column in part.columns:
                field = tree.call((CATALOG, f"field_{column}"), part.values)
                _target(source, tree.call(_UNNEST, field), column)
        else:
            name = part.columns[0] if part.columns else part.name
            _target(source, tree.call(_UNNEST, part.values), name)
    if item.ordinality:
        lengths = [tree.call("len", part.values) for part in items]
        longest = tree.call("greatest", *lengths)
        counter = tree.call((CATALOG, "numbers_to"), longest)
        _target(source, tree.call(_UNNEST, counter), "ordinality")
    made.range_subselect.lateral = True
    return made


def _table_name(item: Node, only: _Item) -> str:
    return str(item.alias.aliasname) or only.name


def _given_names(item: Node) -> list[str]:
    return tree.names(item.alias.colnames)


def _names(item: Node, only: _Item) -> list[str]:
    """Return the names of the columns of a function with one."""
    given = _given_names(item)
    if given:
        return given
    if only.columns:
        return [only.columns[0]]
    return [_table_name(item, only)]


def _alias(alias: Node, name: str, columns: Sequence[str]) -> None:
    alias.aliasname = name
    del alias.colnames[:]
    alias.colnames.extend(map(tree.name_part, columns))


def _subselect(name: str, columns: Sequence[str]) -> tuple[Node, Node]:
    """Return an item of FROM and its empty SELECT."""
    made = pb.Node()
    _alias(made.range_subselect.alias, name, columns)
    return made, made.range_subselect.subquery.select_stmt


def _target(select: Node, value: Node, name: str) -> None:
    target = select.target_list.add().res_target
    target.name = name
    tree.put(target.val, value)


def _reference(*names: str) -> Node:
    node = pb.Node()
    node.column_ref.fields.extend(map(tree.name_part, names))
    node.column_ref.location = tree.NOWHERE
    return node


def _select(select: Node, context: Context) -> Node | None:
    """What the whole SELECT decides: rows that are one value, and groups of a set's values."""
    if context.series:
        scalars = {
            alias: column for item in select.from_clause for alias, column in _scalars(item)
        }
        if scalars:
            _name_values(select, scalars)
        if select.group_clause:
            _group(select)
    return None


def _scalars(item: Node) -> Iterator[tuple[str, str]]:
    """Yield alias and column of the functions in FROM whose row is one value."""
    kind = item.WhichOneof("node")
    if kind == "join_expr":
        yield from _scalars(item.join_expr.larg)
        yield from _scalars(item.join_expr.rarg)
    elif kind == "range_function":
        columns = tree.names(item.range_function.alias.colnames)
        if len(columns) == 1 and columns[0] != item.range_function.alias.aliasname:
            yield str(item.range_function.alias.aliasname), columns[0]


def _name_values(select: Node, scalars: dict[str, str]) -> None:
    """Write the column where the function's row is named: to DuckDB a row is a struct."""
    for target in select.target_list:
        found = target.res_target
        if not found.name and (name := _row_name(found.val)) in scalars:
            found.name = name
    for node in walk(select):
        name = _row_name(node)
        if name in scalars:
            node.column_ref.fields.append(tree.name_part(scalars[name]))


def _row_name(node: Node) -> str:
    """Return the name of a reference of one part."""
    if node.WhichOneof("node") != "column_ref" or len(node.column_ref.fields) != 1:
        return ""
    return str(node.column_ref.fields[0].string.sval)


def _group(select: Node) -> None:
    """Move the sets of a grouped SELECT list to FROM, as DuckDB groups before it unnests."""
    moved: list[Node] = []
    for target in select.target_list:
        value = target.res_target.val
        if value.WhichOneof("node") != "func_call":
            continue
        if tree.names(value.func_call.funcname) != [_UNNEST]:
            continue
        name = target.res_target.name or _UNNEST
        alias = f"_set{len(moved) + 1}"
        item, source = _subselect(alias, [name])
        item.range_subselect.lateral = True
        _target(source, value, name)
        moved.append(item)
        target.res_target.name = name
        tree.put(value, _reference(alias, name))
    for item in moved:
        tree.put(select.from_clause.add(), item)


CALLS = dict.fromkeys(SERIES, _call)
NODES = {"range_function": _range_function}
MESSAGES = {"SelectStmt": _select}
