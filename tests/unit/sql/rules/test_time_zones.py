"""AT TIME ZONE: what DuckDB gets."""

import pytest

from tests.unit.sql.rewriting import expression

ZONED = "struct_extract(_pg.zoned_of(a, typeof(a)), _pg.zoned_of_field(typeof(a)))"
STAMP = "'2024-01-05 12:00:00'::timestamp"
HOURS = "'{} microseconds'::interval"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a at time zone 'europe/berlin'", f"timezone('Europe/Berlin', {ZONED})"),
        ("a at time zone 'UTC'", f"timezone('UTC', {ZONED})"),
        ("timezone(b, a)", f"timezone(b, {ZONED})"),
        ("a at local", f"_pg.at_local({ZONED})"),
        (f"{STAMP} at time zone 'PST'",
         f"_pg.at_offset({STAMP}, {HOURS.format(-8 * 3_600_000_000)})"),
        (f"{STAMP} at time zone '+02'",
         f"_pg.at_offset({STAMP}, {HOURS.format(-2 * 3_600_000_000)})"),
        (f"{STAMP} at time zone interval '2 hours'",
         f"_pg.at_offset({STAMP}, '0 months 0 days 7200000000 microseconds'::interval)"),
        (f"{STAMP} at time zone 'Foo/Bar'", f"timezone('Foo/Bar', {STAMP})"),
    ],
)  # fmt: skip
def test_call(postgresql, duckdb):
    found = expression(postgresql)
    assert found.replace(" AT TIME ZONE ", "") == duckdb or found == duckdb
