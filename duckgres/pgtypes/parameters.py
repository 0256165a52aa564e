"""One bound parameter as an expression of DuckDB's SQL.

The expression is typed (``CAST(5 AS INTEGER)``: DuckDB would take a bare 5 in ORDER BY for a
position) and closed: nothing a client sends ends its quotes, because values are decoded first and
written anew, and strings double their quotes (DuckDB's plain strings have no backslash escapes).
What PostgreSQL leaves untyped, unknown, is a plain string literal, which DuckDB's binder types by
what stands beside it.

A numeric keeps its digits and scale as the smallest DECIMAL that holds it. DuckDB's ends at 38
digits: a longer fraction is rounded to fit, a number with more digits before the point becomes
DOUBLE, and so do NaN and infinity, which DECIMAL does not have.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes import (
    array_input,
    datetime,
    datetime_input,
    nested,
    number,
    number_input,
    oids,
    quoting,
    registry,
    text,
    uuid,
)
from duckgres.pgtypes.duckdb_map import duckdb_name
from duckgres.pgtypes.interval_input import LONGEST_WORD
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY

BINARY_FORMAT = 1
MAX_DECIMAL_WIDTH = 38
_DATES_AND_TIMES = frozenset({"D", "T"})  # typcategory of dates and times, and of intervals
# The words whose value is the session's clock and zone.
_CLOCK_WORDS = {
    "now": "now()",
    "today": "current_date",
    "tomorrow": "(current_date + 1)",
    "yesterday": "(current_date - 1)",
}
_WIDE = Context(prec=MAX_DECIMAL_WIDTH + 2)

# A raw value is whatever its kind says (the package's table), hence Any.
Writer = Callable[[Any], str]


def literal(oid: int, format_code: int, data: bytes | None) -> str:
    """Return a DuckDB expression of the parameter's value.

    Args:
        oid: The parameter's PostgreSQL type; 0 and 705 (unknown) leave it untyped.
        format_code: 0 text, 1 binary.
        data: The bytes of Bind, ``None`` for NULL.

    Raises:
        PgError: The bytes are no value of the type; 22P03 for binary forms, the caller adds which
            parameter it was. 0A000 for a type that DuckDB has no value of.
    """
    if data is None:
        name = duckdb_name(oid)
        return "NULL" if name is None else f"CAST(NULL AS {name})"
    read = _READERS.get((oid, format_code))
    if read is None:
        read = _READERS[oid, format_code] = _reader(oid, format_code)
    return read(data)


def _text(data: bytes) -> str:
    value = text.decode(data)
    return "CAST('" + value.replace("'", "''") + "' AS VARCHAR)"


def _unknown(data: bytes) -> str:
    return quoting.literal(text.decode(data))


def _short_integer_reader(
    type_name: str, decode: Callable[[bytes], int], safe_digits: int
) -> Callable[[bytes], str]:
    """Integers as text are the hot path: so few plain digits are in range and need no decoding."""
    end = f" AS {type_name})"

    def read(data: bytes) -> str:
        if len(data) <= safe_digits and data.isdigit():
            return f"CAST({data.decode()}{end}"
        return f"CAST({decode(data)}{end}"

    return read


def _timestamptz_text(data: bytes) -> str:
    """Without a zone it is local time of the session, which DuckDB knows: leave that to a cast."""
    if datetime_input.timestamp_has_zone(data):
        return _timestamptz(datetime_input.decode_timestamptz_text(data, "UTC"))
    local = datetime_input.decode_timestamp_text(data)
    return f"CAST({_timestamp(local)} AS TIMESTAMP WITH TIME ZONE)"


def _timetz_text(data: bytes) -> str:
    """Without a zone, the same."""
    if datetime_input.time_has_zone(data):
        return _timetz(datetime_input.decode_timetz_text(data, "UTC"))
    clock = datetime.clock(datetime_input.decode_time_text(data))
    return f"CAST('{clock}' AS TIME WITH TIME ZONE)"


def _reader(oid: int, format_code: int) -> Callable[[bytes], str]:
    """Build the function from bytes to the expression: decode, then write."""
    if oid == 0:
        oid = oids.UNKNOWN
    write = _writer(oid)
    if format_code == BINARY_FORMAT:
        return _joined(registry.binary_decoder(oid), write)
    if oids.TYPES[oid].category in _DATES_AND_TIMES:
        special = {oids.TIMESTAMPTZ: _timestamptz_text, oids.TIMETZ: _timetz_text}.get(oid)
        return _lenient(special or _joined(registry.text_decoder(oid), write), oid)
    element = oids.ELEMENT_OF.get(oid)
    if element is not None and oids.TYPES[element].category in _DATES_AND_TIMES:
        expressions = array_input.text_decoder(_reader(element, format_code))
        return _joined(expressions, _array_writer(element, str))
    return _joined(registry.text_decoder(oid), write)


def _joined(decode: Callable[[bytes], Any], write: Writer) -> Callable[[bytes], str]:
    return lambda data: write(decode(data))


def _lenient(read: Callable[[bytes], str], oid: int) -> Callable[[bytes], str]:
    """Let DuckDB say what now and today are, and try what we cannot read: its error is the answer.

    A text with BC is not handed on: DuckDB drops the word and takes the year for AD.
    """
    name = duckdb_name(oid)
    words = _CLOCK_WORDS if oid in {oids.DATE, oids.TIMESTAMP, oids.TIMESTAMPTZ} else {}

    def read_or_hand_on(data: bytes) -> str:
        try:
            return read(data)
        except PgError as error:
            value = text.decode(data)
            word = value.strip().lower()
            if error.sqlstate != "22007" or "bc" in word or len(word) > LONGEST_WORD:
                raise
            if word in words:
                return f"CAST({words[word]} AS {name})"
            return f"CAST({quoting.literal(value)} AS {name})"

    return read_or_hand_on


def _writer(oid: int) -> Writer:
    row = oids.TYPES.get(oid)
    if row is None:
        raise PgError(f"type with OID {oid} does not exist", sqlstate="42704")
    if row.kind == "array":
        element = oids.ELEMENT_OF[oid]
        # Elements of numeric[] stay text until all are cast to one type: DuckDB would first look
        # for a DECIMAL that holds them all, and there may be none.
        write = _numeric_text if element == oids.NUMERIC else _writer(element)
        return _array_writer(element, write)
    if row.kind in {"int2vector", "oidvector"}:
        element = oids.INT2 if row.kind == "int2vector" else oids.OID
        return _array_writer(element, _writer(element))
    return _WRITERS[row.kind]


def _array_writer(element_oid: int, write: Writer) -> Writer:
    """Elements are written as expressions of their own; the cast types empty lists and NULLs."""
    element_type = duckdb_name(element_oid)

    def write_list(value: list[Any]) -> str:
        return "[" + ", ".join(map(write_item, value)) + "]"

    def write_item(item: Any) -> str:
        if item is None:
            return "NULL"
        return write_list(item) if isinstance(item, list) else write(item)

    def write_array(value: list[Any]) -> str:
        name = element_type or _decimal_name(_leaves(value))
        return f"CAST({write_list(value)} AS {name}{'[]' * _depth(value)})"

    return write_array


def _leaves(value: list[Any]) -> list[Any]:
    leaves: list[Any] = []
    for item in value:
        leaves += _leaves(item) if isinstance(item, list) else [item]
    return [leaf for leaf in leaves if leaf is not None]


def _depth(value: list[Any]) -> int:
    return 1 + (_depth(value[0]) if value and isinstance(value[0], list) else 0)


def _decimal_name(values: list[Decimal]) -> str:
    """Return the smallest type that holds all: one DECIMAL, or DOUBLE if one needs it."""
    whole, scale = 1, 0
    for value in values:
        if not value.is_finite():
            return "DOUBLE"
        whole = max(whole, value.adjusted() + 1)
        scale = max(scale, -int(value.as_tuple().exponent))
    if whole > MAX_DECIMAL_WIDTH:
        return "DOUBLE"
    scale = min(scale, MAX_DECIMAL_WIDTH - whole)
    return f"DECIMAL({whole + scale},{scale})"


def _numeric(value: Decimal) -> str:
    name = _decimal_name([value])
    if name != "DOUBLE":
        scale = MAX_DECIMAL_WIDTH - max(value.adjusted() + 1, 1)
        if -int(value.as_tuple().exponent) > scale:
            value = value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, _WIDE)
            name = _decimal_name([value])  # 9.99… may have become 10.0…
    return f"CAST({_numeric_text(value)} AS {name})"


def _numeric_text(value: Decimal) -> str:
    return f"'{number.encode_numeric_text(value).decode()}'"


def _bool(value: bool) -> str:
    return "CAST(true AS BOOLEAN)" if value else "CAST(false AS BOOLEAN)"


def _float8(value: float) -> str:
    return f"CAST('{value!r}' AS DOUBLE)"


def _float4(value: float) -> str:
    return f"CAST('{value!r}' AS FLOAT)"


def _bytea(value: bytes) -> str:
    return f"from_hex('{value.hex()}')"


def _bit(value: str) -> str:
    if not value:
        raise PgError("an empty bit string is not supported", sqlstate="0A000")
    return f"CAST('{value}' AS BIT)"


def _date(value: int) -> str:
    if abs(value) == DATE_INFINITY:
        return f"CAST('{'-' if value < 0 else ''}infinity' AS DATE)"
    shown, _, era = datetime.encode_date_text(value).decode().partition(" ")
    return f"CAST('{shown}{' (BC)' if era else ''}' AS DATE)"


def _time(value: int) -> str:
    return f"CAST('{datetime.clock(value)}' AS TIME)"


def _timetz(value: tuple[int, int]) -> str:
    return f"CAST('{datetime.encode_timetz_text(value).decode()}' AS TIME WITH TIME ZONE)"


def _timestamp(value: int) -> str:
    """By number: the text forms of far and BC years differ, and lose microseconds in zones."""
    if abs(value) == TIMESTAMP_INFINITY:
        return f"CAST('{'-' if value < 0 else ''}infinity' AS TIMESTAMP)"
    return f"make_timestamp(CAST({value} AS BIGINT))"


def _timestamptz(value: int) -> str:
    if abs(value) == TIMESTAMP_INFINITY:
        return f"CAST('{'-' if value < 0 else ''}infinity' AS TIMESTAMP WITH TIME ZONE)"
    return f"make_timestamptz(CAST({value} AS BIGINT))"


def _interval(value: tuple[int, int, int]) -> str:
    months, days, microseconds = value
    return (
        f"(to_months(CAST({months} AS INTEGER)) + to_days(CAST({days} AS INTEGER))"
        f" + to_microseconds(CAST({microseconds} AS BIGINT)))"
    )


def _cast(type_name: str) -> Writer:
    return lambda value: f"CAST({value} AS {type_name})"


def _quoted_cast(type_name: str) -> Writer:
    return lambda value: f"CAST({quoting.literal(value)} AS {type_name})"


_WRITERS: dict[str, Writer] = {
    "bool": _bool,
    "int2": _cast("SMALLINT"),
    "int4": _cast("INTEGER"),
    "int8": _cast("BIGINT"),
    "oid": _cast("BIGINT"),
    "float4": _float4,
    "float8": _float8,
    "numeric": _numeric,
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "char"), _quoted_cast("VARCHAR")),
    "unknown": quoting.literal,
    "bytea": _bytea,
    "bit": _bit,
    "varbit": _bit,
    "date": _date,
    "time": _time,
    "timetz": _timetz,
    "timestamp": _timestamp,
    "timestamptz": _timestamptz,
    "interval": _interval,
    "uuid": lambda value: f"CAST('{uuid.encode_text(value).decode()}' AS UUID)",
    "json": _quoted_cast("JSON"),
    "jsonb": _quoted_cast("JSON"),
    "record": nested.refuse,  # refuses, as reading one does
}
_READERS: dict[tuple[int, int], Callable[[bytes], str]] = {
    (oids.INT2, 0): _short_integer_reader("SMALLINT", number_input.decode_int2_text, 4),
    (oids.INT4, 0): _short_integer_reader("INTEGER", number_input.decode_int4_text, 9),
    (oids.INT8, 0): _short_integer_reader("BIGINT", number_input.decode_int8_text, 18),
    (oids.TEXT, 0): _text,
    (oids.TEXT, 1): _text,
    (oids.VARCHAR, 0): _text,
    (oids.VARCHAR, 1): _text,
}  # what has a shorter way; the others come as they are asked for
