"""Intervals that name their fields, as PostgreSQL keeps them."""

import pytest

from duckgres.pgtypes.interval_fields import ALL_FIELDS, rounded, trimmed, unit_of
from duckgres.pgtypes.interval_input import MINUTE_TO_SECOND

MONTH, YEAR, DAY, HOUR, MINUTE, SECOND = (1 << bit for bit in (1, 2, 3, 10, 11, 12))
VALUE = (14, 3, -14_706_789_000)  # 1 year 2 mons 3 days -04:05:06.789


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        (ALL_FIELDS, VALUE),
        (YEAR, (12, 0, 0)),
        (YEAR | MONTH, (14, 0, 0)),
        (DAY, (14, 3, 0)),
        (DAY | HOUR, (14, 3, -14_400_000_000)),
        (HOUR | MINUTE, (14, 3, -14_700_000_000)),
        (SECOND, VALUE),
    ],
)
def test_fields(fields, kept):
    assert trimmed(VALUE, fields) == kept


def test_digits():
    assert trimmed(VALUE, ALL_FIELDS, 0) == (14, 3, -14_707_000_000)
    assert rounded(1_499_999, 0) == 1_000_000
    assert rounded(-1_500_000, 0) == -2_000_000


@pytest.mark.parametrize(
    ("fields", "unit"),
    [(YEAR, "year"), (YEAR | MONTH, "month"), (DAY, "day"), (DAY | HOUR, "hour"),
     (HOUR | MINUTE, "minute"), (MINUTE | SECOND, MINUTE_TO_SECOND), (ALL_FIELDS, "second")],
)  # fmt: skip
def test_units(fields, unit):
    assert unit_of(fields) == unit
