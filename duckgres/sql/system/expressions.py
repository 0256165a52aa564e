"""Expressions on the catalog: the type of each, and what DuckDB is told where it has another one.

Works on the client's tree, before the rules, from the leaves up. What the type of a value is not
known of stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from duckgres.catalog.columns import SCHEMAS
from duckgres.pgtypes import oids
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, held
from duckgres.sql.system import functions
from duckgres.sql.system.conversions import (
    INTEGERS,
    NUMBERS,
    REG,
    TEXTS,
    VECTORS,
    Conversions,
    joined_vector,
    vector,
)
from duckgres.sql.system.scopes import (
    UNKNOWN,
    UNTYPED,
    Columns,
    Level,
    common_type,
    known,
)

if TYPE_CHECKING:
    SelectTypes = Callable[[Node, Level], Columns | None]

_NODE = type(tree.null())
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_PATTERNS = frozenset({"~", "!~", "~*", "!~*", "~~", "!~~", "~~*", "!~~*", "^@"})
_LISTED = frozenset({
    pb.AEXPR_IN, pb.AEXPR_BETWEEN, pb.AEXPR_NOT_BETWEEN, pb.AEXPR_BETWEEN_SYM,
    pb.AEXPR_NOT_BETWEEN_SYM,
})  # fmt: skip
_DISTINCT = frozenset({pb.AEXPR_DISTINCT, pb.AEXPR_NOT_DISTINCT})
_QUANTIFIED = frozenset({pb.AEXPR_OP_ANY, pb.AEXPR_OP_ALL})
# What DuckDB knows no name of, and we no value but a text.
_PLAIN = frozenset({"aclitem", "cstring", "pg_node_tree", "tid", "unknown", "anyarray"})
_TABLE = "tableoid"
_SYSTEM = {_TABLE: oids.OID, "xmin": oids.OID_OF["xid"], "xmax": oids.OID_OF["xid"],
           "cmin": oids.OID_OF["cid"], "cmax": oids.OID_OF["cid"]}  # fmt: skip
_FROZEN = 2  # FrozenTransactionId
_OF_NAMES = frozenset({
    pb.SVFOP_CURRENT_CATALOG, pb.SVFOP_CURRENT_ROLE, pb.SVFOP_CURRENT_SCHEMA,
    pb.SVFOP_CURRENT_USER, pb.SVFOP_SESSION_USER, pb.SVFOP_USER,
})  # fmt: skip
_CONSTANTS = {"ival": oids.INT4, "fval": oids.NUMERIC, "boolval": oids.BOOL, "sval": UNTYPED}


class Expressions:
    """Writes the expressions of one statement."""

    def __init__(self, context: Context, convert: Conversions, select: SelectTypes) -> None:
        """Write by ``convert``; subselects are for ``select``."""
        self.context = context
        self.convert = convert
        self._select = select
        self._rules: dict[str | None, Callable[[Node, Level], int]] = {
            "a_const": self._constant,
            "a_expr": self._operator,
            "a_array_expr": self._array,
            "a_indirection": self._indirection,
            "bool_expr": self._boolean,
            "case_expr": self._case,
            "coalesce_expr": self._alternatives,
            "collate_clause": self._collate,
            "column_ref": self._column,
            "func_call": self._call,
            "min_max_expr": self._alternatives,
            "null_test": self._boolean,
            "param_ref": lambda node, level: UNTYPED,
            "sqlvalue_function": self._value,
            "sub_link": self._sublink,
            "type_cast": self._cast,
        }

    def type_of(self, node: Node, level: Level) -> int:
        """Write an expression, and return its type."""
        rule = self._rules.get(node.WhichOneof("node"))
        if rule is not None:
            return rule(node, level)
        self.all(node, level)
        return UNKNOWN

    def all(self, message: Node, level: Level) -> None:
        """Write all expressions below a message."""
        if type(message) is _NODE:
            kind = message.WhichOneof("node")
            if kind is None:
                return
            message = getattr(message, kind)
        for inner in held(message):
            if type(inner) is pb.SelectStmt:
                self._select(inner, level)
            elif type(inner) is _NODE:
                if inner.WhichOneof("node") == "select_stmt":
                    self._select(inner.select_stmt, level)
                else:
                    self.type_of(inner, level)
            else:
                self.all(inner, level)

    def _types(self, nodes: Iterable[Node], level: Level) -> list[int]:
        return [self.type_of(node, level) for node in nodes]

    def _constant(self, node: Node, level: Level) -> int:
        kind = node.a_const.WhichOneof("val")
        return UNTYPED if kind is None else _CONSTANTS.get(kind, UNKNOWN)

    def _boolean(self, node: Node, level: Level) -> int:
        self.all(node, level)
        return oids.BOOL

    def _value(self, node: Node, level: Level) -> int:
        return oids.NAME if node.sqlvalue_function.op in _OF_NAMES else UNKNOWN

    def _collate(self, node: Node, level: Level) -> int:
        return self.type_of(node.collate_clause.arg, level)

    def _column(self, node: Node, level: Level) -> int:
        fields = node.column_ref.fields
        names = tree.names(fields)
        if len(names) > 2 and names[-3] in SCHEMAS:
            del fields[: len(names) - 2]
        if names[-1] in _SYSTEM:
            return self._system_column(node, names, level)
        return level.type_of(names)

    def _system_column(self, node: Node, names: list[str], level: Level) -> int:
        """``tableoid`` and its kin; the system's own rows are older than any transaction."""
        item = level.with_system_columns(names)
        if item is None:
            return UNKNOWN
        if item.relation is not None:
            value = item.relation.oid if names[-1] == _TABLE else _FROZEN
            tree.put(node, tree.cast(tree.integer(value), "uinteger"))
        elif item.table and names[-1] == _TABLE:
            tree.put(node, self.convert.call("regclass_in", tree.string(item.table)))
        else:
            return UNKNOWN
        return _SYSTEM[names[-1]]

    def _cast(self, node: Node, level: Level) -> int:
        cast = node.type_cast
        given = self.type_of(cast.arg, level)
        kind = cast.type_name
        name = tree.name_of(kind.names)
        wanted = oids.OID_OF.get(name, UNKNOWN)
        if kind.array_bounds:
            return self._cast_array(node, given, wanted)
        if wanted in REG or wanted in NUMBERS:
            tree.put(node, self.convert.number(cast.arg, given, wanted))
        elif wanted in VECTORS:
            tree.put(node, vector(cast.arg, wanted))
        elif name in _PLAIN or wanted in TEXTS:
            self._as_text(cast.arg, given)
            if name in _PLAIN:
                tree.put(node, tree.cast(cast.arg, "text"))
        return wanted

    def _cast_array(self, node: Node, given: int, wanted: int) -> int:
        """An array of reg* values or oids: of numbers."""
        cast = node.type_cast
        if wanted in REG or wanted in NUMBERS:
            text = tree.string_value(cast.arg)
            if text is not None and text.startswith("{"):
                parts = [part.strip(' "') for part in text[1:-1].split(",") if part.strip()]
                tree.put(cast.arg, tree.array(map(tree.string, parts)))
            if cast.arg.WhichOneof("node") == "a_array_expr":
                for item in cast.arg.a_array_expr.elements:
                    oid = oids.ELEMENT_OF.get(given, UNTYPED)
                    tree.put(item, self.convert.number(item, oid, wanted))
                if cast.arg.a_array_expr.elements:
                    tree.put(node, cast.arg)
                    return oids.ARRAY_OF[wanted]
            del cast.type_name.names[:]
            tree.add_parts(cast.type_name.names, ("uinteger",))
        return oids.ARRAY_OF.get(wanted, UNKNOWN)

    def _as_text(self, node: Node, given: int) -> None:
        """Let a value be shown where it becomes a text."""
        if given in REG:
            tree.put(node, self.convert.shown(node, given))
        elif given in VECTORS:
            tree.put(node, joined_vector(node))

    def _call(self, node: Node, level: Level) -> int:
        call = node.func_call
        name = tree.name_of(call.funcname)
        skipped = 1 if name in functions.OF_SEQUENCES else 0
        types = [UNKNOWN] * skipped + self._types(list(call.args)[skipped:], level)
        for part in (call.agg_order, call.agg_filter, call.over):
            for inner in part if isinstance(part, Iterable) else (part,):
                self.all(inner, level)
        made, oid = functions.call(call, types, self.convert)
        if made is not None:
            tree.put(node, made)
        if name == functions.TYPE_OF and types:
            if types[0] in oids.TYPES and types[0] != UNTYPED:
                tree.put(node, tree.cast(tree.integer(types[0]), "uinteger"))
            else:  # the rule makes a name of it
                tree.put(node, self.convert.call("regtype_in", tree.cast(node, "text")))
        return oid

    def _operator(self, node: Node, level: Level) -> int:
        expression = node.a_expr
        left = self.type_of(expression.lexpr, level) if expression.HasField("lexpr") else UNKNOWN
        if expression.kind in _LISTED:
            return self._listed(expression, left, level)
        right = self.type_of(expression.rexpr, level)
        if expression.kind in _QUANTIFIED:
            return self._quantified(node, left, right)
        operator = expression.name[-1].string.sval
        if operator in _COMPARISONS or expression.kind in _DISTINCT:
            self._unify(expression.lexpr, left, expression.rexpr, right)
            return left if expression.kind == pb.AEXPR_NULLIF else oids.BOOL
        if operator == "||":
            return self._joined(expression, left, right)
        if operator in _PATTERNS:
            return oids.BOOL
        return left if left == right and left in INTEGERS else UNKNOWN

    def _joined(self, expression: Node, left: int, right: int) -> int:
        if left in oids.ELEMENT_OF or right in oids.ELEMENT_OF:
            return left if left in oids.ELEMENT_OF else right
        self._as_text(expression.lexpr, left)
        self._as_text(expression.rexpr, right)
        return oids.TEXT if known(left) or known(right) else UNKNOWN

    def _listed(self, expression: Node, left: int, level: Level) -> int:
        for item in expression.rexpr.list.items:
            self._unify(expression.lexpr, left, item, self.type_of(item, level))
        return oids.BOOL

    def _quantified(self, node: Node, left: int, right: int) -> int:
        """``= ANY (column)``, which DuckDB takes in a subselect only where it is a function."""
        expression = node.a_expr
        array = expression.rexpr
        element = VECTORS.get(right) or oids.ELEMENT_OF.get(right, UNKNOWN)
        kind = array.WhichOneof("node")
        if kind == "a_array_expr":
            for item in array.a_array_expr.elements:
                self._unify(expression.lexpr, left, item, element or UNTYPED)
            return oids.BOOL
        if not element or kind == "param_ref" or tree.string_value(array) is not None:
            return oids.BOOL
        self._unify_one(expression.lexpr, left, element)
        operator = expression.name[-1].string.sval
        is_any = expression.kind == pb.AEXPR_OP_ANY
        if (operator, is_any) in (("=", True), ("<>", False), ("!=", False)):
            found = tree.call("list_contains", array, expression.lexpr)
            tree.put(node, found if is_any else tree.negation(found))
        return oids.BOOL

    def _unify(self, left: Node, left_type: int, right: Node, right_type: int) -> None:
        """Let a constant be of the type of what it is compared with."""
        self._unify_one(left, left_type, right_type)
        self._unify_one(right, right_type, left_type)

    def _unify_one(self, node: Node, given: int, wanted: int) -> None:
        is_constant = tree.string_value(node) is not None
        if wanted in VECTORS and is_constant:
            tree.put(node, vector(node, wanted))
        elif wanted in REG:
            if given == UNTYPED or given in TEXTS:
                tree.put(node, self.convert.number(node, given, wanted))
        elif wanted in NUMBERS and given == UNTYPED and is_constant:
            tree.put(node, self.convert.number(node, given, wanted))

    def _alternatives(self, node: Node, level: Level) -> int:
        args = getattr(node, node.WhichOneof("node")).args
        return self._unified(list(args), self._types(args, level))

    def _unified(self, nodes: list[Node], types: list[int]) -> int:
        wanted = common_type(types)
        if wanted in REG and any(known(oid) and oid in TEXTS for oid in types):
            wanted = oids.TEXT
        for node, given in zip(nodes, types, strict=True):
            if wanted == oids.TEXT:
                self._as_text(node, given)
            else:
                self._unify_one(node, given, wanted)
        return wanted

    def _case(self, node: Node, level: Level) -> int:
        case = node.case_expr
        subject = self.type_of(case.arg, level) if case.HasField("arg") else UNKNOWN
        results = []
        for branch in case.args:
            when = branch.case_when
            given = self.type_of(when.expr, level)
            if case.HasField("arg"):
                self._unify_one(when.expr, given, subject)
            results.append(when.result)
        if case.HasField("defresult"):
            results.append(case.defresult)
        return self._unified(results, self._types(results, level))

    def _array(self, node: Node, level: Level) -> int:
        elements = list(node.a_array_expr.elements)
        oid = self._unified(elements, self._types(elements, level))
        return oids.ARRAY_OF.get(oid, UNKNOWN)

    def _indirection(self, node: Node, level: Level) -> int:
        indirection = node.a_indirection
        given = self.type_of(indirection.arg, level)
        oid = given
        for step in indirection.indirection:
            kind = step.WhichOneof("node")
            if kind == "a_indices":
                oid = self._subscripted(step.a_indices, oid, level)
            else:
                oid = _field(indirection.arg, step.string.sval) if kind == "string" else UNKNOWN
        return oid

    def _subscripted(self, step: Node, oid: int, level: Level) -> int:
        """``indkey[0]`` is the first of its elements."""
        for side in ("lidx", "uidx"):
            if not step.HasField(side):
                continue
            index = getattr(step, side)
            self.type_of(index, level)
            if oid in VECTORS:
                tree.put(index, tree.operation(index, "+", tree.integer(1)))
        if step.is_slice:
            return oid
        return VECTORS.get(oid) or oids.ELEMENT_OF.get(oid, UNKNOWN)

    def _sublink(self, node: Node, level: Level) -> int:
        link = node.sub_link
        tested = self.type_of(link.testexpr, level) if link.HasField("testexpr") else UNKNOWN
        columns = self._select(link.subselect.select_stmt, level)
        first = columns[0].oid if columns else UNKNOWN
        if link.HasField("testexpr"):
            self._unify_one(link.testexpr, tested, first)
        if link.sub_link_type == pb.EXPR_SUBLINK:
            return first
        if link.sub_link_type == pb.ARRAY_SUBLINK:
            return oids.ARRAY_OF.get(first, UNKNOWN)
        return oids.BOOL


def _field(node: Node, name: str) -> int:
    """Return the type of a field of what a function returns."""
    if node.WhichOneof("node") != "func_call":
        return UNKNOWN
    function = tree.names(node.func_call.funcname)[-1]
    return dict(functions.RECORDS.get(function, ())).get(name, UNKNOWN)
