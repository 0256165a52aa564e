"""Floats as PostgreSQL 15 wrote them, and the shortest digits by another algorithm."""

import struct

import pytest

FLOAT8 = {
    "1e23": ("9.999999999999999e+22", "44b52d02c7e14af6"),
    "5e-324": ("5e-324", "0000000000000001"),
    "1.7976931348623157e308": ("1.7976931348623157e+308", "7fefffffffffffff"),
    "1e15": ("1e+15", "430c6bf526340000"),
    "999999999999999": ("999999999999999", "430c6bf52633fff8"),
    "0.0001": ("0.0001", "3f1a36e2eb1c432d"),
    "0.00001": ("1e-05", "3ee4f8b588e368f1"),
    "-0.0": ("-0", "8000000000000000"),
    "123.45": ("123.45", "405edccccccccccd"),
    "9007199254740993": ("9.007199254740992e+15", "4340000000000000"),
    "-1.5e-7": ("-1.5e-07", "be8421f5f40d8376"),
    "NaN": ("NaN", "7ff8000000000000"),
    "-inf": ("-Infinity", "fff0000000000000"),
    "inf": ("Infinity", "7ff0000000000000"),
    "0": ("0", "0000000000000000"),
    "-4.9406564584124654e-324": ("-5e-324", "8000000000000001"),
    "2.225073858507201e-308": ("2.225073858507201e-308", "000fffffffffffff"),
    "2.2250738585072014e-308": ("2.2250738585072014e-308", "0010000000000000"),
    "1e14": ("100000000000000", "42d6bcc41e900000"),
    "999999999999999.9": ("999999999999999.9", "430c6bf52633ffff"),
    "-1e15": ("-1e+15", "c30c6bf526340000"),
    "9.999999999999999e-05": ("9.999999999999999e-05", "3f1a36e2eb1c432c"),
    "3.5e-5": ("3.5e-05", "3f02599ed7c6fbd2"),
    "1000000000": ("1000000000", "41cdcd6500000000"),
    "999999999.999999": ("999999999.999999", "41cdcd64fffffff8"),
    "123456789.1234567": ("123456789.1234567", "419d6f34547e6b6f"),
    "4503599627370496": ("4.503599627370496e+15", "4330000000000000"),
    "4611686018427387904": ("4.611686018427388e+18", "43d0000000000000"),
    "1e22": ("1e+22", "4480f0cf064dd592"),
    "1e100": ("1e+100", "54b249ad2594c37d"),
    "0.5": ("0.5", "3fe0000000000000"),
}
FLOAT4 = {
    "1048576.75": ("1.0485768e+06", "49800006"),
    "16777216": ("1.6777216e+07", "4b800000"),
    "1e6": ("1e+06", "49742400"),
    "999999": ("999999", "497423f0"),
    "0.0001": ("0.0001", "38d1b717"),
    "1.17549435e-38": ("1.1754944e-38", "00800000"),
    "3.4028235e38": ("3.4028235e+38", "7f7fffff"),
    "0.3": ("0.3", "3e99999a"),
    "inf": ("Infinity", "7f800000"),
    "-inf": ("-Infinity", "ff800000"),
    "NaN": ("NaN", "7fc00000"),
    "-0.0": ("-0", "80000000"),
    "1e-45": ("1e-45", "00000001"),
    "1.1754942e-38": ("1.1754942e-38", "007fffff"),
    "999999.9": ("999999.9", "497423fe"),
    "1000001": ("1.000001e+06", "49742410"),
    "100000": ("100000", "47c35000"),
    "0.00001": ("1e-05", "3727c5ac"),
    "8388608": ("8.388608e+06", "4b000000"),
    "-1.5e-5": ("-1.5e-05", "b77ba882"),
}
RECORDED = [("DOUBLE", *item) for item in FLOAT8.items()]
RECORDED += [("FLOAT", *item) for item in FLOAT4.items()]


@pytest.mark.parametrize(("name", "literal", "forms"), RECORDED)
def test_float_as_recorded(fields, name, literal, forms):
    sql = f"SELECT CAST('{literal}' AS {name})"
    assert fields(sql) == [[forms[0].encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(forms[1])]]


def test_powers_of_two_read_back_and_are_as_short_as_repr(fields):
    """Where the number below is nearer than the one above."""
    rows = fields("SELECT pow(2.0::DOUBLE, i::DOUBLE) FROM range(-1070, 1020) t(i)")
    for exponent, (text,) in zip(range(-1070, 1020), rows, strict=True):
        value = 2.0**exponent
        digits = text.split(b"e")[0].replace(b".", b"").strip(b"0")
        expected = repr(value).split("e")[0].replace(".", "").strip("0")
        assert struct.pack("d", float(text)) == struct.pack("d", value)
        # Without a decimal in the middle between two doubles it may take one digit more.
        assert len(digits) - len(expected) in (0, 1)
