"""Calls of PostgreSQL's functions that DuckDB lacks, or has with another sense.

They are made by the SQL of ``catalog/functions``; here a call is sent there. A user's own schema
in front of the name (``myschema.to_hex``) leaves it alone.
"""

from __future__ import annotations

from duckgres.catalog.registry import CATALOG, function_names
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

# Another name for the same function.
SYNONYMS = {
    "substring": "substr",
    "char_length": "length",
    "character_length": "length",
    "btrim": "trim",
    "extract": "date_part",
}
# Those with a macro for text and one for bytea.
_BY_TYPE = frozenset({
    "bit_length", "length", "ltrim", "octet_length", "overlay", "position", "rtrim",
    "substr", "trim",
})  # fmt: skip
# Where numbers begin among their arguments.
_NUMBERS_FROM = {"substr": 1, "overlay": 2}
# Not calls but the ESCAPE of LIKE and SIMILAR TO, which libpg_query knows by these names.
_ESCAPES = frozenset({"like_escape", "similar_to_escape"})


def _call(node: Node, context: Context) -> Node | None:
    call = node.func_call
    name = tree.name_of(call.funcname)
    if not name or name in _ESCAPES or tree.names(call.funcname)[0] == CATALOG:
        return None
    # DuckDB knows no pg_catalog, and takes no words between the arguments.
    wanted = SYNONYMS.get(name, name)
    parts = (CATALOG, wanted) if wanted in function_names() else (wanted,)
    if wanted in _BY_TYPE:
        for place, argument in enumerate(call.args):
            if tree.is_null(argument):  # which is of no type, so that any macro would do
                kind = "int8" if place >= _NUMBERS_FROM.get(wanted, len(call.args)) else "text"
                argument.CopyFrom(tree.cast(argument, kind))
    del call.funcname[:]
    call.funcname.extend(map(tree.name_part, parts))
    call.funcformat = tree.EXPLICIT_CALL
    return None


NODES = {"func_call": _call}
