"""COPY's options: the tree's list to ``CopyOptions``, with PostgreSQL's checks and messages.

The old syntax (``WITH CSV HEADER DELIMITER ';'``) is the same list: the grammar sees to that.
Messages are those of PostgreSQL 16, of 18 for what came later (ON_ERROR, LOG_VERBOSITY,
REJECT_LIMIT, ``FORCE_NULL *``); all recorded. Source: ``ProcessCopyOptions`` of
``commands/copy.c``, whose order decides which of two mistakes is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.encodings import CODECS, encode, encoding_name
from duckgres.sql.copy_command import CopyFormat, CopyOptions, Header, OnError
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source

_FORMATS = {"text": CopyFormat.TEXT, "csv": CopyFormat.CSV, "binary": CopyFormat.BINARY}
_TRUE, _FALSE = frozenset({"true", "on", "1"}), frozenset({"false", "off", "0"})
_VERBOSITIES = ("default", "verbose", "silent")
_NOT_A_DELIMITER = "\\.abcdefghijklmnopqrstuvwxyz0123456789"  # in text format
_UTF8 = "utf-8"
_INT8 = (-(2**63), 2**63 - 1)


@dataclass(slots=True)
class _Given:
    """The options as written; ``None`` is not given."""

    incoming: bool
    source: Source
    format: CopyFormat | None = None
    delimiter: str | None = None
    null: str | None = None
    default: str | None = None
    header: Header | None = None
    quote: str | None = None
    escape: str | None = None
    # Names, in their order; an empty list stands for all.
    force_quote: list[str] | None = None
    force_not_null: list[str] | None = None
    force_null: list[str] | None = None
    encoding: str | None = None
    freeze: bool | None = None
    on_error: OnError | None = None
    log_verbosity: str | None = None
    reject_limit: int | None = None
    convert_selectively: bool | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def is_csv(self) -> bool:
        """Whether the format is csv."""
        return self.format is CopyFormat.CSV

    @property
    def is_binary(self) -> bool:
        """Whether the format is binary."""
        return self.format is CopyFormat.BINARY

    def error(self, message: str, sqlstate: str, option: Node) -> PgError:
        """Return an error at an option."""
        return PgError(
            message, sqlstate=sqlstate, position=self.source.character(option.location) + 1
        )


def copy_options(source: Source, options: Sequence[Node], *, incoming: bool) -> CopyOptions:
    """Read the options.

    Args:
        source: The query string.
        options: The tree's list.
        incoming: COPY FROM.

    Raises:
        PgError: What PostgreSQL says to a wrong option, or to a wrong combination.
    """
    given = _Given(incoming, source)
    for node in options:
        option = node.def_elem
        read = _READERS.get(option.defname)
        if read is None:
            raise given.error(f'option "{option.defname}" not recognized', "42601", option)
        if option.defname in given.seen:
            raise given.error("conflicting or redundant options", "42601", option)
        given.seen.add(option.defname)
        setattr(given, option.defname, read(given, option))
    for check in _CHECKS:
        check(given)
    return _filled(given)


def _filled(given: _Given) -> CopyOptions:
    """Return what was given, with the format's defaults for the rest."""
    quote = _quote(given)
    return CopyOptions(
        format=given.format or CopyFormat.TEXT,
        delimiter=_delimiter(given).encode(),
        null=encode(_null(given), given.encoding or _UTF8),
        default=None if given.default is None else given.default.encode(),
        header=given.header or Header.NONE,
        quote=quote.encode(),
        escape=(quote if given.escape is None else given.escape).encode(),
        force_quote=_columns(given.force_quote),
        force_not_null=_columns(given.force_not_null),
        force_null=_columns(given.force_null),
        encoding=None if given.encoding == _UTF8 else given.encoding,
        on_error=given.on_error or OnError.STOP,
        reject_limit=given.reject_limit,
        verbosity=given.log_verbosity or "default",
        freeze=bool(given.freeze),
    )


def _columns(names: list[str] | None) -> frozenset[str] | None:
    if names is None:
        return frozenset()
    return frozenset(names) or None


def _delimiter(given: _Given) -> str:
    if given.delimiter is None:
        return "," if given.is_csv else "\t"
    return given.delimiter


def _null(given: _Given) -> str:
    if given.null is None:
        return "" if given.is_csv else "\\N"
    return given.null


def _quote(given: _Given) -> str:
    return '"' if given.quote is None else given.quote


# One option: its value, from the tree ------------------------------------------------------------


