"""Templates of numbers as a whole."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.number_pattern import number_pattern


def test_digits():
    found = number_pattern("FM9990D990S")
    assert (found.before, found.after, found.zero_from, found.zero_to) == (4, 3, 4, 7)
    assert found.sign == "after"
    assert found.flags == {"FM", "."}


def test_shift():
    found = number_pattern("99V99")
    assert (found.before, found.shift) == (2, 2)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("9.9.9", "multiple decimal points"),
        ("9SS", 'cannot use "S" twice'),
        ("9SMI", 'cannot use "S" and "MI" together'),
        ("9MIS", 'cannot use "S" and "PL"/"MI"/"SG"/"PR" together'),
        ("9MIPR", 'cannot use "PR" and "S"/"PL"/"MI"/"SG" together'),
        ("9PR9", '"9" must be ahead of "PR"'),
        ("9V9.9", 'cannot use "V" and decimal point together'),
        ("9EEEE9", '"EEEE" must be the last pattern used'),
        ("9EEEEEEEE", 'cannot use "EEEE" twice'),
        ("FM9EEEE", '"EEEE" is incompatible with other formats'),
    ],
)
def test_what_does_not_go_together(template, message):
    with pytest.raises(PgError) as caught:
        number_pattern(template)
    assert (caught.value.sqlstate, caught.value.message) == ("42601", message)
