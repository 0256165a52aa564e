"""Statements that are several to DuckDB: data-modifying WITH, and RETURNING that sees more.

``WITH d AS (DELETE … RETURNING …) INSERT …`` becomes a list of statements; what one of them
returns is kept under a name, which those behind it read. All of them see the tables as they were
before the first one (PostgreSQL manual, 7.8.2): where one reads a table that another one has
changed by then, it reads what was kept of it. After mere INSERTs those are the rows whose number
is not above the highest one of before; else they are a copy.

Works on the tree the client wrote, before the rules; each of the statements then goes through
them by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.names import target_name
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages

MODIFYING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
_WITHOUT_MORE = "A data-modifying WITH"
_ROW, _TARGET, _ITEM = "_pg_row", "_pg_target", "_pg_item"
_HIGHEST = "r"

Table = tuple[str, str]


@dataclass(slots=True)
class Stage:
    """One of the statements.

    Attributes:
        statement: The Node around it.
        kept: The slot its rows are read by, nothing where they are not wanted.
        shape: A query with the same columns, which needs none of the stages to have run.
    """

    statement: Node
    kept: str = ""
    shape: Node | None = None


@dataclass(slots=True)
class Stages:
    """All of them.

    Attributes:
        before: Those that run first.
        main: The last one, which gives the answer.
    """

    before: list[Stage]
    main: Node


def split(statement: Node, context: Context) -> Stages | None:
    """Split a statement, given as the Node around it; ``None`` when it is one to DuckDB, too."""
    kind = statement.WhichOneof("node")
    node = getattr(statement, kind)
    if not are_needed(kind, node):
        return None
    ctes = [cte.common_table_expr for cte in node.with_clause.ctes]
    return _Splitter(context, ctes).run(kind, node)


def are_needed(kind: str, node: Node) -> bool:
    """Whether a statement, given as its root's name and message, is several to DuckDB."""
    if kind != "select_stmt" and kind not in MODIFYING:
        return False
    if node.HasField("with_clause") and any(
        _modifies(cte.common_table_expr) for cte in node.with_clause.ctes
    ):
        return True
    if kind == "merge_stmt" and _changes_matched(node):
        return True
    if kind == "insert_stmt" and _upserts_several(node):
        return True
    return kind in MODIFYING and _returns_more(kind, node)


_CHANGES = frozenset({pb.CMD_UPDATE, pb.CMD_DELETE})
_MERGED_TWICE = (
    "pg_error:21000:MERGE command cannot affect row a second time\x1f\x1f"
    "Ensure that not more than one source row matches any one target row."
)
_INSERTED_TWICE = (
    "pg_error:21000:ON CONFLICT DO UPDATE command cannot affect row a second time\x1f\x1fEnsure"
    " that no rows proposed for insertion within the same command have duplicate constrained"
    " values."
)


def _upserts_several(insert: Node) -> bool:
    """Whether a row may be updated twice, as far as the columns of the conflict are named."""
    conflict, query = insert.on_conflict_clause, insert.select_stmt.select_stmt
    if conflict.action != pb.ONCONFLICT_UPDATE or not insert.cols:
        return False
    keys = {element.index_elem.name for element in conflict.infer.index_elems}
    if not keys or not keys <= {column.res_target.name for column in insert.cols}:
        return False
    if not query.values_lists:
        return bool(query.from_clause or query.HasField("larg"))
    # Those of constants are looked at by a rule, and DEFAULT stands in no subselect.
    values = [value for row in query.values_lists for value in row.list.items]
    kinds = {value.WhichOneof("node") for value in values}
    return len(query.values_lists) > 1 and kinds != {"a_const"} and "set_to_default" not in kinds


def _changes_matched(merge: Node) -> bool:
    """Whether a row may be changed twice."""
    return any(
        when.merge_when_clause.command_type in _CHANGES for when in merge.merge_when_clauses
    )


def _modifies(cte: Node) -> bool:
    return cte.ctequery.WhichOneof("node") in MODIFYING


