"""Numerics as PostgreSQL 15 wrote them."""

import pytest

RECORDED = [
    ("DECIMAL(5,0)", "0", "0000000000000000"),
    ("DECIMAL(5,2)", "0.00", "0000000000000002"),
    ("DECIMAL(9,2)", "10000.00", "00010001000000020001"),
    ("DECIMAL(9,4)", "-0.0001", "0001ffff400000040001"),
    ("DECIMAL(15,2)", "12345678.90", "000300010000000204d2162e2328"),
    ("DECIMAL(9,8)", "0.00010000", "0001ffff000000080001"),
    ("DECIMAL(38,1)", "-1234567890123456789.5", "0006000440000001007b11d722c509291a851388"),
    (
        "DECIMAL(38,0)",
        "99999999999999999999999999999999999999",
        "000a0009000000000063270f270f270f270f270f270f270f270f270f",
    ),
    ("HUGEINT", "100000000", "00010002000000000001"),
    ("UBIGINT", "100000000", "00010002000000000001"),
]


@pytest.mark.parametrize(("name", "text", "binary"), RECORDED)
def test_numeric_as_recorded(fields, name, text, binary):
    sql = f"SELECT CAST('{text}' AS {name})"
    assert fields(sql) == [[text.encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


@pytest.mark.parametrize("name", ["HUGEINT", "UHUGEINT", "DECIMAL(38,0)"])
def test_all_powers_of_ten_around_the_word_sizes(fields, name):
    values = [10**n + d for n in range(38) for d in (-1, 0, 1)]
    listed = ", ".join(f"('{value}'::{name})" for value in values)
    assert fields(f"FROM (VALUES {listed})") == [[b"%d" % value] for value in values]
