"""Hashes of text are PostgreSQL's; the numbers were recorded from 16."""

import pytest

from duckgres.pgtypes.hashing import hash_text, hash_text_extended


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("abc", -785388649),
        ("", -1477818771),
        ("abcdefghijkl", -1586087212),
        ("hello world, this is long", -1137652777),
        ("é", -983094517),
    ],
)
def test_hashtext(text, found):
    assert hash_text(text) == found


@pytest.mark.parametrize(
    ("text", "seed", "found"),
    [
        ("abc", 0, -6747756470228489321),
        ("abc", 5, -8227931761584822072),
        ("hello world, this is long", -3, 4446588612376877660),
    ],
)
def test_hashtextextended(text, seed, found):
    assert hash_text_extended(text, seed) == found