def _returns_more(kind: str, node: Node) -> bool:
    """Whether RETURNING has what DuckDB's cannot: a subselect, or a column of another table."""
    targets = node.returning_clause.exprs
    if not targets:
        return False
    found = [message for target in targets for message in messages(target)]
    if any(type(message) is pb.SubLink for message in found):
        return True
    if not _others(kind, node):
        return False
    own = node.relation.alias.aliasname or node.relation.relname
    for target in targets:
        for message in messages(target):
            if type(message) is pb.Node and message.WhichOneof("node") == "column_ref":
                fields = message.column_ref.fields
                if len(fields) == 1 or fields[-2].string.sval != own:
                    return True
    return False


def _others(kind: str, node: Node) -> list[Node]:
    """Return the items of UPDATE … FROM and DELETE … USING."""
    if kind == "update_stmt":
        return list(node.from_clause)
    return list(node.using_clause) if kind == "delete_stmt" else []


def _table(relation: Node) -> Table:
    return str(relation.schemaname), str(relation.relname)


@dataclass(slots=True)
class _Splitter:
    context: Context
    ctes: list[Node]
    before: list[Stage] = field(default_factory=list)
    first: list[Stage] = field(default_factory=list)  # what is kept of tables
    changed: dict[Table, bool] = field(default_factory=dict)  # by INSERTs alone?
    kept_tables: dict[Table, str] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)  # the WITH of the stages to come
    early: list[Node] = field(default_factory=list)  # of them, those that need no stage's rows
    late: set[str] = field(default_factory=set)  # the names of the others
    number: int = 0
    recursive: bool = False

    def run(self, kind: str, node: Node) -> Stages:
        self.recursive = bool(node.with_clause.recursive)
        all_changed = self._all_changed()
        for place, cte in enumerate(self.ctes):
            if _modifies(cte):
                self._modifying(cte)
            else:
                self._plain(cte, place, all_changed)
        main = pb.Node()
        getattr(main, kind).CopyFrom(node)
        if kind == "merge_stmt" and _changes_matched(node):
            self._check(_rows_merged_twice(node), _MERGED_TWICE)
        elif kind == "insert_stmt" and _upserts_several(node):
            self._check(_rows_inserted_twice(node), _INSERTED_TWICE)
        if kind in MODIFYING and _returns_more(kind, node):
            main = self._returning(kind, main)
        else:
            self._finish(main)
        return Stages([*self.first, *self.before], main)

    def _all_changed(self) -> dict[Table, bool]:
        found: dict[Table, bool] = {}
        for cte in self.ctes:
            if _modifies(cte):
                _note(found, cte.ctequery)
        return found

    def _slot(self) -> str:
        self.number += 1
        return f"kept {self.number}"

    def _plain(self, cte: Node, place: int, all_changed: dict[Table, bool]) -> None:
        """A SELECT: run first where it may, and where that makes a difference."""
        item = pb.Node()
        item.common_table_expr.CopyFrom(cte)
        reads = {_table(relation) for relation in _relations(cte.ctequery)}
        if {name for _, name in reads} & self.late:
            self.late.add(str(cte.ctename))
            self._see_before(item.common_table_expr.ctequery, all_changed)
        else:
            users = sum(
                self._uses(other.ctequery, cte.ctename) for other in self.ctes[place + 1 :]
            )
            if reads & set(all_changed) or users:
                query = _star_of(str(cte.ctename))  # the query itself may be recursive
                self._with(query, [*self.early, item])
                slot = self._slot()
                self.first.append(Stage(query, slot, query))
                self._read_from(item.common_table_expr, slot)
            self.early.append(item)
        self.items.append(item)

    def _uses(self, query: Node, name: str) -> bool:
        return any(str(relation.relname) == name for relation in _relations(query))

    def _modifying(self, cte: Node) -> None:
        kind = cte.ctequery.WhichOneof("node")
        statement = tree.copy(cte.ctequery)
        node = getattr(statement, kind)
        name_returning(node)
        if _returns_more(kind, node):
            raise self.context.refusal(
                f"{_WITHOUT_MORE} whose RETURNING has a subselect or a column of another table is"
                " not supported",
                "Return the columns of the changed table, and join the others to them.",
            )
        shape = _shape(kind, node)
        self._finish(statement)
        slot = ""
        if shape is not None:
            self._with(shape)
            slot = self._slot()
            item = pb.Node()
            item.common_table_expr.CopyFrom(cte)
            self._read_from(item.common_table_expr, slot)
            self.items.append(item)
            self.late.add(str(cte.ctename))
        self.before.append(Stage(statement, slot, shape))
        _note(self.changed, cte.ctequery)

    def _finish(self, statement: Node) -> None:
        """Give a statement the WITH of those before it, and the tables as they were."""
        kind = statement.WhichOneof("node")
        node = getattr(statement, kind)
        self._check_references(node)
        if kind in MODIFYING:
            self._guard(kind, node)
        self._see_before(statement, self.changed)
        self._with(statement)

    def _with(self, statement: Node, given: list[Node] | None = None) -> None:
        """Put items of WITH, all there are, in front of the statement's own."""
        node = getattr(statement, statement.WhichOneof("node"))
        own = [cte for cte in node.with_clause.ctes if not self._is_ours(cte.common_table_expr)]
        items = [tree.copy(item) for item in (*(self.items if given is None else given), *own)]
        recursive = bool(node.with_clause.recursive) or self.recursive
        node.ClearField("with_clause")
        if items:
            node.with_clause.ctes.extend(items)
            node.with_clause.recursive = recursive
            node.with_clause.location = tree.NOWHERE

    def _is_ours(self, cte: Node) -> bool:
        return any(cte.ctename == other.ctename for other in self.ctes)

    def _read_from(self, cte: Node, slot: str) -> None:
        """Let an item of WITH be what was kept."""
        cte.ctequery.CopyFrom(_star_of(self.context.function_slot(slot)))

    def _check_references(self, node: Node) -> None:
        silent = {
            str(cte.ctename)
            for cte in self.ctes
            if _modifies(cte)
            and not getattr(cte.ctequery, cte.ctequery.WhichOneof("node")).returning_clause.exprs
        }
        for relation in _relations(node) if silent else ():
            if not relation.schemaname and relation.relname in silent:
                raise self.context.error(
                    f'WITH query "{relation.relname}" does not have a RETURNING clause',
                    "0A000",
                    relation.location,
                )

    def _see_before(self, statement: Node, changed: dict[Table, bool]) -> None:
        """Let a statement read the tables that were changed as they were."""
        if not changed:
            return
        written = _written(statement)
        for message in messages(statement):
            if type(message) is not pb.Node or message.WhichOneof("node") != "range_var":
                continue
            relation = message.range_var
            if relation is written or _table(relation) not in changed:
                continue
            item = self._as_it_was(relation, changed[_table(relation)])
            message.CopyFrom(item)

    def _as_it_was(self, relation: Node, only_inserts: bool) -> Node:
        item = pb.Node()
        found = item.range_subselect
        found.alias.CopyFrom(relation.alias)
        found.alias.aliasname = relation.alias.aliasname or relation.relname
        slot = self._kept_table(relation, only_inserts)
        if only_inserts:
            query = _star_of(relation.relname)
            source = query.select_stmt.from_clause[0].range_var
            source.schemaname = relation.schemaname
            query.select_stmt.where_clause.CopyFrom(self._not_above(relation.relname, slot))
        else:
            query = _star_of(self.context.function_slot(slot))
        found.subquery.CopyFrom(query)
        return item

    def _not_above(self, name: str, slot: str) -> Node:
        """Return the condition that a row is one of before."""
        highest = pb.Node()
        highest.sub_link.sub_link_type = pb.EXPR_SUBLINK
        highest.sub_link.location = tree.NOWHERE
        highest.sub_link.subselect.CopyFrom(_star_of(self.context.function_slot(slot)))
        return tree.operation(_column(name, "rowid"), "<=", highest)

    def _kept_table(self, relation: Node, only_inserts: bool) -> str:
        table = _table(relation)
        if table not in self.kept_tables:
            slot = self.kept_tables[table] = self._slot()
            query = _star_of(relation.relname)
            query.select_stmt.from_clause[0].range_var.schemaname = relation.schemaname
            if only_inserts:
                target = query.select_stmt.target_list[0].res_target
                highest = tree.call("max", tree.column("rowid"))
                target.val.CopyFrom(tree.coalesce(highest, tree.integer(-1)))
                target.name = _HIGHEST
            self.first.append(Stage(query, slot, query))
        return self.kept_tables[table]

    def _guard(self, kind: str, node: Node) -> None:
        """Keep UPDATE and DELETE from rows that an earlier part has inserted."""
        if kind not in ("update_stmt", "delete_stmt") or not self.changed.get(
            _table(node.relation)
        ):
            return
        slot = self._kept_table(node.relation, True)
        name = node.relation.alias.aliasname or node.relation.relname
        condition = self._not_above(name, slot)
        if node.HasField("where_clause"):
            condition = tree.conjunction(node.where_clause, condition)
        node.where_clause.CopyFrom(condition)

    def _returning(self, kind: str, statement: Node) -> Node:
        """Run the main statement as a stage; what it returns is selected from its rows."""
        node = getattr(statement, kind)
        targets = [tree.copy(target) for target in node.returning_clause.exprs]
        name = node.relation.alias.aliasname or node.relation.relname
        select = pb.Node()
        select.select_stmt.target_list.extend(targets)
        select.select_stmt.op = pb.SETOP_NONE
        select.select_stmt.limit_option = pb.LIMIT_OPTION_DEFAULT
        others = _others(kind, node)
        if others and _names_others(targets, name):
            self._joined(kind, node, name, others, select.select_stmt)
        else:
            del node.returning_clause.exprs[:]
            node.returning_clause.exprs.append(_star_target())
            shape = _shape(kind, node)
            slot = self._slot()
            self._finish(statement)
            self.before.append(Stage(statement, slot, shape))
            item = select.select_stmt.from_clause.add().range_var
            item.relname = self.context.function_slot(slot)
            item.inh, item.relpersistence = True, "p"
            item.alias.aliasname = name
        plain = pb.Node()
        getattr(plain, kind).CopyFrom(node)
        _note(self.changed, plain)
        self._finish(select)
        return select

    def _check(self, rows: Node, message: str) -> None:
        """Refuse the statement, before it changes anything, if there are such rows."""
        check = _star_of(_ROW)
        del check.select_stmt.target_list[:]
        _add_target(check.select_stmt, _ROW, tree.call("error", tree.string(message)))
        item = check.select_stmt.from_clause[0]
        item.range_subselect.subquery.CopyFrom(rows)
        item.range_subselect.alias.aliasname = _ROW
        self._see_before(check, self.changed)
        self._with(check)
        self.before.append(Stage(check, self._slot(), check))

    def _joined(self, kind: str, node: Node, name: str, others: list[Node], select: Node) -> None:
        """Find the rows and what they are joined with, change them, and answer from that.

        Of several rows that one is joined with, one counts.
        """
        aliases = [name, *_item_names(others)]
        found = pb.Node()
        query = found.select_stmt
        query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
        query.distinct_clause.append(_column(name, "rowid"))
        _add_target(query, _ROW, _column(name, "rowid"))
        for place, alias in enumerate(aliases):
            _add_target(query, f"{_ITEM}{place}", tree.column(alias))
        query.from_clause.add().range_var.CopyFrom(node.relation)
        query.from_clause.extend(others)
        if node.HasField("where_clause"):
            query.where_clause.CopyFrom(node.where_clause)
        new = self._new_values(kind, node, query)
        self._see_before(found, self.changed)
        self._with(found)
        slot = self._slot()
        self.before.append(Stage(found, slot, found))
        kept = self.context.function_slot(slot)
        self.before.append(Stage(_applied(kind, node, new, kept)))
        row = tree.column(f"{_ITEM}0")
        if new:
            row = tree.call("struct_update", row, *(tree.named(c, tree.column(v)) for c, v in new))
        source = select.from_clause.add().range_var
        source.relname, source.inh, source.relpersistence = kept, True, "p"
        source.alias.aliasname = _TARGET
        for place, alias in enumerate(aliases):
            value = row if place == 0 else tree.column(f"{_ITEM}{place}")
            select.from_clause.add().CopyFrom(_unnested(value, alias))
        _spread_stars(select, aliases)

    def _new_values(self, kind: str, node: Node, query: Node) -> list[tuple[str, str]]:
        """Add the values of SET to the query; return the columns, each with its value's name."""
        new: list[tuple[str, str]] = []
        for place, target in enumerate(node.target_list if kind == "update_stmt" else ()):
            column, value = target.res_target.name, target.res_target.val
            if value.WhichOneof("node") in ("multi_assign_ref", "set_to_default"):
                raise self.context.refusal(
                    "RETURNING columns of FROM is not supported where SET has a row or DEFAULT",
                    "Set each column by itself.",
                    target.res_target.location,
                )
            schema, table = _table(node.relation)
            kind_slot = f'["type", "{schema}", "{table}", "{column}"]'
            cast = tree.cast(value, self.context.function_slot(kind_slot))
            _add_target(query, f"_pg_value{place}", cast)
            new.append((column, f"_pg_value{place}"))
        return new


