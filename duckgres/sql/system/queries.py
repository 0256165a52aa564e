"""SELECT, INSERT, UPDATE and DELETE on the catalog: relations get the names they have in DuckDB.

``pg_class`` and ``pg_catalog.pg_class`` become ``_pg.<slot>.pg_class``; the slot tells, when the
statement runs, whose snapshot is read (``engine.catalog_snapshot``). Source: PostgreSQL manual,
5.9.3, "The Schema Search Path": pg_catalog is searched first.
"""

from __future__ import annotations

from postgast import pg_query_pb2 as pb

from duckgres.catalog.columns import PG_CATALOG, SCHEMAS, SystemRelation, find
from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import tree
from duckgres.sql.names import is_star, target_name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.system import functions
from duckgres.sql.system.conversions import REG, Conversions
from duckgres.sql.system.expressions import Expressions
from duckgres.sql.system.scopes import (
    UNKNOWN,
    Column,
    Columns,
    Item,
    Level,
    joined,
    renamed,
    shared,
    united,
)

_KINDS = {"r": "table", "v": "view"}


class Queries:
    """Writes the queries of one statement.

    Attributes:
        convert: What conversions are made by.
        result: The types of the targets whose values are the result's, ``None`` for a star's; of
            a set operation, those of its last part.
    """

    def __init__(self, context: Context, *, stored: bool) -> None:
        """Write for ``context``; see ``Conversions`` for ``stored``."""
        self._context = context
        self.convert = Conversions(context, stored=stored)
        self.expressions = Expressions(context, self.convert, self.select)
        self.result: list[int | None] = []

    def select(
        self, select: Node, outer: Level, recursive: str = "", *, is_result: bool = False
    ) -> Columns | None:
        """Write a SELECT, and return its columns, ``None`` where a star hides them.

        Args:
            select: The SELECT.
            outer: What its surroundings may name.
            recursive: The name by which it selects from itself.
            is_result: Its rows are the statement's: stars become columns, where they are known.
        """
        level = Level(outer)
        self._ctes(select, level)
        if select.HasField("larg"):
            left = self.select(select.larg, level, is_result=is_result)
            if recursive:
                outer.ctes[recursive] = left
            columns = united(left, self.select(select.rarg, level, is_result=is_result))
        else:
            level.star = self._from(select, level)
            columns = self._targets(select, level, is_result=is_result)
        for part in (select.where_clause, select.having_clause, select.limit_count):
            self.expressions.type_of(part, level)
        self._keys(select, level)
        return columns

    def _from(self, select: Node, level: Level) -> Columns | None:
        """Write the items of FROM, and return what a star stands for."""
        star: Columns | None = ()
        for item in select.from_clause:
            columns = self._item(item, level)
            star = None if star is None or columns is None else star + columns
        return star

    def _keys(self, select: Node, level: Level) -> None:
        for part in (select.group_clause, select.sort_clause, select.window_clause):
            for node in part:
                self._expression(node, level)
        for node in select.distinct_clause:
            if node.WhichOneof("node") is not None:
                self._expression(node, level)

    def _expression(self, node: Node, level: Level) -> None:
        kind = node.WhichOneof("node")
        if kind == "sort_by":
            self.expressions.type_of(node.sort_by.node, level)
        else:
            self.expressions.type_of(node, level)

    def _targets(self, select: Node, level: Level, *, is_result: bool) -> Columns | None:
        if select.values_lists:
            rows = [
                [self._value(item, level, is_result=is_result) for item in row.list.items]
                for row in select.values_lists
            ]
            return tuple(Column("", f"column{n}", oid) for n, oid in enumerate(rows[0], 1))
        return self.targets(select.target_list, level, is_result=is_result)

    def _value(self, node: Node, level: Level, *, is_result: bool) -> int:
        """Write a value of VALUES or SET; one stored or sent is a text where it has a name."""
        oid = self.expressions.type_of(node, level)
        if is_result and oid in REG:
            tree.put(node, self.convert.shown(node, oid))
            return oids.TEXT
        return oid

    def targets(self, targets: Node, level: Level, *, is_result: bool) -> Columns | None:
        """Write a SELECT list, and name what would lose its name."""
        if is_result:
            _expand(targets, level)
        columns: list[Column] = []
        types: list[int | None] = []
        hidden = False
        for node in targets:
            target = node.res_target
            if is_star(target):
                named = _of_star(target.val, level)
                hidden = hidden or named is None
                columns += named or ()
                types.append(None)
                continue
            name = target_name(target) or ""
            oid = self.expressions.type_of(target.val, level)
            if not target.name and target_name(target) != name:
                target.name = name
            columns.append(Column("", name, oid))
            types.append(oid)
        if is_result:
            self.result = types
        return None if hidden else tuple(columns)

    def _ctes(self, statement: Node, level: Level) -> None:
        recursive = bool(statement.with_clause.recursive)
        for node in statement.with_clause.ctes:
            cte = node.common_table_expr
            name, kind = str(cte.ctename), cte.ctequery.WhichOneof("node")
            if recursive:
                level.ctes[name] = None
            query = getattr(cte.ctequery, kind)
            if kind == "select_stmt":
                columns = self.select(query, level, name if recursive else "")
            else:
                columns = self.modify(kind, query, level)
            level.ctes[name] = renamed(columns, "", tree.names(cte.aliascolnames))

    def modify(self, kind: str, node: Node, outer: Level) -> Columns | None:
        """Write INSERT, UPDATE, DELETE or MERGE, and return the columns of RETURNING.

        Raises:
            PgError: 42501, it would change the catalog.
        """
        level = Level(outer)
        self._ctes(node, level)
        relation = node.relation
        self._refuse(relation)
        level.items.append(_users_table(relation))
        for clause in ("from_clause", "using_clause"):
            for item in getattr(node, clause, ()):
                self._item(item, level)
        if kind == "insert_stmt":
            if node.HasField("select_stmt"):
                self._inserted(node.select_stmt.select_stmt, level.outer or level)
            self.expressions.all(node.on_conflict_clause, level)
        elif kind == "merge_stmt":
            self._item(node.source_relation, level)
            self.expressions.type_of(node.join_condition, level)
            for clause in node.merge_when_clauses:
                self.expressions.all(clause, level)
        else:
            if kind == "update_stmt":
                for target in node.target_list:
                    self._value(target.res_target.val, level, is_result=True)
            self.expressions.type_of(node.where_clause, level)
        return self.targets(node.returning_clause.exprs, level, is_result=True)

    def _inserted(self, select: Node, outer: Level) -> None:
        """Write the query of an INSERT, whose reg* values go into columns as texts."""
        columns = self.select(select, outer, is_result=bool(select.values_lists))
        for target, column in zip(select.target_list, columns or (), strict=False):
            if column.oid in REG and not is_star(target.res_target):
                value = target.res_target.val
                tree.put(value, self.convert.shown(value, column.oid))

    def _refuse(self, relation: Node) -> None:
        found = _system_relation(relation)
        if found is not None:
            raise PgError(
                f"permission denied for {_KINDS[found.kind]} {found.name}", sqlstate="42501"
            )

    def _item(self, node: Node, level: Level) -> Columns | None:
        """Write an item of FROM, and return its columns."""
        kind = node.WhichOneof("node")
        if kind == "range_var":
            return self._relation(node.range_var, level)
        if kind == "join_expr":
            return self._join(node.join_expr, level)
        if kind == "range_subselect":
            item = node.range_subselect
            columns = self.select(item.subquery.select_stmt, level)
            return _named(item.alias, "", columns, level)
        if kind == "range_function":
            return self._function(node.range_function, level)
        if kind == "range_table_sample":
            return self._item(node.range_table_sample.relation, level)
        self.expressions.all(node, level)
        level.items.append(Item("", None))
        return None

    def _join(self, join: Node, level: Level) -> Columns | None:
        left = self._item(join.larg, level)
        right = self._item(join.rarg, level)
        self.expressions.type_of(join.quals, level)
        common = tree.names(join.using_clause)
        if join.is_natural:
            common = shared(left, right)
        columns = joined(left, right, common)
        if join.HasField("alias"):
            return _named(join.alias, "", columns, level)
        return columns

    def _relation(self, relation: Node, level: Level) -> Columns | None:
        name = str(relation.relname)
        if not relation.schemaname and level.has_cte(name):
            return _named(relation.alias, name, level.cte(name), level)
        found = self._system(relation)
        if found is None:
            level.items.append(_users_table(relation))
            return None
        columns = tuple(Column("", column, oid) for column, oid in found.columns.items())
        return _named(relation.alias, name, columns, level, found)

    def _system(self, relation: Node) -> SystemRelation | None:
        """Give a relation of the catalog the name it has in DuckDB."""
        found = _system_relation(relation)
        if found is None:
            if relation.schemaname in SCHEMAS:
                name = f"{relation.schemaname}.{relation.relname}"
                raise self._context.error(
                    f'relation "{name}" does not exist', "42P01", relation.location
                )
            return None
        is_catalog = found.schema == PG_CATALOG
        relation.catalogname = CATALOG
        slot = ("main", "main") if is_catalog else (found.schema, "info")
        relation.schemaname = self.convert.schema(*slot)
        return found

    def _function(self, item: Node, level: Level) -> Columns | None:
        """A function in FROM: its columns are its own, or one of its name."""
        columns: list[Column] | None = []
        alias = str(item.alias.aliasname)
        for function in item.functions:
            node = function.list.items[0]
            found = self._columns_of(node, alias, level)
            columns = None if columns is None or found is None else [*columns, *found]
        if item.coldeflist:
            columns = [Column("", c.column_def.colname, UNKNOWN) for c in item.coldeflist]
        elif columns is not None and item.ordinality:
            columns.append(Column("", "ordinality", oids.INT8))
        default = alias or _function_name(item.functions[0].list.items[0])
        return _named(item.alias, default, None if columns is None else tuple(columns), level)

    def _columns_of(self, node: Node, alias: str, level: Level) -> list[Column] | None:
        if node.WhichOneof("node") != "func_call":
            self.expressions.type_of(node, level)
            return None
        name = _function_name(node)
        arguments = node.func_call.args
        if name == "unnest" and len(arguments) > 1:
            types = [self.expressions.type_of(argument, level) for argument in arguments]
            return [Column("", name, oids.ELEMENT_OF.get(oid, UNKNOWN)) for oid in types]
        oid = self.expressions.type_of(node, level)
        record = functions.RECORDS.get(name)
        if record is not None:
            return [Column("", column, kind) for column, kind in record]
        if not oid:
            return None
        return [Column("", alias or name, oid)]


