"""Texts that mean the same to PostgreSQL and to DuckDB: they go through untouched.

An allow-list over PostgreSQL's own tokens. Whatever is not known to be the same sends the
statement through the tree, which costs a hundred microseconds and is never wrong; so when in
doubt a word stays out of these tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from postgast import pg_query_pb2 as pb

from duckgres.sql.dated import is_dated
from duckgres.sql.parse import Token
from duckgres.sql.rules.literals import INTEGER_DIGITS, MOST_DIGITS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATEMENTS = frozenset({"select_stmt", "insert_stmt", "update_stmt", "delete_stmt"})
"""The statements that may be safe; all others go through the tree."""

_KEYWORDS = _words("""
    select from where and or not in is null true false as on join left right inner outer cross
    full using group by having order asc desc nulls first last limit offset distinct all union
    intersect except case when then else end exists values insert into update set delete
    returning default with recursive over partition coalesce nullif between filter int integer
    bigint smallint
""")
# Names, for PostgreSQL, that mean something to DuckDB or to a rule wherever they stand.
_OTHER_WORDS = _words("""
    anti asof at describe glob lambda pivot pivot_longer pivot_wider positional qualify
    semi show summarize unpack unpivot only escape temp temporary ctid tableoid xmin
    pg_catalog information_schema pg_temp within
""")
_FUNCTIONS = _words("""
    count min max lower upper abs row_number rank dense_rank lag lead first_value
    last_value now coalesce nullif
""")
_NAMED = frozenset({"case", "coalesce", "nullif", "exists"})  # columns are called so
_CAST_TYPES = frozenset({"int", "integer", "bigint", "smallint", "int2", "int4", "int8"})
_NUMBERS = frozenset({pb.ICONST, pb.FCONST, pb.PARAM})
_OPERATORS = frozenset({"+", "*"})
_PUNCTUATION = frozenset({"(", ")", ",", ".", ";"})
_COMPARISONS = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})
# Behind a row they mean something else to DuckDB.
_OF_ROWS = frozenset({"in", "is", "between", "not"})
_BEFORE_BY = frozenset({"group", "order", "partition"})
_NESTED = ("'{", "'[", "'\"", "' ")  # arrays and JSON, whose type a column tells
_LIKE = frozenset({"like", "ilike"})


def is_safe(found: Sequence[Token]) -> bool:
    """Tell whether a statement of one of the ``STATEMENTS`` needs no rule.

    Args:
        found: Its tokens.
    """
    last = len(found) - 1
    if sum(token.word == "select" for token in found) > 1 and _names_columns(found):
        return False
    return all(
        _SAFE.get(token.kind, _is_word)(
            token,
            found[index - 1] if index else None,
            found[index + 1] if index < last else None,
        )
        for index, token in enumerate(found)
    )


def _names_columns(found: Sequence[Token]) -> bool:
    """Whether a subselect may have a column that PostgreSQL names and DuckDB names otherwise."""
    return any(
        token.word in _NAMED or (token.word in _FUNCTIONS and behind.text == "(")
        for token, behind in pairwise(found)
    )


def _is_word(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A keyword, a sign, a name, or something unknown."""
    word = token.word
    known = _KNOWN.get(word)
    if known is not None:
        return known(token, before, behind)
    if token.reserved or not (token.keyword or token.kind == pb.IDENT) or not word.isascii():
        return False
    if behind is None:
        return True
    if behind.text == "(":
        return _is_list_of_columns(before) or _is_function(word, before)
    return bool(behind.kind != pb.SCONST)  # whose type it would be


def _is_list_of_columns(before: Token | None) -> bool:
    """INSERT INTO t (…)."""
    return before is not None and before.word == "into"


def _is_function(word: str, before: Token | None) -> bool:
    """A function both have, which is nobody's own."""
    return word in _FUNCTIONS and (before is None or before.text != ".")


def _is_pattern(token: Token, before: Token | None, behind: Token | None) -> bool:
    """LIKE with a constant, which must have no backslash to be safe itself."""
    return behind is not None and behind.kind == pb.SCONST


def _is_string(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A plain string: no escapes, no array or JSON, nothing it is joined with or cast by."""
    text = token.text
    if not text.startswith("'") or "\\" in text or text.startswith(_NESTED):
        return False
    if is_dated(text[1:-1]):  # which a column may read in another way
        return False
    if "'" in text[1:-1].replace("''", ""):  # several, one a line, which are one to PostgreSQL
        return False
    return behind is None or behind.kind not in (pb.SCONST, pb.TYPECAST)


def _is_number(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A number that is written as DuckDB has it: no exponent, which makes it a DOUBLE there.

    So do many digits; a whole number beyond int8 is no numeric there.
    """
    text = token.text
    longest = MOST_DIGITS if "." in text else INTEGER_DIGITS
    return len(text) <= longest and text.replace(".", "").isdecimal()


def _compares_values(token: Token, before: Token | None, behind: Token | None) -> bool:
    """Whether it may not be rows that are compared, which DuckDB does in another way."""
    return before is None or behind is None or before.text != ")" or behind.text != "("


def _is_of_values(token: Token, before: Token | None, behind: Token | None) -> bool:
    """Whether it may not be a row that is asked about."""
    return before is None or before.text != ")"


def _is_cast(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A number as an integer; a text may be none, which DuckDB sees in another way."""
    if behind is None or before is None or behind.word not in _CAST_TYPES:
        return False
    return before.kind in _NUMBERS


def _is_minus(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A sign, or arithmetic with a number: two columns may be instants, or a jsonb and a key."""
    if behind is None:
        return False
    if before is None or before.text in ("(", ","):
        return bool(behind.kind != pb.SCONST)
    return behind.kind in _NUMBERS or before.kind in _NUMBERS


def _is_by(token: Token, before: Token | None, behind: Token | None) -> bool:
    """BY as a keyword; DuckDB lets it name nothing."""
    return before is not None and before.word in _BEFORE_BY


def _yes(token: Token, before: Token | None, behind: Token | None) -> bool:
    return True


def _no(token: Token, before: Token | None, behind: Token | None) -> bool:
    return False


_KNOWN = {
    **dict.fromkeys(_KEYWORDS | _OPERATORS | _PUNCTUATION, _yes),
    **dict.fromkeys(_COMPARISONS, _compares_values),
    **dict.fromkeys(_LIKE, _is_pattern),
    **dict.fromkeys(_OF_ROWS, _is_of_values),
    **dict.fromkeys(_OTHER_WORDS, _no),
    "by": _is_by,
    "-": _is_minus,
}


_SAFE = {
    pb.SCONST: _is_string,
    pb.ICONST: _is_number,
    pb.FCONST: _is_number,
    pb.PARAM: _yes,
    pb.TYPECAST: _is_cast,
}
