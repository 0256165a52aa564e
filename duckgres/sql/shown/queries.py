"""A query in PostgreSQL's normal form: ``pg_get_viewdef``.

Columns get the name of their table in front, and stars are written out. What is not written here
raises ``NotShown``. The order of the parts and their indentation are ``get_select_query_def``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from postgast import pg_query_pb2 as pb

from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import names, tree
from duckgres.sql.parse import Node
from duckgres.sql.shown import calls, resolve, sources
from duckgres.sql.shown.expressions import Writer, finished
from duckgres.sql.shown.kinds import Kind
from duckgres.sql.shown.signatures import UNKNOWN
from duckgres.sql.shown.sources import Column, Relation, Tables
from duckgres.sql.shown.value import LINE, NotShown, Value

STEP = 8  # blanks by which what is inside of a query is indented
_VAR = 4
_SET_OPERATIONS = {
    pb.SETOP_UNION: "UNION",
    pb.SETOP_INTERSECT: "INTERSECT",
    pb.SETOP_EXCEPT: "EXCEPT",
}
_UNWRITTEN = ("window_clause", "locking_clause")


def definition(query: Node, tables: Tables, columns: Sequence[str] = ()) -> str:
    """Return a view's query as ``pg_get_viewdef`` shows it.

    Args:
        query: The Node around its SELECT, from before the rules.
        tables: What it can read.
        columns: The view's own names for its first columns.

    Raises:
        NotShown: There is something in it that is not written here.
    """
    text, _ = Query(tables, None).select(query.select_stmt, 0, columns)
    return finished(text) + ";"


@dataclass(slots=True)
class Query:
    """One query.

    Attributes:
        outer: The query around it.
        relations: What it reads.
        common: The columns of what stands in its WITH.
        shown: What the relations are called, by the names that the client gave.
    """

    tables: Tables
    outer: Query | None
    relations: list[Relation] = field(default_factory=list)
    common: dict[str, list[Column]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def column(self, parts: list[str]) -> tuple[str, Kind]:
        """Return a column with its table's name in front.

        Raises:
            NotShown: It is none of them.
        """
        table, name = parts[-2] if len(parts) > 1 else "", parts[-1]
        for relation in self.relations:
            if table in ("", relation.name):
                for column in relation.columns:
                    if column.name == name:
                        return relation.prefix + quote_identifier(name), column.kind
        if self.outer is not None:
            return self.outer.column(parts)
        raise NotShown(name)

    def choose_names(self, items: Iterable[Node]) -> None:
        """Choose what each relation in FROM is called: no query around has the name."""
        taken: set[str] = set()
        around = self.outer
        while around is not None:
            taken |= set(around.shown.values())
            around = around.outer
        for name in sources.names_in(items):
            number, found = 0, name
            while found in taken:
                number += 1
                found = f"{name}_{number}"
            self.shown[name] = found

    def query(self, node: Node, level: int) -> tuple[str, list[Kind]]:
        """Return a subselect's text and the types of its columns."""
        text, columns = self.inside().select(node.select_stmt, level)
        return text, [column.kind for column in columns]

    def inside(self) -> Query:
        """Return a query inside of this one."""
        return Query(self.tables, self)

    def known(self, name: str) -> list[Column] | None:
        """Return the columns of a WITH's query."""
        found = self.common.get(name)
        if found is None and self.outer is not None:
            return self.outer.known(name)
        return found

    def select(
        self, node: Node, level: int, renamed: Sequence[str] = ()
    ) -> tuple[str, list[Column]]:
        """Return a SELECT's text and its columns."""
        if any(getattr(node, name) for name in _UNWRITTEN) or node.HasField("into_clause"):
            raise NotShown("clause")
        before = self._with(node, level) if node.HasField("with_clause") else ""
        if node.op != pb.SETOP_NONE:
            text, columns = self._set_operation(node, level, renamed)
            writer = Writer(self, level)
        elif node.values_lists:
            return self._values(node, level)
        else:
            writer = Writer(self, level + STEP)
            text, columns = self._basic(node, writer, renamed)
        return before + text + self._end(node, writer, columns, level), columns

    def _with(self, node: Node, level: int) -> str:
        if node.with_clause.recursive:
            raise NotShown("recursive")
        parts, inner = [], level + STEP
        for item in node.with_clause.ctes:
            cte = item.common_table_expr
            names_given = tree.names(cte.aliascolnames)
            if cte.ctequery.WhichOneof("node") != "select_stmt":
                raise NotShown("with")
            text, columns = self.inside().select(cte.ctequery.select_stmt, inner)
            self.common[str(cte.ctename)] = sources.named(columns, names_given)
            listed = f"({', '.join(map(quote_identifier, names_given))})" if names_given else ""
            word = _MATERIALIZED.get(cte.ctematerialized, "")
            line = f"{LINE}{' ' * inner}"
            parts.append(
                f"{quote_identifier(str(cte.ctename))}{listed} AS {word}({line}{text}{line})"
            )
        return f" WITH {', '.join(parts)}{LINE}{' ' * level}"

    def _basic(
        self, node: Node, writer: Writer, renamed: Sequence[str]
    ) -> tuple[str, list[Column]]:
        base = writer.level - STEP
        self.choose_names(node.from_clause)
        items = [sources.item(self, writer, one) for one in node.from_clause]
        targets = self._targets(node, writer, renamed)
        distinct = ""
        if node.distinct_clause:
            distinct = " DISTINCT"
            keys = [one for one in node.distinct_clause if one.WhichOneof("node") is not None]
            if keys:
                distinct += f" ON ({', '.join(self._keys(node, writer, keys))})"
        text = f" SELECT{distinct} {_listed([shown for shown, _ in targets], base)}"
        if items:
            text += f"{_line(base, 2)} FROM {_listed(items, base)}"
        if node.HasField("where_clause"):
            text += f"{_line(base, 1)} WHERE {writer.value(node.where_clause).as_type('bool')}"
        if node.group_clause:
            keys = list(node.group_clause)
            text += f"{_line(base, 1)} GROUP BY {', '.join(self._keys(node, writer, keys))}"
        if node.HasField("having_clause"):
            text += f"{_line(base, 0)} HAVING {writer.value(node.having_clause).as_type('bool')}"
        return text, [column for _, column in targets]

    def _targets(
        self, node: Node, writer: Writer, renamed: Sequence[str]
    ) -> list[tuple[str, Column]]:
        """Return the columns of a SELECT, each as it is written, stars written out."""
        found: list[tuple[str, str, Kind, bool]] = []
        for item in node.target_list:
            target = item.res_target
            fields = target.val.column_ref.fields
            if fields and fields[-1].WhichOneof("node") == "a_star":
                found += self._star(tree.names(fields[:-1]))
                continue
            value = writer.value(target.val)
            is_column = target.val.WhichOneof("node") == "column_ref"
            name = str(target.name) or _figured(node, item) or "?column?"
            plain = tree.names(fields)[-1] if is_column else "?column?"
            text = value.as_type("text") if value.kind == UNKNOWN else value.text
            kind = ("text", -1) if value.kind == UNKNOWN else (value.kind, value.typmod)
            found.append((text, name, kind, name == plain))
        done = []
        for place, (written, label, of, is_plain) in enumerate(found):
            shown = renamed[place] if place < len(renamed) else label
            behind = "" if is_plain and shown == label else f" AS {quote_identifier(shown)}"
            done.append((written + behind, Column(shown, of)))
        return done

    def _star(self, table: Sequence[str]) -> list[tuple[str, str, Kind, bool]]:
        wanted = table[-1] if table else ""
        found = [r for r in self.relations if wanted in ("", r.name)]
        if not found or (len(found) > 1 and any(r.merged for r in found)):
            raise NotShown("*")
        return [
            (r.prefix + quote_identifier(c.name), c.name, c.kind, True)
            for r in found
            for c in r.columns
        ]

    def _keys(self, node: Node, writer: Writer, keys: Iterable[Node]) -> list[str]:
        """Return the keys of GROUP BY or ORDER BY; a number or a name stands for a column."""
        return [_key(writer, self._meant(node, key)) for key in keys]

    def _meant(self, node: Node, key: Node) -> Node:
        if key.WhichOneof("node") == "grouping_set":
            raise NotShown("grouping set")
        targets = [item.res_target for item in node.target_list]
        if key.WhichOneof("node") == "a_const" and key.a_const.WhichOneof("val") == "ival":
            place = int(key.a_const.ival.ival) - 1
            if 0 <= place < len(targets):
                return targets[place].val
        fields = key.column_ref.fields
        if len(fields) == 1:
            name = str(fields[0].string.sval)
            return next((t.val for t in targets if t.name == name), key)
        return key

    def _end(self, node: Node, writer: Writer, columns: list[Column], level: int) -> str:
        """Return ORDER BY, OFFSET and LIMIT."""
        text = ""
        if node.sort_clause:
            keys = []
            for item in node.sort_clause:
                sort = item.sort_by
                if sort.sortby_dir == pb.SORTBY_USING:
                    raise NotShown("using")
                if node.op != pb.SETOP_NONE:
                    shown = _place(sort.node, columns)
                else:
                    shown = _key(writer, self._meant(node, sort.node))
                keys.append(shown + calls.direction(sort))
            text += f"{_line(level, 1)} ORDER BY {', '.join(keys)}"
        if node.HasField("limit_offset"):
            text += f"{_line(level, 0)} OFFSET {writer.value(node.limit_offset).text}"
        if node.HasField("limit_count") and not tree.is_null(node.limit_count):
            if node.limit_option == pb.LIMIT_OPTION_WITH_TIES:
                raise NotShown("ties")
            text += f"{_line(level, 0)} LIMIT {writer.value(node.limit_count).text}"
        return text

    def _set_operation(
        self, node: Node, level: int, renamed: Sequence[str]
    ) -> tuple[str, list[Column]]:
        left, right = node.larg, node.rarg
        same = left.op in (pb.SETOP_NONE, node.op) and (
            left.op == pb.SETOP_NONE or left.all == node.all
        )
        if not same or right.op != pb.SETOP_NONE:
            raise NotShown("parentheses")
        one, columns = self.inside().select(left, level, renamed)
        two, _ = self.inside().select(right, level, [c.name for c in columns])
        word = _SET_OPERATIONS[node.op] + (" ALL" if node.all else "")
        line = f"{LINE}{' ' * level}"
        return f"{one}{line}{word}{line}{two}", columns

    def _values(self, node: Node, level: int) -> tuple[str, list[Column]]:
        writer = Writer(self, level + STEP)
        rows = [writer.values(row.list.items) for row in node.values_lists]
        types = [resolve.common([v.kind for v in column]) for column in zip(*rows, strict=True)]
        shown = [
            f"({','.join(v.as_type(t) for v, t in zip(row, types, strict=True))})" for row in rows
        ]
        columns = [Column(f"column{i}", (kind, -1)) for i, kind in enumerate(types, 1)]
        return f" VALUES {', '.join(shown)}", columns


