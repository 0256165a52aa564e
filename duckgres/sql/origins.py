"""Which column of which table a result column is taken from, as far as the text tells.

DuckDB forgets what a type was called: a jsonb column is JSON to it, as a json one. What a table's
column is called is kept with the table (``engine.facts``); here a result column is followed back
to it, through aliases, subselects, CTEs and set operations. Nothing is looked up: a source names
tables, and who has the catalog resolves it. Worked out only where it matters, from the client's
text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.sql import kinds, parse, tree
from duckgres.sql.kinds import Kind
from duckgres.sql.names import target_name
from duckgres.sql.origin_parameters import parameters
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source as Text
from duckgres.sql.rules.series import SERIES
from duckgres.sql.scope import Scope
from duckgres.sql.sources import (
    ArrayOf,
    Column,
    Derived,
    ElementOf,
    Known,
    Query,
    Source,
    Star,
    Table,
    Target,
)
from duckgres.sql.statement import Statement

# What max and min, and what || make a text of.
_VARCHAR = frozenset({oids.VARCHAR})
_ANY_TEXT = frozenset({oids.VARCHAR, oids.BPCHAR, oids.NAME})
_OIDS = {Kind.JSON: oids.JSON, Kind.JSONB: oids.JSONB}
_MAKING = frozenset({"create_table_as_stmt", "view_stmt"})
_MODIFYING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
# Their rows are those of the table that their first argument names.
_POPULATING = frozenset({
    "json_populate_record", "json_populate_recordset",
    "jsonb_populate_record", "jsonb_populate_recordset",
})  # fmt: skip
# The operators whose value is of the kind of what stands left of them.
_SAME = frozenset({"->", "#>", "-", "||"})
_OF_ARGUMENT = frozenset({"first_value", "last_value", "nth_value", "lag", "lead"})


@dataclass(frozen=True, slots=True)
class Origins:
    """What a statement's text tells.

    Attributes:
        targets: Its result columns.
        parameters: Where a parameter's value goes, or what it is compared with.
    """

    targets: tuple[Target, ...]
    parameters: Mapping[int, Source]


_NOTHING = Origins((), {})


def of_statement(statement: Statement) -> Origins:
    """Return the origins of a statement's result columns; worked out once."""
    known = statement.memo.get(Origins)
    if known is None:
        known = statement.memo[Origins] = of_text(statement.text)
    found: Origins = known
    return found


def of_text(text: str) -> Origins:
    """Return the origins of the result columns of one statement."""
    try:
        parsed = parse.parse(Text(text))
    except PgError:  # a text that only DuckDB takes
        return _NOTHING
    if len(parsed) != 1:
        return _NOTHING
    name, node = parsed[0].name, parsed[0].node
    if name in _MAKING:
        query = node.query
        name = query.WhichOneof("node")
        node = getattr(query, name)
    scope = Scope()
    if name == "select_stmt":
        targets = _select(node, scope)
        scope = _selected(node, scope)
    elif name in _MODIFYING:
        scope = _modified(node, scope)
        targets = _targets(node.returning_clause.exprs, scope)
    else:
        targets = ()
    return Origins(targets, dict(parameters(name, node, scope, _source)))


def _selected(select: Node, outer: Scope) -> Scope:
    """Return what the targets of a SELECT, or of the first one of several, may name."""
    scope = Scope(outer)
    _add_ctes(select, scope)
    while select.HasField("larg"):
        select = select.larg
        _add_ctes(select, scope)
    for item in select.from_clause:
        _add_item(item, scope)
    return scope


def _select(select: Node, outer: Scope) -> tuple[Target, ...]:
    scope = _selected(select, outer)
    while select.HasField("larg"):
        select = select.larg
    if select.values_lists:
        first = select.values_lists[0].list.items
        return tuple(
            Target(f"column{place}", _source(item, scope)) for place, item in enumerate(first, 1)
        )
    return _targets(select.target_list, scope)


