"""Looking at texts again, where a write is to be repeated: names of relations and of functions.

What is found in a statement stays in its memo: a block may hold thousands of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from postgast import pg_query_pb2 as pb

from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.rules import messages
from duckgres.sql.statement import Statement


@dataclass(frozen=True, slots=True)
class Names:
    """The names a statement speaks of, in lower case.

    Attributes:
        relations: Tables, views and what WITH names.
        places: In how many places one of them stands.
        functions: What is called, and is no keyword.
    """

    relations: frozenset[str]
    places: int
    functions: frozenset[str]


def names_of(statement: Statement) -> Names:
    """Return the names in the client's text of a statement of PostgreSQL's grammar."""
    known = statement.memo.get(Names)
    if isinstance(known, Names):
        return known
    text = statement.text
    found = relations(text)
    names = Names(frozenset(found), len(found), functions(text))
    statement.memo[Names] = names
    return names


def relations(text: str) -> list[str]:
    """Return the names of the relations in a statement, in lower case, each as often as it stands.

    Args:
        text: As the client wrote it; of PostgreSQL's grammar.
    """
    found = (m for parsed in parse.parse(Source(text)) for m in messages(parsed.tree))
    return [m.relname.casefold() for m in found if isinstance(m, pb.RangeVar)]


def functions(text: str) -> frozenset[str]:
    """Return the names of the functions a statement calls, and perhaps others."""
    found = parse.tokens(Source(text))
    return frozenset(
        token.text.strip('"').casefold()
        for before, token, behind in zip(found, found[1:], found[2:], strict=False)
        if behind.text == "(" and not token.keyword and before.word not in ("into", "as")
    )


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
