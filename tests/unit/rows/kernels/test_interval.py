"""Intervals as PostgreSQL 15 wrote them."""

import pytest

RECORDED = [
    (
        "-1 months 2 days -3.5 seconds",
        "-1 mons +2 days -00:00:03.5",
        "ffffffffffca982000000002ffffffff",
    ),
    (
        "14 months -3 days 04:05:06.789",
        "1 year 2 mons -3 days +04:05:06.789",
        "000000036c97ca88fffffffd0000000e",
    ),
    ("178956970 years", "178956970 years", "0000000000000000000000007ffffff8"),
    ("-100 hours", "-100:00:00", "ffffffac2e53f0000000000000000000"),
    ("0 days", "00:00:00", "00000000000000000000000000000000"),
    ("1 day -1 microseconds", "1 day -00:00:00.000001", "ffffffffffffffff0000000100000000"),
    ("-13 months 1 day", "-1 years -1 mons +1 day", "000000000000000000000001fffffff3"),
]


@pytest.mark.parametrize(("literal", "text", "binary"), RECORDED)
def test_interval_as_recorded(fields, literal, text, binary):
    sql = f"SELECT INTERVAL '{literal}'"
    assert fields(sql) == [[text.encode()]]
    assert fields(sql, 1) == [[bytes.fromhex(binary)]]