_MATERIALIZED = {
    pb.CTEMaterializeAlways: "MATERIALIZED ", pb.CTEMaterializeNever: "NOT MATERIALIZED ",
}  # fmt: skip


def _figured(node: Node, item: Node) -> str:
    """Return the name PostgreSQL gives a column that has none."""
    made = pb.SelectStmt()
    made.target_list.append(item)
    found = names.columns("select_stmt", made).names
    return (found[0] or "") if found else ""


def _key(writer: Writer, node: Node) -> str:
    value: Value = writer.value(node)
    text = value.as_type("text") if value.kind == UNKNOWN else value.text
    return f"({text})" if node.WhichOneof("node") == "func_call" else text


def _place(node: Node, columns: list[Column]) -> str:
    """Return the number of a column that a set operation is ordered by."""
    if node.WhichOneof("node") == "a_const":
        return str(node.a_const.ival.ival)
    name = tree.names(node.column_ref.fields)[-1:] if node.column_ref.fields else []
    places = [place for place, column in enumerate(columns, 1) if [column.name] == name]
    if not places:
        raise NotShown("order")
    return str(places[0])


def _line(level: int, more: int) -> str:
    return f"{LINE}{' ' * (level + more)}"


def _listed(texts: Sequence[str], level: int) -> str:
    """Return columns or tables, each on a line of its own."""
    first, *others = texts
    lines = [text if text.startswith(LINE) else _line(level, _VAR) + text for text in others]
    return ", ".join([first, *lines])
