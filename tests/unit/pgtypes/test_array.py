import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import array, array_input, number, number_input, text

strings = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
boxes = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.none() | strings, min_size=width, max_size=width), min_size=1
    )
)


@given(boxes)
def test_strings_come_back_from_text(value):
    encoded = array.text_encoder(text.encode)(value)
    assert array_input.text_decoder(text.decode)(encoded) == value


@given(boxes)
def test_strings_come_back_from_binary(value):
    encoded = array.binary_encoder(text.encode, 25)(value)
    assert array_input.binary_decoder(text.decode, 25)(encoded) == value


@pytest.mark.parametrize("value", [[], [[]], [[], []]])
def test_an_array_without_elements_has_no_dimensions(value):
    assert array.text_encoder(number.encode_int_text)(value) == b"{}"
    assert (
        array.binary_encoder(number.encode_int4_binary, 23)(value).hex()
        == "000000000000000000000017"
    )


@pytest.mark.parametrize(
    "value", [[[1], [2, 3]], [[1], None], [[1], [[2]]], [None, [1]], [[], [1]]]
)
def test_lists_that_are_no_box_are_0a000(value):
    with pytest.raises(PgError) as caught:
        array.dimensions(value)
    assert caught.value.sqlstate == "0A000"


def test_more_than_six_dimensions_are_54000():
    with pytest.raises(PgError) as caught:
        array.dimensions([[[[[[[1]]]]]]])
    assert caught.value.sqlstate == "54000"


def test_a_vector_is_words_and_begins_at_zero():
    assert array.vector_text_encoder(number.encode_int_text)([1, 2]) == b"1 2"
    encoded = array.vector_binary_encoder(number.encode_int2_binary, 21)([7])
    assert array_input.binary_decoder(number_input.decode_int2_binary, 21)(encoded) == [7]
    assert encoded[12:20].hex() == "0000000100000000"