def _add_ctes(statement: Node, scope: Scope) -> None:
    for cte in statement.with_clause.ctes:
        found = cte.common_table_expr
        kind = found.ctequery.WhichOneof("node")
        if kind == "select_stmt":
            targets = _select(found.ctequery.select_stmt, scope)
        elif kind in _MODIFYING:
            node = getattr(found.ctequery, kind)
            targets = _targets(node.returning_clause.exprs, _modified(node, scope))
        else:
            continue
        scope.ctes[found.ctename] = _renamed(targets, tree.names(found.aliascolnames))


def _renamed(targets: tuple[Target, ...], names: Sequence[str]) -> Query | None:
    """Return a subselect whose first columns an alias names."""
    if names and any(target.name is None for target in targets[: len(names)]):
        return None
    return Query(
        tuple(
            Target(names[place] if place < len(names) else target.name, target.source)
            for place, target in enumerate(targets)
        )
    )


def _modified(node: Node, outer: Scope) -> Scope:
    """Return what INSERT, UPDATE, DELETE and MERGE may name."""
    scope = Scope(outer)
    _add_ctes(node, scope)
    _add_table(node.relation, scope)
    for clause in ("from_clause", "using_clause"):
        for item in getattr(node, clause, ()):
            _add_item(item, scope)
    return scope


def _add_item(item: Node, scope: Scope) -> None:
    kind = item.WhichOneof("node")
    if kind == "range_var":
        _add_table(item.range_var, scope)
    elif kind == "join_expr":
        _add_item(item.join_expr.larg, scope)
        _add_item(item.join_expr.rarg, scope)
    elif kind == "range_subselect":
        alias = item.range_subselect.alias
        targets = _select(item.range_subselect.subquery.select_stmt, scope)
        scope.add(alias.aliasname, _renamed(targets, tree.names(alias.colnames)))
    elif kind == "range_function":
        _add_function(item.range_function, scope)


def _add_table(relation: Node, scope: Scope) -> None:
    name, alias = str(relation.relname), relation.alias
    names = tree.names(alias.colnames)
    cte = scope.cte(name) if not relation.schemaname else None
    if cte is not None:
        scope.add(alias.aliasname or name, _renamed(cte.targets, names))
    else:
        table = Table(str(relation.schemaname), name, tuple(names))
        scope.add(alias.aliasname or name, table)


def _add_function(item: Node, scope: Scope) -> None:
    """A function in FROM: only those of JSON have columns that are of interest here."""
    call = item.functions[0].list.items[0]
    if call.WhichOneof("node") != "func_call":
        return
    name = tree.names(call.func_call.funcname)[-1]
    alias = str(item.alias.aliasname) or name
    names = tree.names(item.alias.colnames)
    if item.coldeflist:
        columns = [column.column_def for column in item.coldeflist]
        targets = tuple(Target(c.colname, _of_kind(kinds.of_type(c.type_name))) for c in columns)
        scope.add(alias, Query(targets))
        return
    if name in _POPULATING:
        row = call.func_call.args[0].type_cast.type_name.names
        if row:
            *schema, table = tree.names(row)
            scope.add(alias, Table(schema[-1] if schema else "", table, tuple(names)))
        return
    own = SERIES[name].columns if name in SERIES else ()
    element = call.func_call.args[0] if name == "unnest" and call.func_call.args else None
    value = _element(_source(element, scope)) if element is not None else _set_of(name)
    columns_of = own or (alias,)
    targets = tuple(
        Target(column, value if place == len(columns_of) - 1 else None)
        for place, column in enumerate(columns_of)
    )
    scope.add(alias, _renamed(targets, names[: len(targets)]))


def _set_of(name: str) -> Source:
    """Return the type of the values of a function that returns a set of documents."""
    if name in ("json_each", "json_array_elements"):
        return Known(oids.JSON)
    if name in ("jsonb_each", "jsonb_array_elements", "jsonb_path_query"):
        return Known(oids.JSONB)
    return None


def _targets(target_list: Sequence[Node], scope: Scope) -> tuple[Target, ...]:
    return tuple(_target(target.res_target, scope) for target in target_list)


def _target(target: Node, scope: Scope) -> Target:
    name = target_name(target)
    if name is None:
        return Target(None, _star(target.val, scope))
    return Target(name, _source(target.val, scope))