def _rows_merged_twice(merge: Node) -> Node:
    """Return ``SELECT 1 FROM target JOIN source ON … GROUP BY its row HAVING count(*) > 1``."""
    rows = pb.Node()
    query = rows.select_stmt
    query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    join = query.from_clause.add().join_expr
    join.jointype = pb.JOIN_INNER
    join.larg.range_var.CopyFrom(merge.relation)
    join.rarg.CopyFrom(merge.source_relation)
    join.quals.CopyFrom(merge.join_condition)
    query.where_clause.CopyFrom(_will_change(merge))
    name = merge.relation.alias.aliasname or merge.relation.relname
    query.group_clause.append(_column(name, "rowid"))
    return _several(rows)


def _rows_inserted_twice(insert: Node) -> Node:
    """Return ``SELECT 1 FROM (the rows to insert) GROUP BY the key HAVING count(*) > 1``."""
    rows = pb.Node()
    query = rows.select_stmt
    query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    item = query.from_clause.add().range_subselect
    item.subquery.CopyFrom(insert.select_stmt)
    item.alias.aliasname = _ITEM
    item.alias.colnames.extend(tree.name_part(c.res_target.name) for c in insert.cols)
    keys = [e.index_elem.name for e in insert.on_conflict_clause.infer.index_elems]
    query.group_clause.extend(tree.column(key) for key in keys)
    # A NULL is in no one's way.
    equal = [tree.operation(tree.column(key), "=", tree.column(key)) for key in keys]
    query.where_clause.CopyFrom(equal[0] if len(equal) == 1 else tree.conjunction(*equal))
    return _several(rows)


