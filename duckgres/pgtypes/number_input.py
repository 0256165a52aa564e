"""Booleans, integers, OIDs, floats and numeric: reading what clients send.

Source: PostgreSQL 15, ``utils/adt/bool.c``, ``numutils.c``, ``float.c``, ``numeric.c``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from duckgres.errors import PgError
from duckgres.pgtypes.number import (
    NUMERIC_INFINITY,
    NUMERIC_MINUS_INFINITY,
    NUMERIC_NAN,
    NUMERIC_NEGATIVE,
    NUMERIC_POSITIVE,
)
from duckgres.pgtypes.refusals import bad_binary, invalid_text, out_of_range
from duckgres.pgtypes.text import decode

_SPACE = " \t\n\v\f\r"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIALS = {
    "nan": "NaN",
    **{sign + word: sign + "Infinity" for sign in ("", "+", "-") for word in ("inf", "infinity")},
}
_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_MAX_WEIGHT_DIGITS = 131_072  # digits before the point, and behind it, that numeric can have
_MAX_SCALE = 16_383
_FLOAT4 = struct.Struct(">f")
_BASE_DIGITS = 4


def decode_bool_text(data: bytes) -> bool:
    """Read any unique beginning of true, false, yes, no, on, off, and 1 and 0."""
    text = decode(data)
    word = text.strip(_SPACE).lower()
    if word and word != "o":  # "o" could be on or off
        if any(name.startswith(word) for name in _TRUE):
            return True
        if any(name.startswith(word) for name in _FALSE):
            return False
    raise invalid_text("boolean", text)


def decode_bool_binary(data: bytes) -> bool:
    """Read one byte; any but zero is true."""
    if len(data) != 1:
        raise bad_binary()
    return data != b"\0"


def _integer_text_decoder(type_name: str, low: int, high: int) -> Callable[[bytes], int]:
    def read(data: bytes) -> int:
        text = decode(data)
        digits = text.strip(_SPACE)
        if not _INTEGER.fullmatch(digits):
            raise invalid_text(type_name, text)
        # Python refuses 4,300 digits and more, which no type here holds.
        value = int(digits) if len(digits) < 100 else high + 1
        if not low <= value <= high:
            raise out_of_range(text, type_name)
        return value

    return read


decode_int2_text = _integer_text_decoder("smallint", -(2**15), 2**15 - 1)
decode_int4_text = _integer_text_decoder("integer", -(2**31), 2**31 - 1)
decode_int8_text = _integer_text_decoder("bigint", -(2**63), 2**63 - 1)
_decode_wide_oid_text = _integer_text_decoder("oid", -(2**31), 2**32 - 1)


def decode_oid_text(data: bytes) -> int:
    """Read an OID; PostgreSQL takes a negative int4 for the OID with the same bits."""
    return _decode_wide_oid_text(data) % 2**32


def _fixed_decoder(layout: str) -> Callable[[bytes], int]:
    compiled = struct.Struct(layout)

    def read(data: bytes) -> int:
        if len(data) != compiled.size:
            raise bad_binary()
        return int(compiled.unpack(data)[0])

    return read


decode_int2_binary = _fixed_decoder(">h")
decode_int4_binary = _fixed_decoder(">i")
decode_int8_binary = _fixed_decoder(">q")
decode_oid_binary = _fixed_decoder(">I")


def decode_float8_text(data: bytes) -> float:
    """Read a float8; what overflows or vanishes is 22003."""
    return _float_text(data, "double precision", float)


def decode_float4_text(data: bytes) -> float:
    """Read a float4, rounded to 32 bits."""
    return _float_text(data, "real", _round_to_float4)


def decode_float8_binary(data: bytes) -> float:
    """Read eight bytes."""
    if len(data) != 8:
        raise bad_binary()
    return float(struct.unpack(">d", data)[0])


def decode_float4_binary(data: bytes) -> float:
    """Read four bytes."""
    if len(data) != 4:
        raise bad_binary()
    return float(_FLOAT4.unpack(data)[0])


def decode_numeric_text(data: bytes) -> Decimal:
    """Read a numeric of any size PostgreSQL holds; the digits behind the point are kept."""
    text = decode(data)
    word = text.strip(_SPACE)
    special = _SPECIALS.get(word.lower())
    if special is not None:
        return Decimal(special)
    if not _DECIMAL.fullmatch(word):
        raise invalid_text("numeric", text)
    try:
        value = Decimal(word)
    except InvalidOperation:  # an exponent of nineteen digits and more
        raise _numeric_overflow() from None
    if _exponent(value) > 0:  # 1e5 is 100000: the exponent is minus the scale
        value = Decimal(format(value, "f"))
    return value if value else value.copy_abs()  # PostgreSQL has no -0


def decode_numeric_binary(data: bytes) -> Decimal:
    """Read numeric_send's form; digits behind the declared scale are cut off."""
    if len(data) < 8:
        raise bad_binary()
    count, weight, sign, scale = struct.unpack_from(">HhHH", data)
    specials = {
        NUMERIC_NAN: "NaN",
        NUMERIC_INFINITY: "Infinity",
        NUMERIC_MINUS_INFINITY: "-Infinity",
    }
    if len(data) != 8 + 2 * count:
        raise bad_binary()
    if sign in specials:
        return Decimal(specials[sign])
    if sign not in {NUMERIC_POSITIVE, NUMERIC_NEGATIVE}:
        raise bad_binary()
    groups = struct.unpack_from(f">{count}H", data, 8)
    if scale > _MAX_SCALE or any(group > 9_999 for group in groups):
        raise bad_binary()
    text = "".join(f"{group:04d}" for group in groups)
    point = (weight + 1) * _BASE_DIGITS  # digits before the point; may lie outside of the text
    whole = text[: max(point, 0)].ljust(max(point, 0), "0") or "0"
    fraction = ("0" * -min(point, 0) + text[max(point, 0) :]).ljust(scale, "0")[:scale]
    return Decimal(f"{'-' if sign else ''}{whole}.{fraction}")


def _float_text(data: bytes, type_name: str, narrow: Callable[[float], float]) -> float:
    text = decode(data)
    word = text.strip(_SPACE)
    special = _SPECIALS.get(word.lower())
    if special is not None:
        return float(special)
    if not _DECIMAL.fullmatch(word):
        raise invalid_text(type_name, text)
    value = narrow(float(word))
    mantissa = word.lower().partition("e")[0]
    if value in {float("inf"), float("-inf")} or (value == 0 and re.search("[1-9]", mantissa)):
        message = f'"{text}" is out of range for type {type_name}'
        raise PgError(message, sqlstate="22003")
    return value


def _round_to_float4(value: float) -> float:
    try:
        return float(_FLOAT4.unpack(_FLOAT4.pack(value))[0])
    except OverflowError:
        return float("inf")


def _exponent(value: Decimal) -> int:
    """Return it, refusing what numeric does not hold: a huge one must not become a huge string."""
    exponent = value.as_tuple().exponent
    too_long = value.adjusted() >= _MAX_WEIGHT_DIGITS and bool(value)
    if (
        too_long
        or not isinstance(exponent, int)
        or exponent < -_MAX_SCALE
        or exponent > _MAX_WEIGHT_DIGITS
    ):
        raise _numeric_overflow()
    return exponent


def _numeric_overflow() -> PgError:
    return PgError("value overflows numeric format", sqlstate="22003")
