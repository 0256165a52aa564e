import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import number_input
from tests.unit.pgtypes.refused import sqlstate_of


@pytest.mark.parametrize("word", ["t", "tr", "TRUE", "y", "yes", "on", "1", " t "])
def test_words_for_true(word):
    assert number_input.decode_bool_text(word.encode()) is True


@pytest.mark.parametrize("word", ["f", "False", "n", "no", "of", "off", "0"])
def test_words_for_false(word):
    assert number_input.decode_bool_text(word.encode()) is False


@pytest.mark.parametrize("text", ["1_0", "\u0661", "1e2", "", "+", "--1", "0x10", "1 2"])
def test_what_python_takes_for_a_number_and_postgresql_does_not(text):
    for decode in (number_input.decode_int4_text, number_input.decode_int8_text):
        with pytest.raises(PgError) as caught:
            decode(text.encode())
        assert caught.value.sqlstate == "22P02"


def test_a_number_of_many_digits_is_out_of_range_not_a_crash():
    with pytest.raises(PgError) as caught:
        number_input.decode_int8_text(b"9" * 10_000)
    assert caught.value.sqlstate == "22003"


def test_a_huge_exponent_is_refused_before_it_is_written_out():
    for text in (b"1e999999999", b"1e-999999999", b"0e999999999"):
        with pytest.raises(PgError) as caught:
            number_input.decode_numeric_text(text)
        assert caught.value.sqlstate == "22003"


def test_a_float4_is_rounded_to_32_bits():
    assert (
        number_input.decode_float4_text(b"0.1") == struct.unpack(">f", struct.pack(">f", 0.1))[0]
    )


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">hhHh", 1, 0, 0x1234, 0) + b"\0\1",  # no such sign
        struct.pack(">hhHh", 1, 0, 0, 0) + struct.pack(">h", 10_000),  # no base digit
        struct.pack(">hhHH", 1, 0, 0, 0x4000) + b"\0\1",  # scale
        struct.pack(">hhHh", -1, 0, 0, 0),
    ],
)
def test_a_broken_numeric_is_22p03(data):
    with pytest.raises(PgError) as caught:
        number_input.decode_numeric_binary(data)
    assert caught.value.sqlstate == "22P03"


@given(st.binary(max_size=24))
def test_any_bytes_are_a_numeric_or_22p03(data):
    assert sqlstate_of(number_input.decode_numeric_binary, data) in {None, "22P03"}


def test_an_exponent_of_any_length_is_refused_as_an_overflow():
    with pytest.raises(PgError) as caught:
        number_input.decode_numeric_text(b"1e" + b"9" * 5000)
    assert caught.value.sqlstate == "22003"