def _star(node: Node, scope: Scope) -> Source:
    if node.WhichOneof("node") != "column_ref":
        return None
    names = tree.names(list(node.column_ref.fields)[:-1])
    if not names:
        return Star(scope.own())
    rows = scope.named(names[-1])
    return Star((rows,)) if rows is not None else None


def _of_kind(kind: Kind | None) -> Source:
    return Known(_OIDS[kind]) if kind in _OIDS else None


def _source(node: Node, scope: Scope) -> Source:
    """Return where an expression's value is from."""
    kind = node.WhichOneof("node")
    rule = _RULES.get(kind)
    return rule(getattr(node, kind), scope) if rule else None


def _column(reference: Node, scope: Scope) -> Source:
    names = [part.string.sval for part in reference.fields if part.WhichOneof("node") == "string"]
    if len(names) < len(reference.fields) or not names:
        return None
    if len(names) == 1:
        whole = scope.named(names[0])
        if isinstance(whole, Query) and len(whole.targets) == 1:
            return whole.targets[0].source  # a row of one value, or the column of its name
        return Column(names[0], scope.all())
    rows = scope.named(names[-2])
    return Column(names[-1], (rows,)) if rows is not None else None


def _cast(cast: Node, scope: Scope) -> Source:
    name = tree.name_of(cast.type_name.names)
    known = {"json": Known(oids.JSON), "jsonb": Known(oids.JSONB)}.get(name)
    return ArrayOf(known) if known and cast.type_name.array_bounds else known


def _call(call: Node, scope: Scope) -> Source:
    name = tree.name_of(call.funcname)
    if name in ("max", "min") and call.args:
        return Derived(_source(call.args[0], scope), _VARCHAR)
    if name in _OF_ARGUMENT and call.args:
        return _source(call.args[0], scope)
    if name == "array_agg" and call.args:
        element = _source(call.args[0], scope)
        return ArrayOf(element) if element is not None else None
    return _of_kind(kinds.FUNCTIONS.get(name))


def _operator(expression: Node, scope: Scope) -> Source:
    if expression.kind == pb.AEXPR_NULLIF:
        return Derived(_source(expression.lexpr, scope), _VARCHAR)  # what `=` takes: a text
    if expression.kind != pb.AEXPR_OP or not expression.HasField("lexpr"):
        return None
    operator = expression.name[-1].string.sval
    if operator == "#-":
        return Known(oids.JSONB)
    if operator not in _SAME:
        return None
    left = _source(expression.lexpr, scope)
    if operator != "||":
        return left
    either = left if left is not None else _source(expression.rexpr, scope)
    return Derived(either, _ANY_TEXT)


def _first(parts: Sequence[Node], scope: Scope) -> Source:
    return next((found for part in parts if (found := _source(part, scope)) is not None), None)


def _case(case: Node, scope: Scope) -> Source:
    return _first([*(branch.case_when.result for branch in case.args), case.defresult], scope)


def _sublink(link: Node, scope: Scope) -> Source:
    if link.sub_link_type not in (pb.EXPR_SUBLINK, pb.ARRAY_SUBLINK):
        return None
    targets = _select(link.subselect.select_stmt, scope)
    found = targets[0].source if targets else None
    if link.sub_link_type == pb.ARRAY_SUBLINK and found is not None:
        return ArrayOf(found)
    return found


def _indirection(indirection: Node, scope: Scope) -> Source:
    if indirection.indirection[0].WhichOneof("node") != "a_indices":
        return None
    return _element(_source(indirection.arg, scope))


def _element(source: Source) -> Source:
    if isinstance(source, ArrayOf):
        return source.element
    return None if source is None else ElementOf(source)


def _array(array: Node, scope: Scope) -> Source:
    found = _first(list(array.elements), scope)
    return ArrayOf(found) if found is not None else None


_RULES: dict[str | None, Callable[[Node, Scope], Source]] = {
    "column_ref": _column,
    "type_cast": _cast,
    "func_call": _call,
    "a_expr": _operator,
    "coalesce_expr": lambda node, scope: _first(list(node.args), scope),
    "min_max_expr": lambda node, scope: _first(list(node.args), scope),
    "case_expr": _case,
    "sub_link": _sublink,
    "a_indirection": _indirection,
    "a_array_expr": _array,
}
