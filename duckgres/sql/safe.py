"""Texts that mean the same to PostgreSQL and to DuckDB: they go through untouched.

An allow-list over PostgreSQL's own tokens. Whatever is not known to be the same sends the
statement through the tree, which costs a hundred microseconds and is never wrong; so when in
doubt a word stays out of these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    full using group by having order asc desc nulls first last limit offset distinct union
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
    last_value coalesce nullif
""")
_NAMED = frozenset({"case", "coalesce", "nullif"})  # columns are called so
_CAST_TYPES = frozenset({"int", "integer", "bigint", "smallint", "int2", "int4", "int8"})
_NUMBERS = frozenset({pb.ICONST, pb.FCONST, pb.PARAM})
_OPERATORS = frozenset({"+", "*"})
_ARITHMETIC = frozenset({"+", "-"})
_CONSTANTS = frozenset({pb.ICONST, pb.FCONST, pb.SCONST, pb.PARAM})
_PUNCTUATION = frozenset({"(", ")", ",", ".", ";"})
_COMPARISONS = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})
# Behind a row they mean something else to DuckDB.
_OF_ROWS = frozenset({"in", "is", "between", "not"})
_BEFORE_ALL = frozenset({"union", "intersect", "except", "select"})
_BEHIND_TARGETS = frozenset({"from", "where", ")", ";", "union", "intersect", "except", "order"})
_BEFORE_ITEM = frozenset({"from", "join"})
_SET_OPERATIONS = frozenset({"union", "intersect", "except"})
_CONDITIONS = frozenset({"where", "and", "or", "not", "on", "having", "when"})
_QUERIES = frozenset({"select", "values", "with", "("})
_BEFORE_BY = frozenset({"group", "order", "partition"})
_NESTED = ("'{", "'[", "'\"", "' ")  # arrays and JSON, whose type a column tells
_LIKE = frozenset({"like", "ilike"})
_SEVERAL = 2


def is_safe(tokens: Iterable[Token]) -> bool:
    """Tell whether a statement of one of the ``STATEMENTS`` needs no rule.

    Args:
        tokens: Its tokens; they are looked at up to the first that is not safe.
    """
    found: list[Token] = []
    before: Token | None = None
    for behind in tokens:
        if found:
            token = found[-1]
            if not _SAFE.get(token.kind, _is_word)(token, before, behind):
                return False
            before = token
        found.append(behind)
    if found and not _SAFE.get(found[-1].kind, _is_word)(found[-1], before, None):
        return False
    words = {token.word for token in found}
    if ("distinct" in words and "order" in words) or _joins_strings(found, words):
        return False
    selects = sum(token.kind == pb.SELECT for token in found)
    return selects < _SEVERAL or not _names_columns(found)


def _joins_strings(found: Sequence[Token], words: set[str]) -> bool:
    """Whether a string may be a column of a set operation, whose type the others give it."""
    return not words.isdisjoint(_SET_OPERATIONS) and any(
        token.kind == pb.SCONST for token in found
    )


def _names_columns(found: Sequence[Token]) -> bool:
    """Whether a subselect may have a column that PostgreSQL names and DuckDB names otherwise."""
    return any(
        token.word in _NAMED
        or (token.word in _FUNCTIONS and behind.text == "(")
        or token.text in _ARITHMETIC
        or (token.word == "select" and place > 1 and _is_unnamed(found, place, behind))
        for place, (token, behind) in enumerate(pairwise(found))
    )


def _is_unnamed(found: Sequence[Token], place: int, behind: Token) -> bool:
    """Whether a subselect has a constant for a column, which counts for none in EXISTS."""
    if behind.kind not in _CONSTANTS or found[place - 1].text != "(":
        return False
    is_named = any(token.word == "as" for token in found[place + 2 : place + 3])
    return found[place - 2].word != "exists" and not is_named


def _is_word(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A keyword, a sign, a name, or something unknown."""
    word = token.word
    known = _KNOWN.get(word)
    if known is not None:
        return known(token, before, behind)
    if token.reserved or not (token.keyword or token.kind == pb.IDENT) or not word.isascii():
        return False
    if behind is None or behind.text != "(":
        if word in _FUNCTIONS:  # ORDER BY names the result of lower(a) so
            return False
        return behind is None or bool(behind.kind != pb.SCONST)  # whose type it would be
    return _is_list_of_columns(before) or _is_function(word, before)


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
    if token.kind != pb.PARAM and _may_be_condition(before, behind):
        return False
    text = token.text
    longest = MOST_DIGITS if "." in text else INTEGER_DIGITS
    return len(text) <= longest and text.replace(".", "").isdecimal()


def _may_be_condition(before: Token | None, behind: Token | None) -> bool:
    """Whether a number stands where DuckDB would take it for true or false."""
    if before is None or before.word not in _CONDITIONS:
        return False
    return behind is None or behind.text[0].isalpha() or behind.text in (")", ";")


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


def _is_all(token: Token, before: Token | None, behind: Token | None) -> bool:
    """UNION ALL and its like; an array behind ALL may be NULL."""
    return before is not None and before.word in _BEFORE_ALL


def _is_by(token: Token, before: Token | None, behind: Token | None) -> bool:
    """BY as a keyword; DuckDB lets it name nothing."""
    return before is not None and before.word in _BEFORE_BY


def _selects(token: Token, before: Token | None, behind: Token | None) -> bool:
    """SELECT of some columns; DuckDB does not know that of none."""
    return behind is not None and behind.word not in _BEHIND_TARGETS


def _lists(token: Token, before: Token | None, behind: Token | None) -> bool:
    """VALUES of an INSERT; the columns of another one may have no names of their own."""
    return before is None or before.text != "(" or behind is None


def _is_of_columns(token: Token, before: Token | None, behind: Token | None) -> bool:
    """JOIN … USING, DELETE … USING; that of ORDER BY has an operator."""
    return behind is not None and (behind.text == "(" or behind.text[0].isalpha())


def _opens(token: Token, before: Token | None, behind: Token | None) -> bool:
    """A parenthesis, but not that of a join, which may have a name."""
    if before is None or behind is None or before.word not in _BEFORE_ITEM:
        return True
    return behind.word in _QUERIES


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
    "all": _is_all,
    "select": _selects,
    "values": _lists,
    "using": _is_of_columns,
    "(": _opens,
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
