"""What a transaction was told."""

from dataclasses import replace

import pytest

from duckgres.engine import recall as module
from duckgres.engine.recall import Recall, digest_of
from duckgres.engine.request import Request, Started
from duckgres.engine.result import Chunk
from duckgres.engine.shape import Shape

SETTINGS = {}


@pytest.fixture
def recall():
    return Recall()


@pytest.fixture
def note(recall, statement):
    def note(text, started, settings=SETTINGS):
        recall.note(Request(statement(text)), started, settings)
        return recall.complete

    return note


def rows(*parts, description=b"a"):
    return Started(Shape((), (), (), description, None), chunk=Chunk(parts, len(parts), True))


def test_all_that_was_told_is_kept_in_order(recall, note):
    assert note("select 1", rows(b"1"))
    assert note("update t set a = 1", Started(count=2))
    digests = [answer.digest for answer in recall.answers]
    assert digests == [digest_of(rows(b"1")), digest_of(Started(count=2))]
    recall.clear()
    assert recall.answers == ()


@pytest.mark.parametrize(
    "other", [rows(b"2"), rows(), rows(b"1", description=b"b"), Started(count=1)]
)
def test_an_answer_is_told_from_others(other):
    assert digest_of(other) != digest_of(rows(b"1"))
    assert digest_of(rows(b"1")) == digest_of(rows(memoryview(b"1")))


def test_what_is_not_known_is_given_up(recall, note):
    for text, started in [
        ("select 1", Started()),
        ("select 1", replace(rows(b"1"), stream=object())),
        ("create table t(a int)", Started()),
    ]:
        assert not note(text, started)
        assert not note("select 1", rows(b"1"))
        assert recall.answers == ()
        recall.clear()


def test_settings_that_change_in_between_are_given_up(note):
    assert note("select 1", rows(b"1"), {})
    assert not note("select 1", rows(b"1"), {})


def test_many_statements_and_long_ones_are_given_up(note, recall, monkeypatch):
    monkeypatch.setattr(module, "MOST_STATEMENTS", 2)
    assert [note("select 1", rows(b"1")) for _ in range(3)] == [True, True, False]
    recall.clear()
    monkeypatch.setattr(module, "MOST_BYTES", 50)
    assert not note(f"select '{'x' * 50}'", rows(b"1"))
