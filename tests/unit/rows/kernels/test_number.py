"""Integers and booleans at their limits."""

import pytest

LIMITS = [
    ("TINYINT", -128, "ff80"),
    ("SMALLINT", -32768, "8000"),
    ("UTINYINT", 255, "00ff"),
    ("USMALLINT", 65535, "0000ffff"),
    ("INTEGER", -(2**31), "80000000"),
    ("UINTEGER", 2**32 - 1, "00000000ffffffff"),
    ("BIGINT", -(2**63), "8000000000000000"),
    ("BIGINT", 2**63 - 1, "7fffffffffffffff"),
]


@pytest.mark.parametrize(("name", "value", "binary"), LIMITS)
def test_integer_at_its_limit(fields, name, value, binary):
    sql = f"SELECT CAST('{value}' AS {name})"
    assert fields(sql) == [[b"%d" % value]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


def test_booleans(fields):
    sql = "SELECT true, false, NULL::BOOLEAN"
    assert fields(sql) == [[b"t", b"f", None]]
    assert fields(sql, 1) == [[b"\x01", b"\x00", None]]
