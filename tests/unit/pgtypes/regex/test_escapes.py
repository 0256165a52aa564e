"""Escapes of one character."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.regex.escapes import CLASS_ESCAPES, character_escape


@pytest.mark.parametrize(
    ("text", "character", "size"),
    [
        ("n", "\n", 1), ("t", "\t", 1), ("b", "\b", 1), ("B", "\\", 1), ("e", "\x1b", 1),
        ("u00e9x", "é", 5), ("U0001F600", "😀", 9), ("x41;", "A", 3), ("101", "A", 3),
        ("0", "\0", 1), ("cA", "\x01", 2), (".", ".", 1), ("é", "é", 1),
    ],
)  # fmt: skip
def test_escape(text, character, size):
    assert character_escape(text, 0) == (character, size)


@pytest.mark.parametrize("text", ["", "q", "u12", "uwxyz", "x", "c", "U00110000"])
def test_no_escape(text):
    with pytest.raises(PgError, match="invalid escape") as refusal:
        character_escape(text, 0)
    assert refusal.value.sqlstate == "2201B"


def test_classes_come_with_their_complements():
    assert set(CLASS_ESCAPES) == set("dDsSwW")
