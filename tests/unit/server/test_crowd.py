from hypothesis import given
from hypothesis import strategies as st

from duckgres.server.crowd import Crowd


def test_the_oldest_of_the_most_crowded_source_goes_first():
    crowd = Crowd()
    for member, source in (("a1", "a"), ("b1", "b"), ("c1", "c"), ("b2", "b"), ("c2", "c")):
        crowd.add(member, source)
    gone = []
    while len(crowd):
        member = crowd.next_to_go()
        gone.append(member)
        crowd.remove(member, member[0])
    assert gone == ["b1", "c1", "a1", "b2", "c2"]


def test_of_sources_with_one_member_each_the_oldest_goes():
    crowd = Crowd()
    for source in "xyz":
        crowd.add(source.upper(), source)
    assert crowd.next_to_go() == "X"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=60))
def test_it_agrees_with_counting(steps):
    crowd, plain = Crowd(), []
    for number, (source, add) in enumerate(steps):
        if add or not plain:
            crowd.add(number, source)
            plain.append((number, source))
        else:
            gone = crowd.next_to_go()
            counts = {s: sum(other == s for _, other in plain) for _, s in plain}
            (went,) = [entry for entry in plain if entry[0] == gone]
            assert counts[went[1]] == max(counts.values())
            assert gone == min(n for n, s in plain if s == went[1])
            crowd.remove(*went)
            plain.remove(went)
        assert len(crowd) == len(plain)
    for member, source in plain:
        crowd.remove(member, source)
    assert vars(crowd) == vars(Crowd())
