"""to_char of numbers."""

from decimal import Decimal

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.number_output import FLOAT8_DIGITS, format_number
from tests.unit.pgtypes.datetime_recording import differing


def _answer(number, template):
    return format_number(Decimal(number), template) or "''"


def test_recorded_answers():
    assert differing("number", _answer) == []


@pytest.mark.parametrize(
    ("value", "template", "text"),
    [
        (485, "RN", "        CDLXXXV"),
        (485, "FMrn", "cdlxxxv"),
        (4000, "RN", "###############"),
        (12345, "999", " ###"),
        (1234.5678, "9.99EEEE", " 1.23e+03"),
        (float("inf"), "9.9EEEE", " #.#####"),
        (float("nan"), "999", " NaN"),
        (1e10, "99999999999", " 10000000000"),
        (0.1, "0.99999999999999999999", " 0.10000000000000"),
        (12, '"a"99\\"', 'a 12"'),
    ],
)
def test_other_numbers(value, template, text):
    assert format_number(value, template, FLOAT8_DIGITS) == text


def test_an_ordinal_needs_a_digit():
    with pytest.raises(PgError) as caught:
        format_number(1, "th")
    assert caught.value.sqlstate == "22P02"