def _several(rows: Node) -> Node:
    query = rows.select_stmt
    _add_target(query, _ROW, tree.integer(1))
    count = tree.call("count")
    count.func_call.agg_star = True
    query.having_clause.CopyFrom(tree.operation(count, ">", tree.integer(1)))
    query.limit_count.CopyFrom(tree.integer(1))
    query.limit_option = pb.LIMIT_OPTION_COUNT
    return rows


def _will_change(merge: Node) -> Node:
    """Return the condition that a matched row is updated or deleted."""
    made = tree.case(tree.boolean(False), tree.boolean(False))
    for when in merge.merge_when_clauses:
        clause = when.merge_when_clause
        if clause.match_kind != pb.MERGE_WHEN_MATCHED:
            continue
        branch = made.case_expr.args.add().case_when
        has_condition = clause.HasField("condition")
        branch.expr.CopyFrom(clause.condition if has_condition else tree.boolean(True))
        branch.result.CopyFrom(tree.boolean(clause.command_type in _CHANGES))
        branch.location = tree.NOWHERE
    return made


def _note(changed: dict[Table, bool], query: Node) -> None:
    """Note which table a statement changes, and whether only by inserting."""
    kind = query.WhichOneof("node")
    node = getattr(query, kind)
    inserts = kind == "insert_stmt" and node.on_conflict_clause.action != pb.ONCONFLICT_UPDATE
    table = _table(node.relation)
    changed[table] = changed.get(table, True) and inserts


