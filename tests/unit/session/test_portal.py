"""Rows are pulled one batch ahead, in order, and let go of whoever gives up."""

import pytest

from duckgres.engine.request import Started
from duckgres.engine.result import Chunk
from duckgres.errors import ConnectionLost
from duckgres.session.portal import EngineRows, ListedRows, Portal
from duckgres.sql.plan import plan
from tests.fixtures.fix_session import FakeStream


@pytest.fixture
def rows(fake_engine):
    """Make a portal's rows of a string, ``batch`` letters at a time."""

    def rows(letters, batch=2, limit=None):
        stream = FakeStream([(letter,) for letter in letters], batch)
        stream.fails_behind = None
        chunk = stream.take(limit)
        return EngineRows(fake_engine, Started(None, None if chunk.exhausted else stream, chunk))

    return rows


def counts(chunks):
    return [chunk.rows for chunk in chunks]


def test_the_next_batch_is_made_while_the_last_is_sent(rows, fake_engine):
    calls = [(chunk.rows, list(fake_engine.calls)) for chunk in rows("abcde").chunks(None)]
    assert calls == [
        (2, ["ahead"]),
        (2, ["ahead", "await", "ahead"]),
        (1, ["ahead", "await", "ahead", "await"]),
    ]


def test_with_a_limit_no_more_is_fetched_than_was_asked_for(rows, fake_engine):
    source = rows("abcdefgh", batch=3, limit=5)
    assert counts(source.chunks(5)) == [3, 2]
    assert fake_engine.calls == ["fetch 2"]
    assert counts(source.chunks(100)) == [3]


def test_a_whole_result_costs_no_further_crossing(rows, fake_engine):
    source = rows("ab")
    assert counts(source.chunks(None)) == [2]
    assert fake_engine.calls == []


def test_behind_the_end_there_are_no_rows(rows, fake_engine):
    source = rows("ab")
    list(source.chunks(None))
    assert counts(source.chunks(None)) == [0]
    assert counts(source.chunks(3)) == [0]


def test_a_consumer_that_gives_up_waits_for_the_batch_in_flight(rows, fake_engine):
    chunks = rows("abcdef").chunks(None)
    next(chunks)
    chunks.close()
    assert fake_engine.calls == ["ahead", "abandon"]


def test_a_client_that_goes_gives_its_rows_up_before_they_are_released(talk, fake_engine):
    session = talk.open()
    session._open()
    talk.transport.lost_after = len(talk.transport.heard) + 1
    stream = FakeStream([(letter,) for letter in "abcdef"], 1)
    stream.fails_behind = None
    portal = Portal(plan("select 1", None)[0])
    portal.rows = EngineRows(fake_engine, Started(None, stream, stream.take(None)))
    fake_engine.calls.clear()
    with pytest.raises(ConnectionLost) as lost:
        portal.send_rows(session.transport, None)
    assert fake_engine.calls == ["ahead", "await", "ahead", "abandon"]
    portal.close()
    assert fake_engine.calls[-1] == "release"
    assert lost.value  # the traceback is alive meanwhile, and with it the frames


def test_closing_releases_once(rows, fake_engine):
    source = rows("abcdef")
    source.close()
    source.close()
    assert fake_engine.calls == ["release"]


def test_listed_rows_are_pulled_like_others():
    source = ListedRows([b"a", b"b", b"c"])
    assert list(source.chunks(2)) == [Chunk((b"ab",), 2, False)]
    assert list(source.chunks(None)) == [Chunk((b"c",), 1, True)]
    assert list(source.chunks(None)) == [Chunk((b"",), 0, True)]


def test_a_closed_portal_has_no_rows(rows, fake_engine):
    portal = Portal(plan("select 1", None)[0], rows=rows("abcdef"))
    portal.close()
    portal.close()
    assert portal.rows is None
    assert fake_engine.calls == ["release"]


@pytest.mark.parametrize(
    ("text", "tag", "count", "sent", "expected"),
    [
        ("select 1", "SELECT", None, 5, "SELECT 5"),
        ("insert into t values (1)", "INSERT 0", 3, 0, "INSERT 0 3"),
        ("insert into t values (1) returning a", "INSERT 0", None, 2, "INSERT 0 2"),
        ("update t set a = 1", "UPDATE", 0, 0, "UPDATE 0"),
        ("create table t(a int)", "CREATE TABLE", None, 0, "CREATE TABLE"),
        ("begin", "BEGIN", None, 0, "BEGIN"),
    ],
)
def test_the_tag_counts_what_was_sent_or_changed(text, tag, count, sent, expected):
    portal = Portal(plan(text, None)[0], tag=tag, count=count)
    assert portal.command_tag(sent) == expected