def _text(option: Node) -> str:
    """Return the value as text, as ``defGetString`` does."""
    if not option.HasField("arg"):
        raise PgError(f"{option.defname} requires a parameter", sqlstate="42601")
    value = option.arg
    kind = value.WhichOneof("node")
    if kind == "integer":
        return str(value.integer.ival)
    if kind == "float":
        return str(value.float.fval)
    if kind == "boolean":
        return "true" if value.boolean.boolval else "false"
    if kind == "a_star":
        return "*"
    if kind == "list":
        return ".".join(item.string.sval for item in value.list.items)
    return str(value.string.sval)


def _boolean(option: Node, wanted: str = "a Boolean value") -> bool:
    """Return a switch, which is on where it has no value, as ``defGetBoolean`` does."""
    if not option.HasField("arg"):
        return True
    text = _text(option).lower()
    # A number must be one: '1' in quotes is none, and neither is 1.0.
    is_number = option.arg.WhichOneof("node") == "integer"
    if text in _TRUE and (text != "1") | is_number:
        return True
    if text in _FALSE and (text != "0") | is_number:
        return False
    raise PgError(f"{option.defname} requires {wanted}", sqlstate="42601")


def _read_text(given: _Given, option: Node) -> str:
    return _text(option)


def _read_format(given: _Given, option: Node) -> CopyFormat:
    name = _text(option)
    if name not in _FORMATS:
        raise given.error(f'COPY format "{name}" not recognized', "22023", option)
    return _FORMATS[name]


def _read_header(given: _Given, option: Node) -> Header:
    if option.HasField("arg") and (text := _text(option)).lower() == "match":
        if not given.incoming:
            raise PgError(f'cannot use "{text}" with HEADER in COPY TO', sqlstate="0A000")
        return Header.MATCH
    return Header.NAMES if _boolean(option, 'a Boolean value or "match"') else Header.NONE


def _read_freeze(given: _Given, option: Node) -> bool:
    return _boolean(option)


def _read_columns(given: _Given, option: Node) -> list[str]:
    """Return names; an empty list for all of them."""
    kind = option.arg.WhichOneof("node") if option.HasField("arg") else None
    if kind == "a_star" and option.defname != "convert_selectively":
        return []
    if kind != "list":
        message = f'argument to option "{option.defname}" must be a list of column names'
        raise given.error(message, "22023", option)
    names = [item.string.sval for item in option.arg.list.items]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PgError(f'column "{name}" specified more than once', sqlstate="42701")
    return names


def _read_converted(given: _Given, option: Node) -> bool:
    """An option for PostgreSQL's own file_fdw, which leaves columns out of the conversion."""
    if option.HasField("arg"):
        _read_columns(given, option)
    return True


def _read_encoding(given: _Given, option: Node) -> str:
    name = encoding_name(_text(option))
    if name is None:
        message = 'argument to option "encoding" must be a valid encoding name'
        raise given.error(message, "22023", option)
    if name not in CODECS:
        raise PgError(
            f"COPY in encoding {name} is not supported",
            sqlstate="0A000",
            hint="Use UTF8 and convert the file.",
        )
    return CODECS[name]


def _read_on_error(given: _Given, option: Node) -> OnError:
    text = _text(option)
    if not given.incoming:
        raise given.error("COPY ON_ERROR cannot be used with COPY TO", "22023", option)
    found = {"stop": OnError.STOP, "ignore": OnError.IGNORE}.get(text.lower())
    if found is None:
        raise given.error(f'COPY ON_ERROR "{text}" not recognized', "22023", option)
    return found


def _read_verbosity(given: _Given, option: Node) -> str:
    text = _text(option)
    if text.lower() not in _VERBOSITIES:
        raise given.error(f'COPY LOG_VERBOSITY "{text}" not recognized', "22023", option)
    return text.lower()


def _read_reject_limit(given: _Given, option: Node) -> int:
    if not option.HasField("arg"):
        raise PgError("reject_limit requires a numeric value", sqlstate="42601")
    text = _text(option)
    try:
        limit = int(text)
    except ValueError:
        raise PgError(
            f'invalid input syntax for type bigint: "{text}"', sqlstate="22P02"
        ) from None
    if not _INT8[0] <= limit <= _INT8[1]:
        raise PgError(f'value "{text}" is out of range for type bigint', sqlstate="22003")
    if limit <= 0:
        raise PgError(f"REJECT_LIMIT ({limit}) must be greater than zero", sqlstate="22023")
    return limit