def _relations(root: Node) -> Iterator[Node]:
    """Yield the tables a query reads; the one a statement changes is no Node."""
    for message in messages(root):
        if type(message) is pb.Node and message.WhichOneof("node") == "range_var":
            yield message.range_var


def _written(statement: Node) -> Node | None:
    kind = statement.WhichOneof("node")
    return getattr(statement, kind).relation if kind in MODIFYING else None


def name_returning(node: Node) -> None:
    """Give the columns of RETURNING the names PostgreSQL gives them."""
    for target in node.returning_clause.exprs:
        found = target.res_target
        name = target_name(found)
        if not found.name and name is not None and found.val.WhichOneof("node") != "column_ref":
            found.name = name


def _shape(kind: str, node: Node) -> Node | None:
    """Return a query whose columns are those of RETURNING."""
    targets = node.returning_clause.exprs
    if not targets:
        return None
    made = pb.Node()
    select = made.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.extend(targets)
    select.from_clause.add().range_var.CopyFrom(node.relation)
    if not all(_is_own(target, node) for target in targets):
        select.from_clause.extend(_others(kind, node))
    return made


def _is_own(target: Node, node: Node) -> bool:
    value = target.res_target.val
    return value.WhichOneof("node") == "column_ref"


def _names_others(targets: list[Node], own: str) -> bool:
    for target in targets:
        for message in messages(target):
            if type(message) is pb.Node and message.WhichOneof("node") == "column_ref":
                fields = message.column_ref.fields
                if len(fields) == 1 or fields[-2].string.sval != own:
                    return True
    return False


