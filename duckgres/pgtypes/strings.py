"""Functions of strings that PostgreSQL has and DuckDB lacks, a value at a time.

Source: PostgreSQL 16, ``utils/adt/varlena.c``, ``quote.c``, ``formatting.c``, ``ruleutils.c``; the
answers and errors were recorded from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from duckgres.errors import PgError

# Every keyword that is not of the unreserved kind: quote_ident quotes them.
_KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema
    current_time current_timestamp current_user dec decimal default deferrable desc distinct do
    else end except exists extract false fetch float for foreign freeze from full grant
    greatest group grouping having ilike in initially inner inout int integer intersect
    interval into is isnull join json_array json_arrayagg json_object json_objectagg lateral
    leading least left like limit localtime localtimestamp national natural nchar none
    normalize not notnull null nullif numeric offset on only or order out outer overlaps
    overlay placing position precision primary real references returning right row select
    session_user setof similar smallint some substring symmetric system_user table tablesample
    then time timestamp to trailing treat trim true union unique user using values varchar
    variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()  # noqa: SIM905 - a list of so many strings is hard to read
)
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPECIFIER = re.compile(
    r"%(?:%|(?:(?P<argument>\d+)\$)?(?P<left>-*)"
    r"(?:\*(?P<star>\d*)(?P<dollar>\$?)|(?P<width>\d*))(?P<type>.?))",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4})|(.?))",
    re.DOTALL,
)
_FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def quote_identifier(name: str) -> str:
    """Return a name as it can stand in a statement."""
    if _PLAIN_NAME.fullmatch(name) and name not in _KEYWORDS:
        return name
    return '"{}"'.format(name.replace('"', '""'))


def quote_literal(text: str) -> str:
    """Return a string constant."""
    quoted = text.replace("'", "''")
    if "\\" not in quoted:
        return f"'{quoted}'"
    return "E'{}'".format(quoted.replace("\\", "\\\\"))


def initcap(text: str) -> str:
    """Return every word with a capital and small letters behind it."""
    return _WORD.sub(lambda match: match[0][:1].upper() + match[0][1:].lower(), text)


def normalize(text: str, form: str) -> str:
    """Return a Unicode normal form.

    Raises:
        PgError: 22023, there is no such form.
    """
    name = form.upper()
    if name not in _FORMS:
        raise PgError(f"invalid normalization form: {form}", sqlstate="22023")
    return unicodedata.normalize(name, text)  # type: ignore[arg-type]  # one of the four


def unistr(text: str) -> str:
    r"""Return a text with its ``\0061``, ``\+000061``, ``\u0061`` and ``\U00000061`` read.

    Raises:
        PgError: 42601, something else stands behind a backslash.
    """
    found = _ESCAPE.sub(_unescaped, text)
    try:
        return found.encode("utf-16", "surrogatepass").decode("utf-16")  # pairs become one
    except UnicodeDecodeError:
        raise PgError("invalid Unicode surrogate pair", sqlstate="42601") from None


def _unescaped(match: re.Match[str]) -> str:
    if match[0] == "\\\\":
        return "\\"
    digits = match[1] or match[2] or match[3] or match[4]
    if not digits:
        raise PgError(
            "invalid Unicode escape",
            sqlstate="42601",
            hint="Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.",
        )
    code = int(digits, 16)
    if not 0 < code <= 0x10FFFF:
        raise PgError(f"invalid Unicode code point: {code:04X}", sqlstate="22023")
    return chr(code)


def format_text(template: str, arguments: Sequence[str | None]) -> str:
    """Return what ``format()`` makes.

    Args:
        template: With ``%s``, ``%I``, ``%L`` and ``%%``, positions and widths.
        arguments: As text.

    Raises:
        PgError: 22023, the template is wrong or there are too few arguments; 22004, a name is
            NULL.
    """
    formatter = _Formatter(arguments)
    return _SPECIFIER.sub(formatter.specified, template)


class _Formatter:
    """Takes the arguments one after the other, or by their number."""

    def __init__(self, arguments: Sequence[str | None]) -> None:
        self._arguments = arguments
        self._next = 0

    def specified(self, match: re.Match[str]) -> str:
        """Return what stands in place of a specifier."""
        if match[0] == "%%":
            return "%"
        if not match["type"]:
            raise _bad_template("unterminated format() type specifier")
        width = self._width(match)
        number = None if match["argument"] is None else int(match["argument"])
        if match["type"] not in "sIL":
            raise _bad_template(f'unrecognized format() type specifier "{match["type"]}"')
        shown = _shown(self._argument(number), match["type"])
        if match["left"] or width < 0:
            return shown.ljust(abs(width))
        return shown.rjust(width)

    def _width(self, match: re.Match[str]) -> int:
        if match["star"] is None:
            return int(match["width"] or 0)
        if match["star"] and not match["dollar"]:
            message = 'width argument position must be ended by "$"'
            raise PgError(message, sqlstate="22023")
        text = self._argument(int(match["star"]) if match["star"] else None)
        try:
            return int(text or 0)
        except ValueError:
            message = f'invalid input syntax for type integer: "{text}"'
            raise PgError(message, sqlstate="22P02") from None

    def _argument(self, number: int | None) -> str | None:
        if number == 0:
            message = "format specifies argument 0, but arguments are numbered from 1"
            raise PgError(message, sqlstate="22023")
        self._next = self._next + 1 if number is None else number
        if self._next > len(self._arguments):
            raise PgError("too few arguments for format()", sqlstate="22023")
        return self._arguments[self._next - 1]


def _shown(value: str | None, kind: str) -> str:
    if kind == "s":
        return value or ""
    if kind == "L":
        return "NULL" if value is None else quote_literal(value)
    if value is None:
        message = "null values cannot be formatted as an SQL identifier"
        raise PgError(message, sqlstate="22004")
    return quote_identifier(value)


def _bad_template(message: str) -> PgError:
    return PgError(message, sqlstate="22023", hint='For a single "%" use "%%".')
