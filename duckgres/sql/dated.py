"""Untyped constants that look like a date, a time or an interval, but not as DuckDB reads one.

``WHERE d = 'Jan 5, 2024'`` says nothing of what the constant is; the column does. What DuckDB
reads
as PostgreSQL does (ISO 8601) is none of these, and neither is what no date looks like, so that the
constants of most statements stay constants.
"""

from __future__ import annotations

import re

from duckgres.errors import PgError
from duckgres.pgtypes.datetime_decoder import decode, decode_time
from duckgres.pgtypes.datetime_parts import Wrong
from duckgres.pgtypes.datetime_tokens import Word, word_of
from duckgres.pgtypes.interval_input import decode_interval_text
from duckgres.pgtypes.short_texts import remembered

_LONGEST = 64  # characters
_ISO = re.compile(
    r"[1-9]\d{3}-\d\d-\d\d([ T]\d\d:\d\d(:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d)?)?)?)?"
    r"|\d\d:\d\d(:[0-5]\d(\.\d{1,6})?)?"
    r"|\d+ (year|month|week|day|hour|minute|second)s?",
    re.ASCII,
)
# Numbers, and keys such as 2024-0001; a date without separators has eight digits.
_NUMBER = re.compile(r"[+-]?[0-9.]+", re.ASCII)
_COMPACT_DATE = re.compile(r"(19|20)\d{6}", re.ASCII)
_YEARS_AND_MONTHS = re.compile(r"[+-]?\d{1,2}-\d{1,2}", re.ASCII)
_DATE_OF_PARTS = re.compile(r"\d+[-/ ]\d+", re.ASCII)
_ISO_INTERVAL = re.compile(r"P(T?[0-9.+-]+[YMWDHS])+", re.ASCII)
_FIRST_WORD = re.compile(r"-?[a-z]+", re.ASCII)
_TELLING = frozenset({Word.MONTH, Word.IGNORED, Word.RESERVED})


def is_dated(text: str) -> bool:
    """Whether a constant may be a date, a time or an interval that DuckDB reads in another way."""
    first = text[:1]
    if not text or len(text) > _LONGEST or first in "{[\"'":
        return False
    if first.isalpha():
        return _begins_with_word(text) and _is_read(text)
    if first not in "0123456789 +-@.":
        return False
    if _ISO.fullmatch(text) or (_NUMBER.fullmatch(text) and not _COMPACT_DATE.fullmatch(text)):
        return False
    if _DATE_OF_PARTS.fullmatch(text) and not _YEARS_AND_MONTHS.fullmatch(text):
        return False
    return _is_read(text)


def _begins_with_word(text: str) -> bool:
    if _ISO_INTERVAL.match(text):
        return True
    match = _FIRST_WORD.match(text.lower())
    found = word_of(match[0]) if match else None
    return found is not None and found[0] in _TELLING


@remembered(512)
def _is_read(text: str) -> bool:
    """Whether it is one of them to PostgreSQL."""
    for read in (decode, decode_time):
        try:
            read(text)
        except Wrong:
            continue
        return True
    try:
        decode_interval_text(text.encode())
    except PgError:
        return False
    return True
