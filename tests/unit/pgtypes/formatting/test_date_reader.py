"""Reading by a template: the fields, and what is wrong with a text."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.date_reader import read


def test_fields():
    found = read("Mon 06 May 2024 01:02 PM +05:30", "Dy DD Mon YYYY HH12:MI AM TZH:TZM")
    assert found.values == {
        **{"weekday": 2, "day": 6, "month": 5, "year": 2024, "hour12": 1, "minute": 2, "half": 1},
        "zone_sign": 1,
    }
    assert found.offset == 19_800


@pytest.mark.parametrize(
    ("text", "template", "message"),
    [
        ("06 Foo 2024", "DD Mon YYYY", 'invalid value "Foo" for "Mon"'),
        ("2024-xx", "YYYY-MM", 'invalid value "xx" for "MM"'),
        ("20", "YYYYMM", 'source string too short for "YYYY" formatting field'),
        ("20245-6-", "YYYYMMDDHH", 'invalid value "5-" for "MM"'),
        ("1 2", "MM MM", 'conflicting values for "MM" field in formatting string'),
        ("2024-19", "IYYY-MM", "invalid combination of date conventions"),
        ("12 XYZ", "MI TZ", 'invalid value "XYZ" for "TZ"'),
        ("99999999999", "YYYY", 'value for "YYYY" in source string is out of range'),
        ("1", "Y,YYY", 'invalid input string for "Y,YYY"'),
    ],
)
def test_errors(text, template, message):
    with pytest.raises(PgError) as caught:
        read(text, template)
    assert caught.value.message == message
