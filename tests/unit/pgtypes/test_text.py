import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import text


def test_strings_are_utf8_both_ways():
    assert text.encode("grüß") == "grüß".encode()
    assert text.decode("grüß".encode()) == "grüß"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"a\0b", "0x00"),
        (b"\xff", "0xff"),
        (b"x\xc3(", "0xc3 0x28"),
        (b"\xe2\x82", "0xe2 0x82"),
        (b"\xf0\x28\x8c\x28z", "0xf0 0x28 0x8c 0x28"),
    ],
)
def test_what_is_no_utf8_is_22021_and_shows_the_bytes(data, shown):
    with pytest.raises(PgError) as caught:
        text.decode(data)
    assert caught.value.sqlstate == "22021"
    assert caught.value.message == f'invalid byte sequence for encoding "UTF8": {shown}'


def test_a_zero_character_is_refused_on_the_way_out():
    with pytest.raises(PgError) as caught:
        text.encode("a\0")
    assert caught.value.sqlstate == "22021"


def test_a_char_is_one_character_and_may_be_empty():
    assert text.decode_char_text(b"abc") == "a"
    assert text.encode_char_binary("") == b"\0"
    assert text.decode_char_binary(b"\0") == ""
