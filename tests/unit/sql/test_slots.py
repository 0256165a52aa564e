"""Cutting a text at its slots."""

from hypothesis import given
from hypothesis import strategies as st

from duckgres.sql.positions import Source
from duckgres.sql.slots import Slot, cut


@given(st.lists(st.text(alphabet="aé ", max_size=6), min_size=1, max_size=6))
def test_pieces_and_slots_make_the_text_again(parts):
    text = "$1".join(parts)
    source, slots, start = Source(text), [], 0
    for part in parts[:-1]:
        start += len(part.encode())
        slots.append(Slot(start, start + 2, 1))
        start += 2
    found = cut(source, 0, len(source), reversed(slots))
    assert found.pieces == tuple(parts)
    assert found.slots == (1,) * (len(parts) - 1)
    for piece, begin in zip(found.pieces, found.sources, strict=True):
        assert text[begin : begin + len(piece)] == piece


def test_added_text_keeps_the_place_of_what_follows():
    text = "from version() v"
    found = cut(Source(text), 0, len(text), [Slot(5, 14, "version", "(SELECT ", ' AS "v")')])
    assert found.pieces == ("from (SELECT ", ' AS "v") v')
    assert found.sources[1] + len(' AS "v")') == text.index(" v", 12)


def test_head_stands_in_front():
    found = cut(Source("call f()"), 4, 8, [], "FROM")
    assert found.pieces == ("FROM f()",)
    assert found.sources == (0,)
