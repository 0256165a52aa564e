import math
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import number
from duckgres.pgtypes.number_input import decode_numeric_binary

floats = st.floats(allow_nan=False, allow_infinity=False)
narrow_floats = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(floats)
def test_a_float8_reads_back(value):
    text = number.float8_text_encoder(1)(value)
    assert struct.pack(">d", float(text)) == struct.pack(">d", value)
    assert len(text.strip(b"-")) <= 24


@given(narrow_floats)
def test_a_float4_reads_back(value):
    text = number.float4_text_encoder(1)(value)
    assert struct.pack(">f", float(text)) == struct.pack(">f", value)


@given(narrow_floats.filter(bool))
def test_no_shorter_float4_reads_back(value):
    digits, _ = number.shortest_float4(abs(value))
    if len(digits) > 1:
        shorter = float(f"{abs(value):.{len(digits) - 2}e}")
        with_one_less = struct.pack(">f", min(shorter, 3.4e38))
        away = 0 if shorter < abs(value) else abs(value) * 4
        other = struct.unpack(">f", struct.pack(">f", math.nextafter(shorter, away)))[0]
        halfway = other != abs(value)  # rounded to even; PostgreSQL does not rely on that
        assert with_one_less != struct.pack(">f", abs(value)) or shorter > 3.4e38 or halfway


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (42101168.0, b"4.2101168e+07"),
        (16777216.0, b"1.6777216e+07"),
        (40230032.0, b"4.0230032e+07"),
    ],
)
def test_a_float4_halfway_to_its_neighbour_is_written_as_postgresql_does(value, text):
    assert number.float4_text_encoder(1)(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e23, b"9.999999999999999e+22"),
        (8.41e21, b"8.409999999999999e+21"),
        (1e22, b"1e+22"),
        (9.5e22, b"9.5e+22"),
    ],
)
def test_a_decimal_between_two_doubles_is_not_printed(value, text):
    assert number.float8_text_encoder(1)(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(3051915.75, b"3.0519158e+06"), (429884.875, b"429884.88"), (1e6, b"1e+06"), (-0.0, b"-0")],
)
def test_a_float4_tie_takes_the_even_digit(value, text):
    assert number.float4_text_encoder(3)(value) == text


@pytest.mark.parametrize("encoder", [number.float4_text_encoder, number.float8_text_encoder])
@pytest.mark.parametrize("digits", [1, 0, -15])
def test_floats_that_are_no_numbers(encoder, digits):
    values = [math.nan, math.inf, -math.inf]
    assert [encoder(digits)(value) for value in values] == [b"NaN", b"Infinity", b"-Infinity"]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_a_numeric_comes_back_with_its_scale(value):
    value = Decimal(format(value, "f"))
    value = value if value else value.copy_abs()
    found = decode_numeric_binary(number.encode_numeric_binary(value))
    assert (found, found.as_tuple().exponent) == (value, value.as_tuple().exponent)


def test_numeric_zeros_at_both_ends_are_stripped():
    assert number.encode_numeric_binary(Decimal("100000000.00")).hex() == "00010002000000020001"
    assert number.encode_numeric_binary(Decimal("0.00010000")).hex() == "0001ffff000000080001"


@pytest.mark.parametrize(
    ("encode", "value"),
    [
        (number.encode_int2_binary, 2**15),
        (number.encode_int4_binary, -(2**31) - 1),
        (number.encode_int8_binary, 2**63),
        (number.encode_oid_binary, -1),
        (number.encode_float4_binary, 1e39),
    ],
)
def test_what_does_not_fit_is_22003(encode, value):
    with pytest.raises(PgError) as caught:
        encode(value)
    assert caught.value.sqlstate == "22003"
