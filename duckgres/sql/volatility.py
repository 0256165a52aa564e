"""Looking at texts again, where a write is to be repeated: names of relations and of functions."""

from __future__ import annotations

from itertools import pairwise

from postgast import pg_query_pb2 as pb

from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.rules import messages


def relations(text: str) -> frozenset[str]:
    """Return the names of all relations in a statement, in lower case.

    Args:
        text: As the client wrote it; of PostgreSQL's grammar.
    """
    found = (m for parsed in parse.parse(Source(text)) for m in messages(parsed.tree))
    return frozenset(m.relname.casefold() for m in found if isinstance(m, pb.RangeVar))


def words(text: str) -> list[str]:
    """Return the words of an expression, in lower case."""
    return [token.word for token in parse.tokens(Source(text))]


def called(text: str) -> frozenset[str]:
    """Return the names that stand before a parenthesis in an expression, in lower case."""
    return frozenset(
        token.text.strip('"').casefold()
        for token, behind in pairwise(parse.tokens(Source(text)))
        if behind.text == "("
    )
