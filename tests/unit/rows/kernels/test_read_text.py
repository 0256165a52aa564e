"""What the kernels read of text is what the decoders read; what they leave is no error yet."""

import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.registry import text_decoder
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_storage import fitting
from tests.unit.rows.kernels.parsing import LEFT, read_field

OIDS = {
    "BOOLEAN": 16, "SMALLINT": 21, "INTEGER": 23, "BIGINT": 20, "FLOAT": 700, "DOUBLE": 701,
    "DECIMAL(10,2)": 1700, "DECIMAL(38,11)": 1700, "DATE": 1082, "TIME": 1083, "TIMESTAMP": 1114,
    "TIMESTAMP WITH TIME ZONE": 1184, "UUID": 2950,
}  # fmt: skip
SHAPES = st.from_regex(
    r"[+-]?\d{0,20}(\.\d{0,12})?([eE][+-]?\d{1,3})?"
    r"|\d{1,4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d{1,7})?([+-]\d\d(:\d\d)?)?)?"
    r"|\d\d:\d\d:\d\d(\.\d{0,7})?|[0-9a-f]{8}(-[0-9A-F]{4}){3}-[0-9a-f]{12}"
    r"|t|f|true|false|1|0|yes| 1",
    fullmatch=True,
).map(str.encode)


def judged(name, data):
    value = text_decoder(OIDS[name], OutputStyle())(data)
    if name.startswith("DECIMAL"):
        precision, scale = map(int, name[8:-1].split(","))
        return fitting(value, precision, scale)
    return value


@settings(deadline=None)
@given(name=st.sampled_from(sorted(OIDS)), data=SHAPES)
@example("DATE", b"2021-02-29")
@example("DATE", b"0000-01-01")
@example("TIMESTAMP", b"2021-02-28 24:00:00")
@example("DECIMAL(10,2)", b"99999999.999")
@example("DECIMAL(38,11)", b"-123456789012345678.5")
@example("BIGINT", b"9223372036854775808")
def test_what_is_read_is_what_the_decoder_reads(name, data):
    found = read_field(name, data)
    if found == LEFT:
        return
    expected = judged(name, data)
    if isinstance(expected, float):
        assert struct.pack("<d", found) == struct.pack("<d", expected)
    else:
        assert found == expected


PLAIN = [
    ("BOOLEAN", [b"t", b"f", b"true", b"false", b"1", b"0"]),
    ("SMALLINT", [b"-32768", b"32767", b"0"]),
    ("INTEGER", [b"2147483647", b"-2147483648"]),
    ("BIGINT", [b"999999999999999999", b"-1"]),
    ("DOUBLE", [b"1.5", b"-0", b"1e22", b".5", b"123456.789e-3"]),
    ("FLOAT", [b"1.5", b"0"]),
    ("DECIMAL(10,2)", [b"1", b"-1.5", b"99999999.99", b"0.01"]),
    ("DECIMAL(38,11)", [b"123456789.25", b"-0.00000000001"]),
    ("DATE", [b"2020-02-29", b"0001-01-01", b"9999-12-31", b"1600-02-29"]),
    ("TIME", [b"23:59:59.999999", b"00:00:00"]),
    ("TIMESTAMP", [b"2020-01-02 03:04:05.678", b"1969-12-31T23:59:59"]),
    ("TIMESTAMP WITH TIME ZONE", [b"2020-01-02 03:04:05", b"2020-01-02 03:04:05-05:30"]),
    ("UUID", [b"01234567-89ab-CDEF-0123-456789abcdef"]),
]


@pytest.mark.parametrize(("name", "data"), [(n, data) for n, found in PLAIN for data in found])
def test_what_is_plain_is_not_left(name, data):
    assert read_field(name, data) == judged(name, data)


LEFT_OUT = [
    ("BOOLEAN", [b"yes", b"", b"2"]),
    ("SMALLINT", [b"32768", b" 1", b"+1", b"", b"-", b"1.0"]),
    ("INTEGER", [b"2147483648", b"0x10"]),
    ("BIGINT", [b"9223372036854775807"]),
    ("DOUBLE", [b"nan", b"1e400", b"12345678901234567", b"", b".", b"1e", b"1x"]),
    ("FLOAT", [b"1e38", b"1e-40"]),
    ("DECIMAL(10,2)", [b"1.005", b"100000000", b"NaN", b"1e3", b"", b"-"]),
    ("DATE", [b"2021-02-29", b"2020-13-01", b"0000-01-01", b"2020-1-1", b"infinity"]),
    ("TIME", [b"24:00:00", b"10:00", b"10:00:00.1234567", b"10:00:60"]),
    ("TIMESTAMP", [b"2020-01-02", b"2020-01-02 03:04:05+00", b"infinity"]),
    ("TIMESTAMP WITH TIME ZONE", [b"2020-01-02 03:04:05Z", b"2020-01-02 03:04:05+16"]),
    ("UUID", [b"0123456789abcdef0123456789abcdef", b"01234567-89ab-cdef-0123-456789abcdeg"]),
]


@pytest.mark.parametrize(("name", "data"), [(n, data) for n, found in LEFT_OUT for data in found])
def test_what_is_not_sure_is_left(name, data):
    assert read_field(name, data) == LEFT


def test_a_time_without_a_zone_is_left_where_the_session_has_one():
    assert read_field("TIMESTAMP WITH TIME ZONE", b"2020-01-02 03:04:05", utc=False) == LEFT


def test_strings_are_taken_as_they_are():
    assert read_field("VARCHAR", b"x" * 100) == "x" * 100


def test_the_decoder_is_who_refuses():
    with pytest.raises(PgError):
        judged("DATE", b"2021-02-29")
