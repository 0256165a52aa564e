"""Integers and booleans at their limits."""

import pyarrow as pa
import pytest

from duckgres.errors import PgError

LIMITS = [
    ("TINYINT", -128, "ff80"),
    ("SMALLINT", -32768, "8000"),
    ("UTINYINT", 255, "00ff"),
    ("USMALLINT", 65535, "0000ffff"),
    ("INTEGER", -(2**31), "80000000"),
    ("UINTEGER", 2**32 - 1, "00000000ffffffff"),
    ("BIGINT", -(2**63), "8000000000000000"),
    ("BIGINT", 2**63 - 1, "7fffffffffffffff"),
    ("TINYINT", 127, "007f"),
    ("SMALLINT", 32767, "7fff"),
    ("INTEGER", 2**31 - 1, "7fffffff"),
    ("BIGINT", 2**32, "0000000100000000"),
    ("BIGINT", -1, "ffffffffffffffff"),
    ("BIGINT", 0, "0000000000000000"),
]
LAST = {"int2": 2**15 - 1, "int4": 2**31 - 1, "oid": 2**32 - 1, "int8": 2**63 - 1}
FIRST = {"int2": -(2**15), "int4": -(2**31), "oid": 0, "int8": -(2**63)}
SIZES = {"int2": 2, "int4": 4, "oid": 4, "int8": 8}


def integers(name, values):
    if name == "BIGINT":
        return pa.array(values, pa.int64())
    data = pa.array([value.to_bytes(16, "little", signed=True) for value in values], pa.binary(16))
    return pa.ExtensionArray.from_storage(pa.opaque(data.type, "hugeint", "DuckDB"), data)


@pytest.mark.parametrize(("name", "value", "binary"), LIMITS)
def test_integer_at_its_limit(fields, name, value, binary):
    sql = f"SELECT CAST('{value}' AS {name})"
    assert fields(sql) == [[b"%d" % value]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]


def test_booleans(fields):
    sql = "SELECT true, false, NULL::BOOLEAN"
    assert fields(sql) == [[b"t", b"f", None]]
    assert fields(sql, 1) == [[b"\x01", b"\x00", None]]


@pytest.mark.parametrize("announced", LAST)
@pytest.mark.parametrize("name", ["BIGINT", "HUGEINT"])
def test_stored_wider_than_announced_up_to_its_limits(encoded, name, announced):
    """Aggregates are wider in DuckDB: what fits goes out in the announced width."""
    values = [FIRST[announced], 0, LAST[announced]]
    assert encoded(integers(name, values), name, 0, announced) == [[b"%d" % v] for v in values]
    signed = announced != "oid"
    expected = [[v.to_bytes(SIZES[announced], "big", signed=signed)] for v in values]
    assert encoded(integers(name, values), name, 1, announced) == expected


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("announced", "step"), [(n, s) for n in LAST for s in (-1, 1)])
def test_one_beyond_the_limit_of_the_announced_type_is_22003(encoded, announced, step, code):
    value = LAST[announced] + 1 if step > 0 else FIRST[announced] - 1
    with pytest.raises(PgError, match="out of range") as caught:
        encoded(integers("HUGEINT", [0, value]), "HUGEINT", code, announced)
    assert caught.value.sqlstate == "22003"


@pytest.mark.parametrize("code", [0, 1])
def test_wide_value_whose_low_half_would_fit_is_22003(encoded, code):
    """Bits above the 64th must not be lost: 2**64 + 7 is not 7."""
    for value in (2**64 + 7, -(2**64) - 7):
        with pytest.raises(PgError, match="bigint out of range"):
            encoded(integers("HUGEINT", [value]), "HUGEINT", code, "int8")
