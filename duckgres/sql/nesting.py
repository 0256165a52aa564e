"""Refusing texts that nest so deeply that a C stack would overflow.

libpg_query turns its tree into bytes, and upb reads them, by recursion without a limit: 60,000
terms of ``a + b + …`` (120 kB of text) end the whole process by SIGSEGV, 20,000 do not, on the
usual 8 MiB. PostgreSQL answers such a text with 54001. What nests to the right (parentheses, NOT,
CASE) stops at 10,000 in the grammar's own stack; what nests to the left (operators, casts,
subscripts, joins, set operations) is counted here.

Short texts cannot nest that deep and cost nothing; a long one costs a search by a regular
expression, and only one with many operators is scanned.
"""

from __future__ import annotations

import re

import postgast
from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError

TOO_DEEP = "54001"
MAX_DEPTH = 4000  # levels; DuckDB's own max_expression_depth is 1,000
_SHORT = 2 * MAX_DEPTH  # characters: a level takes at least two, an operator and an operand

_NESTING = re.compile(
    r"[-+*/<>=~!@#%^&|`?\[.]|::|\b(?:union|intersect|except|join|is|isnull|notnull|collate|at|"
    r"i?like|similar|between|in|escape|operator)\b",
    re.IGNORECASE,
)

_OPENING, _CLOSING = frozenset({pb.ASCII_40, pb.ASCII_91}), frozenset({pb.ASCII_41, pb.ASCII_93})
_OPERATORS = frozenset({
    pb.ASCII_37, pb.ASCII_42, pb.ASCII_43, pb.ASCII_45, pb.ASCII_46, pb.ASCII_47, pb.ASCII_60,
    pb.ASCII_61, pb.ASCII_62, pb.ASCII_91, pb.ASCII_94, pb.Op, pb.TYPECAST, pb.LESS_EQUALS,
    pb.GREATER_EQUALS, pb.NOT_EQUALS, pb.IS, pb.ISNULL, pb.NOTNULL, pb.COLLATE, pb.AT, pb.LIKE,
    pb.ILIKE, pb.SIMILAR, pb.BETWEEN, pb.IN_P, pb.ESCAPE, pb.OPERATOR,
})  # fmt: skip
# These nest over the lists and conditions between them.
_CLAUSES = frozenset({pb.UNION, pb.INTERSECT, pb.EXCEPT, pb.JOIN})
# Behind these an operand begins anew: their lists are flat.
_LISTS = frozenset({pb.ASCII_44, pb.AND, pb.OR, pb.WHEN, pb.THEN, pb.ELSE})


def too_deep() -> PgError:
    """Return PostgreSQL's error for an expression nested beyond all measure."""
    return PgError("stack depth limit exceeded", sqlstate=TOO_DEEP)


def check(text: str) -> None:
    """Refuse a text that nests too deeply.

    Raises:
        PgError: 54001.
    """
    if len(text) <= _SHORT:
        return
    many = any(count > MAX_DEPTH for count, _ in enumerate(_NESTING.finditer(text), 1))
    if many and _depth(text) > MAX_DEPTH:
        raise too_deep()


def _depth(text: str) -> int:
    """Return an upper bound of the tree's depth; 0 for a text PostgreSQL's scanner refuses."""
    try:
        scanned = postgast.scan(text).tokens
    except postgast.PgQueryError:
        return 0  # parsing fails in the scanner too, without making a tree
    deepest = total = operators = clauses = 0
    outer: list[tuple[int, int]] = []
    for token in scanned:
        kind = token.token
        if kind in _OPERATORS:
            operators += 1
            total += 1
        elif kind in _CLAUSES:
            clauses += 1
            total += 1
        elif kind in _LISTS:
            total -= operators
            operators = 0
        elif kind == pb.ASCII_59:
            outer.clear()
            total = operators = clauses = 0
        if kind in _OPENING:
            outer.append((operators, clauses))
            operators = clauses = 0
        elif kind in _CLOSING and outer:
            total -= operators + clauses
            operators, clauses = outer.pop()
        deepest = max(deepest, total)
    return deepest
