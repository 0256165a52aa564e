"""Notes of commits."""

from duckgres.engine.changes import ANYTHING, Changes


def commit(changes, *tables):
    changes.end(changes.begin(set(tables)))


def test_who_asks_is_told_what_changed_behind_his_mark():
    changes = Changes()
    commit(changes, "a")
    mark = changes.mark
    assert changes.since(mark) == set()
    commit(changes, "b", "c")
    commit(changes, "d")
    assert changes.since(mark) == {"b", "c", "d"}


def test_a_commit_that_is_under_way_counts_before_and_after():
    changes = Changes()
    number = changes.begin({"a"})
    mark = changes.mark
    assert changes.since(mark) == {"a"}
    changes.end(number)
    assert changes.since(mark) == {"a"}
    assert changes.since(changes.mark) == set()


def test_a_mark_older_than_what_is_known_is_told_anything():
    changes = Changes(most_names=2)
    mark = changes.mark
    commit(changes, "a")
    commit(changes, "a", "b")
    assert changes.since(mark) == {"a", "b"}
    commit(changes, "c")
    assert changes.since(mark) == {ANYTHING}
    assert changes.since(changes.mark) == set()
