"""Settings whose values need more than their type: zones, encodings, styles, paths, names.

PostgreSQL calls these check hooks. A value that PostgreSQL takes and this server cannot honour is
refused with 0A000: a client that asked for dates in another style must not read them wrong.
Isolation levels weaker than DuckDB's snapshots get more than they asked for; what SERIALIZABLE
asks for beyond them is done at its commit (``session.serializable``). Source: PostgreSQL 15's
``commands/variable.c``, ``varlena.c`` (SplitIdentifierString).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.quoting import quoted
from duckgres.session.setting_values import Value, invalid_value

NAME_LENGTH = 63  # bytes; NAMEDATALEN - 1


@dataclass(frozen=True, slots=True)
class Situation:
    """What a check may look at: the user, the value that is replaced and the default."""

    user: str
    current: str
    default: str


def _unsupported(name: str, value: str, hint: str) -> PgError:
    return PgError(f'{name} "{value}" is not supported', sqlstate="0A000", hint=hint)


# Lists


def path_name(name: str) -> str:
    """Quote a name inside DuckDB's list where it needs it."""
    return quote_name(name) if re.search(r'[\s,."]', name) else name


def split_names(text: str) -> list[str] | None:
    """Split a list of identifiers; ``None`` when it is none. Unquoted ones fold to lower case."""
    names: list[str] = []
    rest = text.strip()
    while rest:
        found = _LIST_ITEM.match(rest)
        if found is None or (names and not rest):
            return None
        quoted, plain = found["quoted"], found["plain"]
        names.append(quoted.replace('""', '"') if quoted is not None else plain.lower())
        tail = rest[found.end() :]
        if not tail:
            return names
        rest = tail[1:].lstrip()
        if not rest:
            return None
    return names


_LIST_ITEM = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^\s",]+))\s*(?=,|$)')


def quote_name(name: str) -> str:
    """Return an identifier as PostgreSQL's quote_identifier writes it, but for its key words."""
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        return name
    return quoted(name)


def _name_list(name: str) -> Callable[[str, Situation], str]:
    def check(text: str, _: Situation) -> str:
        if split_names(text) is None:
            raise invalid_value(name, text, detail="List syntax is invalid.")
        return text

    return check


# Dates and zones

_STYLES = {"iso": "ISO", "sql": "SQL", "postgres": "Postgres", "german": "German"}
_ORDERS = {
    **dict.fromkeys(("dmy", "euro"), "DMY"),
    **dict.fromkeys(("mdy", "us", "noneuro"), "MDY"),
    "ymd": "YMD",
}


def _date_style(text: str, situation: Situation) -> str:
    """Complete a partial DateStyle from the present one; conflicting words are an error."""
    words = split_names(text)
    if words is None:
        raise invalid_value("DateStyle", text, detail="List syntax is invalid.")
    style, order = situation.current.split(", ")
    chosen_style = chosen_order = ""
    for word in words:
        given_style, given_order = _date_word(text, word, situation)
        # DEFAULT and German fill in what no other word says; the others must not contradict.
        if given_style and word != "default":
            if chosen_style not in ("", given_style):
                raise _conflict(text)
            chosen_style = given_style
        if given_order and word not in ("default", "german"):
            if chosen_order not in ("", given_order):
                raise _conflict(text)
            chosen_order = given_order
        if word == "default":
            style = chosen_style or given_style
            order = chosen_order or given_order
        elif word == "german":
            order = given_order
    full = f"{chosen_style or style}, {chosen_order or order}"
    if not full.startswith("ISO,"):
        raise _unsupported("DateStyle", full, "Only the ISO style is available.")
    return full


def _date_word(text: str, word: str, situation: Situation) -> tuple[str, str]:
    """Return the style and the order that one word of DateStyle stands for."""
    if word == "default":
        style, order = situation.default.split(", ")
        return style, order
    if word in _STYLES:
        return _STYLES[word], "DMY" if word == "german" else ""
    key = word if word in _ORDERS else word[:4] if word.startswith("euro") else word
    key = "noneuro" if word.startswith("noneuro") else key
    if key not in _ORDERS:
        raise invalid_value("DateStyle", text, detail=f'Unrecognized key word: "{word}".')
    return "", _ORDERS[key]


def _conflict(text: str) -> PgError:
    return invalid_value("DateStyle", text, detail='Conflicting "datestyle" specifications.')


