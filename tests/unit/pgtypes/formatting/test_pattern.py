"""Templates, cut."""

import pytest

from duckgres.pgtypes.formatting.pattern import Kind, date_parts, number_parts, ordinal


def test_patterns_and_what_stands_between():
    parts = date_parts('FMDDth "of" Month, YYYY\\"x')
    assert [part.text for part in parts] == [
        "DD", " ", "o", "f", " ", "Month", ",", " ", "YYYY", '"', "x",
    ]  # fmt: skip
    assert parts[0].fill
    assert parts[0].suffix == "th"
    assert parts[6].kind is Kind.SEPARATOR
    assert parts[7].kind is Kind.SPACE
    assert parts[2].kind is Kind.LETTER


def test_the_longest_pattern_wins():
    assert [part.text for part in date_parts("YYYYMMDDHH24MI")] == [
        "YYYY",
        "MM",
        "DD",
        "HH24",
        "MI",
    ]


def test_case_counts():
    assert [part.text for part in date_parts("Hh24")] == ["H", "h", "2", "4"]
    assert [part.text for part in number_parts("9G99mi")] == ["9", "G", "9", "9", "mi"]


@pytest.mark.parametrize(
    ("number", "suffix", "ending"),
    [("1", "th", "st"), ("2", "TH", "ND"), ("3", "th", "rd"), ("11", "th", "th"),
     ("112", "th", "th"),
     ("21", "th", "st"), ("40", "TH", "TH")],
)  # fmt: skip
def test_ordinals(number, suffix, ending):
    assert ordinal(number, suffix) == ending
