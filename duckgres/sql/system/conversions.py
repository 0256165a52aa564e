"""Values of the types that only the catalog has: what they are to DuckDB, and how they are shown.

``oid`` and its kin, and the reg* types, are numbers (UINTEGER) inside of a statement. A reg* value
has a name where it becomes a text or leaves for the client: ``regclass_out(oid)``, a function of
the catalog; ``regclass_in(text)`` is the way back. An int2vector or oidvector is a list.
"""

from __future__ import annotations

from duckgres.catalog.registry import CATALOG
from duckgres.pgtypes import oids
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

REG = {
    oids.OID_OF[name]: name
    for name in (
        "regproc", "regprocedure", "regoper", "regoperator", "regclass", "regtype", "regconfig",
        "regdictionary", "regnamespace", "regrole",
    )
}  # fmt: skip
"""Their OIDs and names."""

NUMBERS = frozenset(oids.OID_OF[name] for name in ("oid", "xid", "cid"))
INTEGERS = frozenset({oids.INT2, oids.INT4, oids.INT8})
TEXTS = frozenset({oids.TEXT, oids.NAME, oids.VARCHAR, oids.BPCHAR, oids.CHAR})
VECTORS = {oids.INT2VECTOR: oids.INT2, oids.OIDVECTOR: oids.OID}
"""Those that count from 0, and the types of their elements."""

_DUCKDB_OID = "uinteger"
_DUCKDB_ELEMENTS = {oids.INT2: "int2", oids.OID: _DUCKDB_OID}


class Conversions:
    """Makes the calls that convert; the catalog they ask is found when the statement runs."""

    def __init__(self, context: Context, *, stored: bool) -> None:
        """Convert for one statement.

        Args:
            context: The statement's.
            stored: It is kept with a view, and asks the catalog that all sessions share.
        """
        self._context = context
        self._stored = stored

    def schema(self, name: str, shared: str) -> str:
        """Return where the relations of a schema are: a slot, or what all sessions share."""
        return shared if self._stored else self._context.function_slot(f'["catalog", "{name}"]')

    def call(self, name: str, *arguments: Node) -> Node:
        """Return the call of a function that reads the catalog."""
        return tree.call((CATALOG, self.schema("main", "main"), name), *arguments)

    def result(self, node: Node, oid: int, place: int) -> Node:
        """Return a reg* value as the client gets it: in binary form it is a number.

        Args:
            node: The value.
            oid: Its type.
            place: Of the result's column; Bind tells its format.
        """
        made = self.shown(node, oid)
        if made.WhichOneof("node") == "func_call" and not self._stored:
            name = made.func_call.funcname[-1].string
            name.sval = self._context.function_slot(f'["shown", "{name.sval}", {place}]')
        return made

    def shown(self, node: Node, oid: int) -> Node:
        """Return a reg* value as the text that PostgreSQL shows."""
        read = f"{REG[oid]}_in"
        if node.WhichOneof("node") == "func_call":
            call = node.func_call
            name = tree.names(call.funcname)
            if name[-1] == read and len(name) > 1 and _is_type_of(call.args[0]):
                return tree.copy(call.args[0])  # its name is what it was read from
        return self.call(f"{REG[oid]}_out", node)

    def number(self, node: Node, given: int, wanted: int) -> Node:
        """Return a value as the number that a reg* type or oid is.

        Args:
            node: The value.
            given: Its type.
            wanted: A reg* type, or one of ``NUMBERS``.
        """
        if given in REG or given in NUMBERS:
            return node
        text = tree.string_value(node)
        if given in INTEGERS or (text is not None and text.strip().isdecimal()):
            return tree.cast(node, _DUCKDB_OID)
        if tree.is_null(node):
            return tree.cast(node, _DUCKDB_OID)
        if wanted in NUMBERS:
            return tree.cast(node, _DUCKDB_OID)
        if text is None:
            node = tree.cast(node, "text")
        return self.call(f"{REG[wanted]}_in", node)


def vector(node: Node, oid: int) -> Node:
    """Return what is cast to a vector as a list."""
    element = _DUCKDB_ELEMENTS[VECTORS[oid]]
    text = tree.string_value(node)
    if text is not None:
        parts = [tree.cast(tree.string(part), element) for part in text.split()]
        node = tree.array(parts)
    return tree.cast(node, element, array=True)


def joined_vector(node: Node) -> Node:
    """Return a vector as its text: ``1 2``."""
    return tree.call("array_to_string", node, tree.string(" "))


def _is_type_of(node: Node) -> bool:
    """Whether it is what ``pg_typeof`` made, which is the shown name already."""
    if node.WhichOneof("node") != "type_cast":
        return False
    inner = node.type_cast.arg
    if inner.WhichOneof("node") != "func_call":
        return False
    return tree.name_of(inner.func_call.funcname) == "pg_typeof"
