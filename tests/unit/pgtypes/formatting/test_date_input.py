"""to_date and to_timestamp."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.datetime import encode_timestamp_text
from duckgres.pgtypes.formatting.date_input import parse_date, parse_timestamp
from tests.unit.pgtypes.datetime_recording import differing


def _answer(text, template):
    local, offset = parse_timestamp(text, template)
    found = encode_timestamp_text(local - (offset or 0) * 1_000_000).decode()
    return found.replace(" BC", "+00 BC") if "BC" in found else f"{found}+00"


def test_recorded_answers():
    assert differing("to_timestamp", _answer) == []


@pytest.mark.parametrize(
    ("text", "template", "days"),
    [("2024-05-06", "YYYY-MM-DD", 19_849), ("1", "J", -2_440_587), ("", "YYYY", -719_528)],
)
def test_dates(text, template, days):
    assert parse_date(text, template) == days


def test_an_empty_template_is_null():
    assert parse_date("2024", "") is None
    assert parse_timestamp("2024", "") is None


@pytest.mark.parametrize(
    ("text", "template", "sqlstate"),
    [
        ("2024-13-01", "YYYY-MM-DD", "22008"),
        ("13:00", "HH12:MI", "22007"),
        ("127", "DDD", "22007"),
        ("9999999", "YYYY", "22008"),
    ],
)
def test_errors(text, template, sqlstate):
    with pytest.raises(PgError) as caught:
        parse_timestamp(text, template)
    assert caught.value.sqlstate == sqlstate