# Any: each option has its own kind of value.
_READERS: dict[str, Callable[[_Given, Node], Any]] = {
    "format": _read_format,
    "freeze": _read_freeze,
    "delimiter": _read_text,
    "null": _read_text,
    "default": _read_text,
    "header": _read_header,
    "quote": _read_text,
    "escape": _read_text,
    "force_quote": _read_columns,
    "force_not_null": _read_columns,
    "force_null": _read_columns,
    "convert_selectively": _read_converted,
    "encoding": _read_encoding,
    "on_error": _read_on_error,
    "log_verbosity": _read_verbosity,
    "reject_limit": _read_reject_limit,
}


# All of them: what excludes what, in PostgreSQL's order ------------------------------------------


def _check_binary(given: _Given) -> None:
    for name in ("delimiter", "null", "default"):
        if given.is_binary and getattr(given, name) is not None:
            raise PgError(f"cannot specify {name.upper()} in BINARY mode", sqlstate="42601")


def _check_delimiter(given: _Given) -> None:
    delimiter = _delimiter(given)
    _one_byte("delimiter", delimiter)
    if delimiter in "\r\n":
        raise _wrong("COPY delimiter cannot be newline or carriage return")


def _check_representations(given: _Given) -> None:
    if _has_newline(_null(given)):
        raise _wrong("COPY null representation cannot use newline or carriage return")
    if given.default is not None and _has_newline(given.default):
        raise _wrong("COPY default representation cannot use newline or carriage return")
    if not given.is_csv and (delimiter := _delimiter(given)) in _NOT_A_DELIMITER:
        raise _wrong(f'COPY delimiter cannot be "{delimiter}"')


def _check_header(given: _Given) -> None:
    if given.is_binary and given.header in (Header.NAMES, Header.MATCH):
        raise _refused("cannot specify HEADER in BINARY mode")


def _check_quote(given: _Given) -> None:
    _only_csv(given, "quote")
    if given.is_csv:
        _one_byte("quote", _quote(given))
        if _delimiter(given) == _quote(given):
            raise _wrong("COPY delimiter and quote must be different")
    _only_csv(given, "escape")
    if given.escape is not None:
        _one_byte("escape", given.escape)


def _check_forced(given: _Given) -> None:
    for name, incoming in (("force_quote", False), ("force_not_null", True), ("force_null", True)):
        _only_csv(given, name)
        if getattr(given, name) is not None and given.incoming is not incoming:
            direction = "FROM" if incoming else "TO"
            words = name.replace("_", " ")
            raise _refused(f"COPY {words} only available using COPY {direction}")


def _check_null(given: _Given) -> None:
    if _delimiter(given) in _null(given):
        raise _refused("COPY delimiter must not appear in the NULL specification")
    if given.is_csv and _quote(given) in _null(given):
        raise _refused("CSV quote character must not appear in the NULL specification")


def _check_default(given: _Given) -> None:
    default = given.default
    if default is None:
        return
    if not given.incoming:
        raise _refused("COPY DEFAULT only available using COPY FROM")
    if _delimiter(given) in default:
        raise _refused("COPY delimiter must not appear in the DEFAULT specification")
    if given.is_csv and _quote(given) in default:
        raise _refused("CSV quote character must not appear in the DEFAULT specification")
    if default == _null(given):
        raise _refused("NULL specification and DEFAULT specification cannot be the same")


def _check_errors(given: _Given) -> None:
    ignores = given.on_error is OnError.IGNORE
    if given.is_binary and ignores:
        raise PgError("only ON_ERROR STOP is allowed in BINARY mode", sqlstate="42601")
    if given.reject_limit is not None and not ignores:
        raise _wrong("COPY REJECT_LIMIT requires ON_ERROR to be set to IGNORE")


_CHECKS: tuple[Callable[[_Given], None], ...] = (
    _check_binary, _check_delimiter, _check_representations, _check_header, _check_quote,
    _check_forced, _check_null, _check_default, _check_errors,
)  # fmt: skip


def _has_newline(text: str) -> bool:
    return "\r" in text or "\n" in text


def _one_byte(name: str, value: str) -> None:
    if len(value.encode()) != 1:
        raise _refused(f"COPY {name} must be a single one-byte character")


def _only_csv(given: _Given, name: str) -> None:
    if not given.is_csv and getattr(given, name) is not None:
        raise _refused(f"COPY {name.replace('_', ' ')} available only in CSV mode")


def _wrong(message: str) -> PgError:
    return PgError(message, sqlstate="22023")


def _refused(message: str) -> PgError:
    return PgError(message, sqlstate="0A000")
