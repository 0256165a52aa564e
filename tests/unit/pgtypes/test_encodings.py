"""Encodings: PostgreSQL's names, Python's codecs."""

import codecs

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.encodings import CODECS, encode, encoding_name, name_of_codec


@pytest.mark.parametrize("codec", CODECS.values())
def test_a_codec_exists(codec):
    assert codecs.lookup(codec)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UTF-8", "UTF8"), ("utf_8", "UTF8"), ("Unicode", "UTF8"), ("ISO-8859-1", "LATIN1"),
        ("iso8859-15", "LATIN9"), ("windows-1252", "WIN1252"), ("abc", "WIN1258"),
        ("koi8", "KOI8R"), ("Shift_JIS", "SJIS"), ("cp1252", None), ("ascii", None), ("", None),
    ],
)  # fmt: skip
def test_names_as_recorded_from_postgresql(text, name):
    assert encoding_name(text) == name


def test_names_of_codecs():
    assert name_of_codec("latin-1") == "LATIN1"
    assert name_of_codec("utf-8") == "UTF8"


def test_a_character_that_is_not_there():
    with pytest.raises(PgError) as caught:
        encode("a€", "latin-1")
    assert caught.value.sqlstate == "22P05"
    assert caught.value.message == (
        'character with byte sequence 0xe2 0x82 0xac in encoding "UTF8" has no equivalent in '
        'encoding "LATIN1"'
    )
