"""A piece of a stream: where its text is valid, and whether its end is cut."""

import pytest

from duckgres.rows.copy_piece import Piece
from duckgres.rows.copy_splitters import END_BYTES


@pytest.mark.parametrize(
    ("data", "valid", "cut"),
    [
        (b"abc", 3, True),
        (b"ab\xe2\x82", 2, True),
        (b"ab\xe2\x82x", 2, False),
        (b"ab\xff", 2, False),
        (b"", 0, True),
    ],
)
def test_its_text(data, valid, cut):
    piece = Piece(data + END_BYTES)
    assert (piece.plain, piece.end) == (data, len(data))
    assert (piece.valid_end, piece.is_cut) == (valid, cut)
