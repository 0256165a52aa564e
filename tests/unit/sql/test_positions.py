"""Bytes and characters of a query string."""

from hypothesis import given
from hypothesis import strategies as st

from duckgres.sql.positions import Source


@given(st.text(alphabet="aé€😀 '", max_size=30))
def test_character_counts_what_lies_before_a_byte(text):
    source = Source(text)
    for index in range(len(text) + 1):
        assert source.character(len(text[:index].encode())) == index
    assert len(source) == len(text.encode())


def test_cut_takes_bytes():
    assert Source("é = 'x'").cut(0, 2) == "é"