def _item_names(items: list[Node]) -> list[str]:
    found = []
    for item in items:
        kind = item.WhichOneof("node")
        if kind == "join_expr":
            found += _item_names([item.join_expr.larg, item.join_expr.rarg])
        else:
            table = getattr(item, kind)
            found.append(str(table.alias.aliasname or getattr(table, "relname", "")))
    return found


def _applied(kind: str, node: Node, new: list[tuple[str, str]], kept: str) -> Node:
    """Return the UPDATE or DELETE of the rows that were found."""
    made = pb.Node()
    changed = getattr(made, kind)
    changed.relation.CopyFrom(node.relation)
    item = changed.from_clause.add() if kind == "update_stmt" else changed.using_clause.add()
    item.range_var.relname = kept
    item.range_var.inh, item.range_var.relpersistence = True, "p"
    item.range_var.alias.aliasname = _TARGET
    for column, value in new:
        target = changed.target_list.add().res_target
        target.name = column
        target.val.CopyFrom(_column(_TARGET, value))
    name = node.relation.alias.aliasname or node.relation.relname
    changed.where_clause.CopyFrom(
        tree.operation(_column(name, "rowid"), "=", _column(_TARGET, _ROW))
    )
    return made


def _unnested(value: Node, alias: str) -> Node:
    """Return ``LATERAL (SELECT unnest(value)) AS alias``: the columns a row is made of."""
    made = pb.Node()
    item = made.range_subselect
    item.lateral = True
    item.alias.aliasname = alias
    select = item.subquery.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.add().res_target.val.CopyFrom(tree.call("unnest", value))
    return made


def _spread_stars(select: Node, aliases: list[str]) -> None:
    """Write ``*`` as ``t.*, u.*``: the rows have columns of ours beside them."""
    targets = [tree.copy(target) for target in select.target_list]
    del select.target_list[:]
    for target in targets:
        if not _is_star(target.res_target.val):
            select.target_list.append(target)
            continue
        for alias in aliases:
            star = _star_target()
            star.res_target.val.column_ref.fields.insert(0, tree.name_part(alias))
            select.target_list.append(star)


def _is_star(value: Node) -> bool:
    """Whether a target is a star with nothing in front."""
    if value.WhichOneof("node") != "column_ref" or len(value.column_ref.fields) != 1:
        return False
    return bool(value.column_ref.fields[0].WhichOneof("node") == "a_star")


def _add_target(select: Node, name: str, value: Node) -> None:
    target = select.target_list.add().res_target
    target.name = name
    target.val.CopyFrom(value)


def _column(table: str, name: str) -> Node:
    node = tree.column(table)
    node.column_ref.fields.append(tree.name_part(name))
    return node


def _star_target() -> Node:
    node = pb.Node()
    node.res_target.val.column_ref.fields.add().a_star.SetInParent()
    node.res_target.val.column_ref.location = tree.NOWHERE
    return node


def _star_of(relation: str) -> Node:
    """Return ``SELECT * FROM relation``."""
    made = pb.Node()
    select = made.select_stmt
    select.op, select.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
    select.target_list.append(_star_target())
    item = select.from_clause.add().range_var
    item.relname, item.inh, item.relpersistence = relation, True, "p"
    return made
