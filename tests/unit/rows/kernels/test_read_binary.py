"""Binary forms: what the kernels read is what the decoders read."""

import struct
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.number import encode_numeric_binary
from duckgres.pgtypes.registry import binary_decoder
from duckgres.rows.copy_storage import fitting
from tests.unit.rows.kernels.parsing import LEFT, read_field

NAMES = ["BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "DATE", "TIME",
         "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "UUID", "BLOB"]  # fmt: skip


@settings(deadline=None)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=17))
def test_what_is_read_is_what_the_decoder_reads(name, data):
    found = read_field(name, data, binary=True)
    if found == LEFT:
        return
    expected = binary_decoder(column_type(name).oid)(data)
    assert found == expected or (found != found and expected != expected)


@settings(deadline=None)
@given(
    value=st.decimals(-(10**20), 10**20, allow_nan=False, places=4)
    | st.integers(-(10**12), 10**12).map(Decimal),
    name=st.sampled_from(["DECIMAL(10,2)", "DECIMAL(18,4)", "DECIMAL(38,11)", "DECIMAL(5,0)"]),
)
@example(Decimal("99999.9950"), "DECIMAL(10,2)")
@example(Decimal("-0.0001"), "DECIMAL(18,4)")
def test_numbers_are_exact(value, name):
    found = read_field(name, encode_numeric_binary(value), binary=True)
    if found != LEFT:
        precision, scale = map(int, name[8:-1].split(","))
        assert found == fitting(value, precision, scale) == value


PLAIN = [
    ("INTEGER", struct.pack(">i", -5), -5),
    ("SMALLINT", struct.pack(">h", -5), -5),
    ("BIGINT", struct.pack(">q", -(2**63)), -(2**63)),
    ("DOUBLE", struct.pack(">d", 1.5), 1.5),
    ("FLOAT", struct.pack(">f", 1.5), 1.5),
    ("BOOLEAN", b"\1", True),
    ("DATE", struct.pack(">i", 0), 10957),
    ("TIME", struct.pack(">q", 86_400_000_000), 86_400_000_000),
    ("TIMESTAMP", struct.pack(">q", 0), 946_684_800_000_000),
    ("UUID", bytes(range(16)), bytes(range(16))),
    ("DECIMAL(10,2)", encode_numeric_binary(Decimal("-12.25")), Decimal("-12.25")),
    ("DECIMAL(10,2)", encode_numeric_binary(Decimal(0)), Decimal("0.00")),
    ("DECIMAL(38,11)", encode_numeric_binary(Decimal("120000000")), Decimal(120000000)),
]


@pytest.mark.parametrize(("name", "data", "value"), PLAIN)
def test_what_is_plain_is_not_left(name, data, value):
    assert read_field(name, data, binary=True) == value


LEFT_OUT = [
    ("INTEGER", b"123"),
    ("INTEGER", b"12345"),
    ("BOOLEAN", b""),
    ("SMALLINT", b"1"),
    ("BIGINT", b"1234567"),
    ("UUID", b"123"),
    ("DATE", struct.pack(">i", 2**31 - 1)),
    ("TIME", struct.pack(">q", -1)),
    ("TIMESTAMP", struct.pack(">q", -(2**63))),
    ("DECIMAL(10,2)", encode_numeric_binary(Decimal("1.005"))),
    ("DECIMAL(10,2)", encode_numeric_binary(Decimal("1000000000"))),
    ("DECIMAL(10,2)", encode_numeric_binary(Decimal("NaN"))),
    ("DECIMAL(10,2)", b"\0" * 7),
    ("DECIMAL(10,2)", struct.pack(">HhHHH", 1, 0, 0, 0, 10_000)),
]


@pytest.mark.parametrize(("name", "data"), LEFT_OUT)
def test_what_is_not_sure_is_left(name, data):
    assert read_field(name, data, binary=True) == LEFT
