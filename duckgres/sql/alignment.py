"""Where a place of DuckDB's text stands in the client's text.

A client's error position counts characters from 1 in the query string it sent; DuckDB places its
errors by bytes in the text it was given. That is the query string with the slots filled, or a
rewritten statement. The rules and libpg_query's writer keep the order of nearly all words, so the
two texts' tokens are aligned as ``diff`` aligns lines, which costs a millisecond and happens only
when an error is told. Source: PostgreSQL manual, 55.8, field ``P``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.sql import parse
from duckgres.sql.parse import Token
from duckgres.sql.positions import Source
from duckgres.sql.statement import Statement

MOST_TOKENS = 2000  # on either side; the matcher's time grows with their product


def source_position(
    statement: Statement,
    offset: int,
    parameters: Sequence[str] = (),
    session_values: Mapping[str, str] | None = None,
) -> int | None:
    """Map a byte offset in a rendered statement to the client's position.

    Args:
        statement: What was rendered.
        offset: Bytes from 0 in ``statement.render(parameters, session_values)``.
        parameters: What was given to ``render``.
        session_values: What was given to ``render``.

    Returns:
        Characters from 1 in the query string; inside a filled slot, the place of the slot;
        ``None`` when the offset lies outside.
    """
    if offset < 0:
        return None
    values = session_values or {}
    if statement.origin is not None:
        found = aligned(statement.origin.text, statement.render(parameters, values), offset)
        return None if found is None else statement.origin.start + found + 1
    last = len(statement.slots)
    for index, piece in enumerate(statement.pieces):
        data = piece.encode()
        begin = statement.sources[index]
        # An offset just behind the last piece is an error "at end of input".
        if offset < len(data) or (index == last and offset == len(data)):
            return max(begin + len(data[:offset].decode(errors="ignore")), 0) + 1
        if index == last:
            return None
        offset -= len(data)
        slot = statement.slots[index]
        filled = values[slot] if isinstance(slot, str) else parameters[slot - 1]
        size = len(filled.encode())
        if offset < size:
            return begin + len(piece) + 1
        offset -= size
    return None


def parameter_position(statement: Statement) -> int | None:
    """Return the client's position of the first parameter, ``None`` without one."""
    if statement.origin is not None:
        source = Source(statement.origin.text)
        found = (token for token in parse.tokens(source) if token.kind == parse.PARAMETER)
        first = next(found, None)
        if first is None:
            return None
        return statement.origin.start + source.character(first.start) + 1
    for index, slot in enumerate(statement.slots):
        if isinstance(slot, int):
            return statement.sources[index] + len(statement.pieces[index]) + 1
    return None


def aligned(client: str, rendered: str, offset: int) -> int | None:
    """Return the character offset in the client's statement of a place in DuckDB's text.

    Args:
        client: The statement as the client wrote it.
        rendered: The statement as DuckDB got it.
        offset: Bytes from 0 in ``rendered``.

    Returns:
        Characters from 0 in ``client``: the same place in the same token, or where the next token
        that both have begins; ``None`` when nothing behind the place is the client's.
    """
    here, there = Source(rendered), Source(client)
    ours, theirs = _tokens(here), _tokens(there)
    if not ours or not theirs or max(len(ours), len(theirs)) > MOST_TOKENS:
        return None
    if offset >= ours[-1].end:
        return len(client)  # "at end of input"
    index = max(bisect_right([token.start for token in ours], offset) - 1, 0)
    matcher = SequenceMatcher(
        None, [_sameness(token) for token in ours], [_sameness(token) for token in theirs], False
    )
    for block in matcher.get_matching_blocks():
        if block.a + block.size <= index:
            continue
        if block.size == 0:
            return None
        step = max(index - block.a, 0)
        found = theirs[block.b + step]
        place = there.character(found.start)
        inside = offset - ours[index].start
        if block.a <= index and 0 < inside < len(found.text) and found.text == ours[index].text:
            place += len(found.text.encode()[:inside].decode(errors="ignore"))
        return place
    return None


def _tokens(source: Source) -> list[Token]:
    try:
        return parse.tokens(source)
    except PgError:  # what fills a slot may be written as DuckDB only reads it
        return []


def _sameness(token: Token) -> str:
    """Return what the token has in common with its rewritten form."""
    word = token.word
    if word == CATALOG:
        return ""
    return word[1:-1] if word.startswith('"') else word
