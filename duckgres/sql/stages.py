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

from dataclasses import dataclass, field

from postgast import pg_query_pb2 as pb

from duckgres.sql import stage_trees, tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, messages
from duckgres.sql.stage_checks import (
    INSERTED_TWICE,
    MERGED_TWICE,
    changes_matched,
    rows_inserted_twice,
    rows_merged_twice,
    upserts_several,
)
from duckgres.sql.stage_trees import ITEM, MODIFYING, ROW, TARGET, Table, returns_more

_WITHOUT_MORE = "A data-modifying WITH"
_HIGHEST = "r"


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
    if kind == "merge_stmt" and changes_matched(node):
        return True
    if kind == "insert_stmt" and upserts_several(node):
        return True
    return kind in MODIFYING and returns_more(kind, node)


def _modifies(cte: Node) -> bool:
    return cte.ctequery.WhichOneof("node") in MODIFYING


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
        getattr(main, kind).ClearField("with_clause")
        if kind == "merge_stmt" and changes_matched(node):
            self._check(rows_merged_twice(node), MERGED_TWICE)
        elif kind == "insert_stmt" and upserts_several(node):
            self._check(rows_inserted_twice(node), INSERTED_TWICE)
        if kind in MODIFYING and returns_more(kind, node):
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
        reads = {stage_trees.table(relation) for relation in stage_trees.relations(cte.ctequery)}
        if {name for _, name in reads} & self.late:
            self.late.add(str(cte.ctename))
            self._see_before(item.common_table_expr.ctequery, all_changed)
        else:
            users = sum(
                self._uses(other.ctequery, cte.ctename) for other in self.ctes[place + 1 :]
            )
            if reads & set(all_changed) or users:
                query = stage_trees.star_of(str(cte.ctename))  # the query itself may be recursive
                self._with(query, [*self.early, item])
                slot = self._slot()
                self.first.append(Stage(query, slot, query))
                self._read_from(item.common_table_expr, slot)
            self.early.append(item)
        self.items.append(item)

    def _uses(self, query: Node, name: str) -> bool:
        return any(str(relation.relname) == name for relation in stage_trees.relations(query))

    def _modifying(self, cte: Node) -> None:
        kind = cte.ctequery.WhichOneof("node")
        statement = tree.copy(cte.ctequery)
        node = getattr(statement, kind)
        stage_trees.name_returning(node)
        if returns_more(kind, node):
            raise self.context.refusal(
                f"{_WITHOUT_MORE} whose RETURNING has a subselect or a column of another table is"
                " not supported",
                "Return the columns of the changed table, and join the others to them.",
            )
        shape = stage_trees.shape(kind, node)
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
        before = self.items if given is None else given
        items = [tree.copy(item) for item in (*before, *node.with_clause.ctes)]
        recursive = bool(node.with_clause.recursive) or self.recursive
        node.ClearField("with_clause")
        if items:
            node.with_clause.ctes.extend(items)
            node.with_clause.recursive = recursive
            node.with_clause.location = tree.NOWHERE

    def _read_from(self, cte: Node, slot: str) -> None:
        """Let an item of WITH be what was kept."""
        cte.ctequery.CopyFrom(stage_trees.star_of(self.context.function_slot(slot)))

    def _check_references(self, node: Node) -> None:
        silent = {
            str(cte.ctename)
            for cte in self.ctes
            if _modifies(cte)
            and not getattr(cte.ctequery, cte.ctequery.WhichOneof("node")).returning_clause.exprs
        }
        for relation in stage_trees.relations(node) if silent else ():
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
        written = stage_trees.written(statement)
        for message in messages(statement):
            if type(message) is not pb.Node or message.WhichOneof("node") != "range_var":
                continue
            relation = message.range_var
            if relation is written or stage_trees.table(relation) not in changed:
                continue
            item = self._as_it_was(relation, changed[stage_trees.table(relation)])
            message.CopyFrom(item)

    def _as_it_was(self, relation: Node, only_inserts: bool) -> Node:
        item = pb.Node()
        found = item.range_subselect
        found.alias.CopyFrom(relation.alias)
        found.alias.aliasname = relation.alias.aliasname or relation.relname
        slot = self._kept_table(relation, only_inserts)
        if only_inserts:
            query = stage_trees.star_of(relation.relname)
            source = query.select_stmt.from_clause[0].range_var
            source.schemaname = relation.schemaname
            query.select_stmt.where_clause.CopyFrom(self._not_above(relation.relname, slot))
        else:
            query = stage_trees.star_of(self.context.function_slot(slot))
        found.subquery.CopyFrom(query)
        return item

    def _not_above(self, name: str, slot: str) -> Node:
        """Return the condition that a row is one of before."""
        highest = pb.Node()
        highest.sub_link.sub_link_type = pb.EXPR_SUBLINK
        highest.sub_link.location = tree.NOWHERE
        highest.sub_link.subselect.CopyFrom(stage_trees.star_of(self.context.function_slot(slot)))
        return tree.operation(stage_trees.column(name, "rowid"), "<=", highest)

    def _kept_table(self, relation: Node, only_inserts: bool) -> str:
        table = stage_trees.table(relation)
        if table not in self.kept_tables:
            slot = self.kept_tables[table] = self._slot()
            query = stage_trees.star_of(relation.relname)
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
            stage_trees.table(node.relation)
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
        others = stage_trees.others(kind, node)
        if others and stage_trees.names_others(targets, name):
            self._joined(kind, node, name, others, select.select_stmt)
        else:
            del node.returning_clause.exprs[:]
            node.returning_clause.exprs.append(stage_trees.star_target())
            shape = stage_trees.shape(kind, node)
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
        check = stage_trees.star_of(ROW)
        del check.select_stmt.target_list[:]
        stage_trees.add_target(check.select_stmt, ROW, tree.call("error", tree.string(message)))
        item = check.select_stmt.from_clause[0]
        item.range_subselect.subquery.CopyFrom(rows)
        item.range_subselect.alias.aliasname = ROW
        self._see_before(check, self.changed)
        self._with(check)
        self.before.append(Stage(check, self._slot(), check))

    def _joined(self, kind: str, node: Node, name: str, others: list[Node], select: Node) -> None:
        """Find the rows and what they are joined with, change them, and answer from that.

        Of several rows that one is joined with, one counts.
        """
        aliases = [name, *stage_trees.item_names(others)]
        found = pb.Node()
        query = found.select_stmt
        query.op, query.limit_option = pb.SETOP_NONE, pb.LIMIT_OPTION_DEFAULT
        query.distinct_clause.append(stage_trees.column(name, "rowid"))
        stage_trees.add_target(query, ROW, stage_trees.column(name, "rowid"))
        for place, alias in enumerate(aliases):
            stage_trees.add_target(query, f"{ITEM}{place}", tree.column(alias))
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
        self.before.append(Stage(stage_trees.applied(kind, node, new, kept)))
        row = tree.column(f"{ITEM}0")
        if new:
            row = tree.call("struct_update", row, *(tree.named(c, tree.column(v)) for c, v in new))
        source = select.from_clause.add().range_var
        source.relname, source.inh, source.relpersistence = kept, True, "p"
        source.alias.aliasname = TARGET
        for place, alias in enumerate(aliases):
            value = row if place == 0 else tree.column(f"{ITEM}{place}")
            select.from_clause.add().CopyFrom(stage_trees.unnested(value, alias))
        stage_trees.spread_stars(select, aliases)

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
            schema, table = stage_trees.table(node.relation)
            kind_slot = f'["type", "{schema}", "{table}", "{column}"]'
            cast = tree.cast(value, self.context.function_slot(kind_slot))
            stage_trees.add_target(query, f"_pg_value{place}", cast)
            new.append((column, f"_pg_value{place}"))
        return new


def _note(changed: dict[Table, bool], query: Node) -> None:
    """Note which table a statement changes, and whether only by inserting."""
    kind = query.WhichOneof("node")
    node = getattr(query, kind)
    inserts = kind == "insert_stmt" and node.on_conflict_clause.action != pb.ONCONFLICT_UPDATE
    table = stage_trees.table(node.relation)
    changed[table] = changed.get(table, True) and inserts
