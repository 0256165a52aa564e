"""Booleans, integers, OIDs, floats and numeric: how PostgreSQL writes them.

Binary forms are big-endian; numeric's is base 10,000. Source: PostgreSQL 15, ``utils/adt/int.c``,
``float.c``, ``numeric.c`` and ``common/d2s.c``; tried against its answers.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from duckgres.pgtypes.refusals import too_big

_INT2 = struct.Struct(">h")
_INT4 = struct.Struct(">i")
_INT8 = struct.Struct(">q")
_OID = struct.Struct(">I")
_FLOAT4 = struct.Struct(">f")
_FLOAT8 = struct.Struct(">d")

NUMERIC_POSITIVE = 0x0000
NUMERIC_NEGATIVE = 0x4000
NUMERIC_NAN = 0xC000
NUMERIC_INFINITY = 0xD000
NUMERIC_MINUS_INFINITY = 0xF000
_INFINITY_SCALE = 0x20  # the scale field of infinity as PostgreSQL 15 sends it; readers ignore it
_BASE_DIGITS = 4

# The decimal digits a float always keeps (FLT_DIG, DBL_DIG): also where PostgreSQL turns to
# exponents.
_FLOAT4_DIGITS = 6
_FLOAT8_DIGITS = 15
# A shortest form on the exact middle between two doubles has at most 17 digits, and below 2**50
# the middle of two doubles has more.
_MIDPOINT_FLOOR = 2.0**50


def encode_bool_text(value: bool) -> bytes:
    """Return ``t`` or ``f``."""
    return b"t" if value else b"f"


def encode_bool_binary(value: bool) -> bytes:
    """Return one byte, 1 or 0."""
    return b"\x01" if value else b"\x00"


def encode_int_text(value: int) -> bytes:
    """Return the decimal digits."""
    return b"%d" % value


def _integer_encoder(layout: struct.Struct, type_name: str) -> Callable[[int], bytes]:
    def encode(value: int) -> bytes:
        try:
            return layout.pack(value)
        except struct.error:
            raise too_big(type_name) from None

    return encode


encode_int2_binary = _integer_encoder(_INT2, "smallint")
encode_int4_binary = _integer_encoder(_INT4, "integer")
encode_int8_binary = _integer_encoder(_INT8, "bigint")
encode_oid_binary = _integer_encoder(_OID, "oid")
encode_float8_binary = _FLOAT8.pack


def encode_float4_binary(value: float) -> bytes:
    """Return four bytes.

    Raises:
        PgError: 22003, a double beyond float4.
    """
    try:
        return _FLOAT4.pack(value)
    except OverflowError:
        raise too_big("real") from None


def float4_text_encoder(extra_float_digits: int) -> Callable[[float], bytes]:
    """Return the encoder for the setting; from 1 on, the shortest text that reads back."""
    if extra_float_digits <= 0:
        return _rounding_encoder(max(_FLOAT4_DIGITS + extra_float_digits, 1))
    return lambda value: _layout(value, shortest_float4, _FLOAT4_DIGITS)


def float8_text_encoder(extra_float_digits: int) -> Callable[[float], bytes]:
    """Return the encoder for the setting; from 1 on, the shortest text that reads back."""
    if extra_float_digits <= 0:
        return _rounding_encoder(max(_FLOAT8_DIGITS + extra_float_digits, 1))
    return lambda value: _layout(value, shortest_float8, _FLOAT8_DIGITS)


def shortest_float8(value: float) -> tuple[str, int]:
    """Return digits and exponent of the shortest decimal that reads back as ``value``.

    Python's ``repr`` is that, but for one thing: PostgreSQL never prints a decimal that lies
    exactly on the middle between two doubles, which reads back right only where ties go to even.

    Args:
        value: Positive and finite.

    Returns:
        The digits without zeros at the end, and n of ``d.ddd * 10**n``.
    """
    text = repr(value)
    if value >= _MIDPOINT_FLOOR:
        chosen = Fraction(Decimal(text))
        if chosen in _rounding_interval(value, _FLOAT8, _INT8):
            return _shortest_inside(value, _FLOAT8, _INT8, 17)
    return _digits(Decimal(text))


def shortest_float4(value: float) -> tuple[str, int]:
    """Return the same as ``shortest_float8`` for a value of 32 bits."""
    return _shortest_inside(value, _FLOAT4, _INT4, 9)


def encode_numeric_text(value: Decimal) -> bytes:
    """Return the digits with as many behind the point as the value has; PostgreSQL has no -0."""
    if value.is_nan():
        return b"NaN"
    if value.is_infinite():
        return b"-Infinity" if value < 0 else b"Infinity"
    return format(value if value else value.copy_abs(), "f").encode()


def encode_numeric_binary(value: Decimal) -> bytes:
    """Return the base-10,000 form: digit count, weight of the first digit, sign, scale, digits.

    Zeros at both ends are left out, as ``strip_var`` does.
    """
    if value.is_nan():
        return struct.pack(">hhHh", 0, 0, NUMERIC_NAN, 0)
    if value.is_infinite():
        sign = NUMERIC_MINUS_INFINITY if value < 0 else NUMERIC_INFINITY
        return struct.pack(">hhHh", 0, 0, sign, _INFINITY_SCALE)
    sign_bit, digits, exponent = value.as_tuple()
    scale = max(-int(exponent), 0)
    text = "".join(map(str, digits)) + "0" * max(int(exponent), 0)
    text += "0" * (-scale % _BASE_DIGITS)  # the point falls between two base digits
    text = "0" * (-len(text) % _BASE_DIGITS) + text
    groups = [int(text[at : at + _BASE_DIGITS]) for at in range(0, len(text), _BASE_DIGITS)]
    weight = len(groups) - 1 - -(-scale // _BASE_DIGITS)
    while groups and groups[-1] == 0:
        groups.pop()
    first = next((at for at, group in enumerate(groups) if group), 0)
    groups, weight = groups[first:], weight - first
    if not groups:
        sign_bit = weight = 0
    sign = NUMERIC_NEGATIVE if sign_bit else NUMERIC_POSITIVE
    return struct.pack(f">hhHh{len(groups)}h", len(groups), weight, sign, scale, *groups)


def _rounding_encoder(digits: int) -> Callable[[float], bytes]:
    def encode(value: float) -> bytes:
        special = _special(value)
        return special if special is not None else b"%.*g" % (digits, value)

    return encode


def _special(value: float) -> bytes | None:
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return b"NaN"
    if value in {float("inf"), float("-inf")}:
        return b"Infinity" if value > 0 else b"-Infinity"
    return None


def _layout(
    value: float, shortest: Callable[[float], tuple[str, int]], plain_digits: int
) -> bytes:
    """Lay out the shortest digits: plain from 1e-4 to ``plain_digits`` digits, else as 1.5e+20."""
    special = _special(value)
    if special is not None:
        return special
    sign = "-" if struct.pack(">d", value)[0] & 0x80 else ""
    if value == 0:
        return f"{sign}0".encode()
    digits, exponent = shortest(abs(value))
    if not -4 <= exponent < plain_digits:
        point = "." if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{point}{digits[1:]}e{exponent:+03d}".encode()
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}".encode()
    whole, fraction = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{sign}{whole}{'.' if fraction else ''}{fraction}".encode()


def _digits(value: Decimal) -> tuple[str, int]:
    _, digits, _ = value.as_tuple()
    return "".join(map(str, digits)).rstrip("0"), value.adjusted()


def _shortest_inside(
    value: float, layout: struct.Struct, image: struct.Struct, longest: int
) -> tuple[str, int]:
    """Search the shortest, nearest decimal strictly between the middles to both neighbours."""
    exact = Fraction(value)
    low, high = _rounding_interval(value, layout, image)
    exponent = Decimal(value).adjusted()
    for digits in range(1, longest + 1):
        unit = Fraction(10) ** (exponent - digits + 1)
        floor = exact // unit
        inside = [n for n in (floor, floor + 1) if low < n * unit < high]
        if inside:
            nearest = min(inside, key=lambda n: (abs(n * unit - exact), n % 2))
            carry = nearest == 10**digits
            return str(nearest).rstrip("0"), exponent + carry
    raise AssertionError(f"{longest} digits always tell a float from its neighbours")


def _rounding_interval(
    value: float, layout: struct.Struct, image: struct.Struct
) -> tuple[Fraction, Fraction]:
    """Return the middles to the neighbours; above the largest float, as if there were one more."""
    (bits,) = image.unpack(layout.pack(value))
    exact = Fraction(value)
    below, above = (layout.unpack(image.pack(bits + step))[0] for step in (-1, 1))
    low = (exact + Fraction(below)) / 2
    return low, exact * 2 - low if above == float("inf") else (exact + Fraction(above)) / 2