def _zone(name: str) -> Callable[[str, Situation], str]:
    def check(text: str, _: Situation) -> str:
        try:
            shown = zones.canonical(text)
        except PgError:
            raise invalid_value(name, text) from None
        if zones.engine_name(shown) is None:
            raise _unsupported(
                "time zone", shown, "Use a zone by its name, or whole hours from UTC."
            )
        return shown

    return check


# Encodings

_ENCODINGS = {"utf8": "UTF8", "unicode": "UTF8", "sqlascii": "SQL_ASCII"}
_OTHER_ENCODINGS = re.compile(
    r"abc|alt|big5|euccn|eucjis2004|eucjp|euckr|euctw|gb18030|gbk|iso88591|iso885910"
    r"|iso885913|iso885914|iso885915|iso885916|iso88592|iso88593|iso88594|iso88595|iso88596"
    r"|iso88597|iso88598|iso88599|johab|koi8|koi8r|koi8u|latin1|latin10|latin2|latin3"
    r"|latin4|latin5|latin6|latin7|latin8|latin9|mskanji|muleinternal|shiftjis|shiftjis2004"
    r"|sjis|tcvn|tcvn5712|uhc|vscii|win|win1250|win1251|win1252|win1253|win1254|win1255"
    r"|win1256|win1257|win1258|win866|win874|win932|win936|win949|win950|windows1250"
    r"|windows1251|windows1252|windows1253|windows1254|windows1255|windows1256|windows1257"
    r"|windows1258|windows866|windows874|windows932|windows936|windows949|windows950"
)


def _client_encoding(text: str, _: Situation) -> str:
    """UTF8 by any of its names; SQL_ASCII is UTF8 unconverted, the rest is refused."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    if plain in _ENCODINGS:
        return _ENCODINGS[plain]
    if _OTHER_ENCODINGS.fullmatch(plain):
        raise _unsupported("client_encoding", text, "Use UTF8; this server converts nothing.")
    raise invalid_value("client_encoding", text)


# Names


def _application_name(text: str, _: Situation) -> str:
    """Keep printable ASCII, a question mark for each other byte, and at most a name's length."""
    cut = text.encode("utf-8", "surrogatepass")[:NAME_LENGTH]
    return "".join(chr(byte) if 32 <= byte <= 126 else "?" for byte in cut)


def _role(text: str, situation: Situation) -> str:
    if text not in ("none", situation.user):
        raise PgError(f'permission denied to set role "{text}"', sqlstate="42501")
    return text


def _session_authorization(text: str, situation: Situation) -> str:
    if text != situation.user:
        message = f'permission denied to set session authorization "{text}"'
        raise PgError(message, sqlstate="42501")
    return text


def _only(name: str, *allowed: str, detail: str | None = None) -> Callable[[str, Situation], str]:
    """Take the values that exist here; ``detail`` says what another one is not."""

    def check(text: str, _: Situation) -> str:
        if text not in allowed:
            raise invalid_value(name, text, detail=detail and detail.format(text))
        return text

    return check


_LOCALES = ("C", "POSIX", "C.UTF-8", "C.utf8")

CHECKS: dict[str, Callable[[str, Situation], str]] = {
    "DateStyle": _date_style,
    "TimeZone": _zone("TimeZone"),
    "client_encoding": _client_encoding,
    "application_name": _application_name,
    "search_path": _name_list("search_path"),
    "role": _role,
    "session_authorization": _session_authorization,
    "default_tablespace": _only(
        "default_tablespace", "", "pg_default", detail='Tablespace "{}" does not exist.'
    ),
    "temp_tablespaces": _only("temp_tablespaces", "", '""', "pg_default"),
    "default_table_access_method": _only(
        "default_table_access_method", "heap", detail='Table access method "{}" does not exist.'
    ),
    "default_text_search_config": _only(
        "default_text_search_config", "pg_catalog.english", "pg_catalog.simple"
    ),
    "timezone_abbreviations": _only("timezone_abbreviations", "Default"),
    **{name: _only(name, *_LOCALES) for name in ("lc_monetary", "lc_numeric", "lc_time")},
}
"""Setting -> what makes its text canonical or refuses it."""

_TRUE_HERE: dict[str, Value] = {
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "standard_conforming_strings": True,
    "transform_null_equals": False,
    "array_nulls": True,
    "exit_on_error": False,
}


def refuse_untrue(name: str, value: Value, shown: str) -> None:
    """Refuse a value that would change how this server reads or writes, but does not.

    Raises:
        PgError: 0A000.
    """
    if name in _TRUE_HERE and value != _TRUE_HERE[name]:
        raise _unsupported(name, shown, "Only the default is available.")