def _named(
    alias: Node,
    name: str,
    columns: Columns | None,
    level: Level,
    relation: SystemRelation | None = None,
) -> Columns | None:
    """Note an item of FROM under its alias, and return its columns."""
    table = str(alias.aliasname or name)
    found = renamed(columns, table, tree.names(alias.colnames))
    level.items.append(Item(table, found, relation))
    return found


def _users_table(relation: Node) -> Item:
    name = str(relation.relname)
    table = ".".join(map(quoted, filter(None, (str(relation.schemaname), name))))
    return Item(str(relation.alias.aliasname or name), None, None, table)


def _system_relation(relation: Node) -> SystemRelation | None:
    schema = str(relation.schemaname)
    return find(schema, str(relation.relname)) if not schema or schema in SCHEMAS else None


def _function_name(node: Node) -> str:
    if node.WhichOneof("node") != "func_call":
        return ""
    return str(tree.names(node.func_call.funcname)[-1])


def _expand(targets: Node, level: Level) -> None:
    """Write the columns that a star stands for."""
    if not any(is_star(node.res_target) for node in targets):
        return
    made: list[Node] = []
    for node in targets:
        named = _of_star(node.res_target.val, level) if is_star(node.res_target) else None
        if named is None:
            made.append(tree.copy(node))
            continue
        for column in named:
            target = pb.Node()
            names = (column.table, column.name) if column.table else (column.name,)
            tree.put(target.res_target.val, tree.column(*names))
            target.res_target.location = tree.NOWHERE
            made.append(target)
    del targets[:]
    targets.extend(made)


def _of_star(node: Node, level: Level) -> Columns | None:
    """Return the columns that a star stands for."""
    if node.WhichOneof("node") != "column_ref":
        return None
    names = tree.names(list(node.column_ref.fields)[:-1])
    if not names:
        return level.star
    item = level.item(names[-1])
    return None if item is None else item.columns
