"""Arithmetic of intervals: values recorded from PostgreSQL 16."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.interval_math import (
    divided,
    justified,
    justified_days,
    justified_hours,
    times,
)

HOUR = 3_600_000_000
SMALL = st.integers(-10_000, 10_000)


@pytest.mark.parametrize(
    ("value", "factor", "product"),
    [
        ((0, 1, 0), 0.1, (0, 0, 8_640_000_000)),
        ((1, 0, 0), 0.5, (0, 15, 0)),
        ((0, 21, 0), 1.3, (0, 27, 7 * HOUR + 720_000_000)),
        ((-1, 0, 0), 0.37, (0, -11, -8_640_000_000)),
    ],
)
def test_times(value, factor, product):
    assert times(value, factor) == product


def test_divided():
    assert divided((12, 0, 0), 7) == (1, 21, 10 * HOUR + 1_028_534_400)
    with pytest.raises(PgError) as caught:
        divided((1, 0, 0), 0.0)
    assert caught.value.sqlstate == "22012"


@pytest.mark.parametrize("factor", [float("nan"), float("inf"), 1e300])
def test_what_does_not_fit(factor):
    with pytest.raises(PgError) as caught:
        times((1, 0, 0), factor)
    assert caught.value.sqlstate == "22008"


def test_justify():
    assert justified_hours((0, 0, -27 * HOUR)) == (0, -1, -3 * HOUR)
    assert justified_days((0, -35, 0)) == (-1, -5, 0)
    assert justified((1, 0, -HOUR)) == (0, 29, 23 * HOUR)
    assert justified((-1, 2, -3 * HOUR)) == (0, -28, -3 * HOUR)


@given(SMALL, SMALL, st.integers(-(10**13), 10**13))
def test_justified_parts_have_one_sign_and_the_same_length(months, days, clock):
    found = justified((months, days, clock))
    assert all(part >= 0 for part in found) or all(part <= 0 for part in found)
    length = [(m * 30 + d) * 24 * HOUR + c for m, d, c in (found, (months, days, clock))]
    assert length[0] == length[1]
