import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.interval_input import decode_interval_text
from tests.unit.pgtypes.refused import sqlstate_of

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 day, 2 hours", (0, 1, 2 * HOUR)),
        ("1d2h", (0, 1, 2 * HOUR)),
        ("1.5 years", (18, 0, 0)),
        ("1.5 months", (1, 15, 0)),
        ("1.5 weeks", (0, 10, 12 * HOUR)),
        ("0.5 days ago", (0, 0, -12 * HOUR)),
        ("P1W", (0, 7, 0)),
        ("PT", (0, 0, 0)),
        ("-1-2 +3 -4:05", (-14, 3, -4 * HOUR - 300_000_000)),
        ("1:30.5", (0, 0, 90_500_000)),
    ],
)
def test_spellings(text, value):
    assert decode_interval_text(text.encode()) == value


@pytest.mark.parametrize(
    "text", ["", "@", "ago", "1 2 days", "1 foo", "P", "P1", "1 day x", "P1H", "1:2:3:4"]
)
def test_what_is_no_interval_is_22007(text):
    with pytest.raises(PgError) as caught:
        decode_interval_text(text.encode())
    assert caught.value.sqlstate == "22007"


@pytest.mark.parametrize(
    "text", ["200000000 years", "3000000000 days", "0:60", "1e30 s", "9" * 30 + ":00"]
)
def test_what_does_not_fit_is_refused(text):
    with pytest.raises(PgError) as caught:
        decode_interval_text(text.encode())
    assert caught.value.sqlstate in {"22015", "22007"}


@given(st.text("0123456789.:-+ PTYMDHSdaysgo@", max_size=30))
def test_any_text_is_an_interval_or_a_refusal(text):
    assert sqlstate_of(decode_interval_text, text.encode()) in {None, "22007", "22015"}


def test_a_long_number_is_refused_unread():
    with pytest.raises(PgError) as caught:
        decode_interval_text(b"1" * 1_000_000 + b" days")
    assert caught.value.sqlstate == "22007"
