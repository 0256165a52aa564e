"""Sets of characters."""

from hypothesis import given
from hypothesis import strategies as st

from duckgres.pgtypes.regex import charset

CODES = st.integers(0, charset.LAST)
SETS = st.lists(st.tuples(CODES, CODES).map(lambda p: ((min(p), max(p)),)), max_size=4).map(
    charset.union
)


@given(SETS, CODES)
def test_a_character_is_in_a_set_or_in_its_complement(members, code):
    assert charset.contains(members, code) != charset.contains(charset.complement(members), code)


@given(SETS)
def test_the_complement_of_the_complement_is_the_set(members):
    assert charset.complement(charset.complement(members)) == members
    whole = charset.size(charset.ALL)
    assert charset.size(members) + charset.size(charset.complement(members)) == whole


@given(SETS, SETS, CODES)
def test_a_union_has_what_either_has(one, other, code):
    both = charset.union((one, other))
    expected = charset.contains(one, code) or charset.contains(other, code)
    assert charset.contains(both, code) == expected


def test_neighbours_become_one_range():
    assert charset.union((charset.single("b"), charset.single("a"))) == ((97, 98),)


def test_folding_adds_the_other_case():
    assert charset.folded(charset.single("é")) == charset.union(
        (charset.single("é"), charset.single("É"))
    )
    assert charset.folded(charset.single("1")) == charset.single("1")
    assert charset.contains(charset.folded(((0, 0x10000),)), ord("a"))
