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
    "every": "bool_and",
    "extract": "date_part",
    "jsonb_typeof": "json_typeof",
    "jsonb_array_length": "json_array_length",
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
_TEXT_SEARCH = frozenset({
    "phraseto_tsquery", "plainto_tsquery", "setweight", "to_tsquery", "to_tsvector", "ts_headline",
    "ts_rank", "ts_rank_cd", "websearch_to_tsquery",
})  # fmt: skip


def callee(name: str) -> tuple[str, ...]:
    """Return the name DuckDB has a function of PostgreSQL's by."""
    wanted = SYNONYMS.get(name, name)
    return (CATALOG, wanted) if wanted in function_names() else (wanted,)


def _call(call: Node, context: Context) -> Node | None:
    name = tree.name_of(call.funcname)
    wanted = SYNONYMS.get(name, name)
    if wanted in _BY_TYPE:
        for place, argument in enumerate(call.args):
            if tree.is_null(argument):  # which is of no type, so that any macro would do
                kind = "int8" if place >= _NUMBERS_FROM.get(wanted, len(call.args)) else "text"
                tree.put(argument, tree.cast(argument, kind))
    del call.funcname[:]
    tree.add_parts(call.funcname, callee(name))
    call.funcformat = tree.EXPLICIT_CALL
    return None


def _qualified(node: Node, context: Context) -> Node | None:
    """Take off pg_catalog, which DuckDB does not know, and words between the arguments."""
    call = node.func_call
    if len(call.funcname) > 1 and (name := tree.name_of(call.funcname)) and name not in _ESCAPES:
        del call.funcname[0]
        call.funcformat = tree.EXPLICIT_CALL
    return None


def _search(call: Node, context: Context) -> Node | None:
    raise context.refusal(
        f"{tree.name_of(call.funcname)} is not supported: there is no text search",
        "Use ILIKE or ~*.",
        call.location,
    )


CALLS = dict.fromkeys(function_names() | set(SYNONYMS), _call) | dict.fromkeys(
    _TEXT_SEARCH, _search
)
NODES = {"func_call": _qualified}
