"""Refusing texts that nest so deeply that a C stack would overflow.

libpg_query turns its tree into bytes, and upb reads them, by recursion without a limit: 60,000
terms of ``a + b + …`` (120 kB of text) end the whole process by SIGSEGV, 20,000 do not, on the
usual 8 MiB. PostgreSQL answers such a text with 54001. What nests to the right (parentheses, NOT,
CASE) stops at 10,000 in the grammar's own stack; what nests to the left (operators, casts,
subscripts, joins, set operations) is counted here.

A chain of AND or OR does not nest, but DuckDB's parser builds it in quadratic time while it keeps
everybody else from running: 0.08 s for 6,000 conditions, 3 s for 40,000, half an hour for a
million. It is bounded, too.

Short texts cannot nest that deep and cost nothing; a long one costs some counting of characters
and words, and only one with many of them is scanned.
"""

from __future__ import annotations

import postgast
from postgast import pg_query_pb2 as pb

from duckgres.errors import PgError

TOO_DEEP = "54001"
MAX_DEPTH = 4000  # levels; DuckDB's own max_expression_depth is 1,000
MAX_CHAIN = 6000  # conditions that one AND or OR chain may have
_SHORT = 2 * MAX_DEPTH  # characters: a level takes at least two, an operator and an operand

_OPERATOR_BYTES = b"-+*/<>=~!@#%^&|`?[.:"
_OPERATOR_WORDS = (
    b"union", b"intersect", b"except", b"join", b"is", b"notnull", b"collate", b"at", b"like",
    b"similar", b"between", b"in", b"escape", b"operator",
)  # fmt: skip

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
    """Refuse a text that nests too deeply, or has too long a chain of conditions.

    Raises:
        PgError: 54001.
    """
    if len(text) <= _SHORT:
        return
    data = text.encode().lower()
    # Upper bounds, by means that cost about a nanosecond a byte each.
    operators = len(data) - len(data.translate(None, _OPERATOR_BYTES))
    if operators <= MAX_DEPTH:
        operators += sum(map(data.count, _OPERATOR_WORDS))
    if operators <= MAX_DEPTH and data.count(b"and") + data.count(b"or") <= MAX_CHAIN:
        return
    depth, chain = _measure(text)
    if depth > MAX_DEPTH:
        raise too_deep()
    if chain > MAX_CHAIN:
        raise PgError(
            "statement too complex",
            sqlstate=TOO_DEEP,
            detail=f"One AND or OR has more than {MAX_CHAIN} conditions.",
            hint="Use IN, or a join with VALUES.",
        )


class _Level:
    """What was met between two parentheses since its last list began."""

    __slots__ = ("ands", "clauses", "operators", "ors")

    def __init__(self) -> None:
        self.operators = self.clauses = self.ands = self.ors = 0

    def meet(self, kind: int) -> int:
        """Take a token; return by how much the tree may have become deeper."""
        if kind in _OPERATORS:
            self.operators += 1
            return 1
        if kind in _CLAUSES:
            self.clauses += 1
            self.ands = self.ors = 0
            return 1
        if kind not in _LISTS:
            return 0
        self.ands = self.ands + 1 if kind == pb.AND else 0
        if kind != pb.AND:
            self.ors = self.ors + 1 if kind == pb.OR else 0
        left, self.operators = self.operators, 0
        return -left


def _measure(text: str) -> tuple[int, int]:
    """Return upper bounds of the tree's depth and of the longest chain of conditions.

    Both are 0 for a text PostgreSQL's scanner refuses: parsing fails there too, without a tree.
    """
    try:
        scanned = postgast.scan(text).tokens
    except postgast.PgQueryError:
        return 0, 0
    deepest = total = longest = 0
    outer: list[_Level] = []
    level = _Level()
    for token in scanned:
        kind = token.token
        if kind in _OPENING:
            total += level.meet(kind)  # an opening bracket is an operator, too
            outer.append(level)
            level = _Level()
        elif kind in _CLOSING and outer:
            total -= level.operators + level.clauses
            level = outer.pop()
        elif kind == pb.ASCII_59:
            outer.clear()
            total, level = 0, _Level()
        else:
            total += level.meet(kind)
            longest = max(longest, level.ands, level.ors)
        deepest = max(deepest, total)
    return deepest, longest
