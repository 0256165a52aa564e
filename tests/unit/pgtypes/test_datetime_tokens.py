"""Cutting a text into fields."""

import pytest

from duckgres.pgtypes.datetime_tokens import Kind, Word, fields_of, word_of


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("2024-01-05 10:20", [(Kind.DATE, "2024-01-05"), (Kind.TIME, "10:20")]),
        ("10:20 + 02", [(Kind.TIME, "10:20"), (Kind.ZONE, "+02")]),
        ("Jan 5, 2024", [(Kind.WORD, "jan"), (Kind.NUMBER, "5"), (Kind.NUMBER, "2024")]),
        ("Jan-08-1999", [(Kind.DATE, "jan-08-1999")]),
        ("2024.005", [(Kind.NUMBER, "2024.005")]),
        ("T10:20 -infinity", [(Kind.WORD, "t"), (Kind.TIME, "10:20"), (Kind.WORD, "-infinity")]),
        (" \t", []),
    ],
)  # fmt: skip
def test_fields(text, fields):
    assert fields_of(text) == fields


@pytest.mark.parametrize("text", ["ä", "+", "1 " * 26, "1" * 129])
def test_what_is_no_date(text):
    assert fields_of(text) is None


def test_words():
    assert word_of("sept") == (Word.MONTH, "9")
    assert word_of("wednesday") == (Word.IGNORED, "")
    assert word_of("noon") is None
