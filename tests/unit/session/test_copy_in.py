"""COPY FROM STDIN: what is said around the stream, how it is handed on, and how it fails.

The engine here is a fake one; only a real one looks into the data."""

from types import SimpleNamespace

import pytest

from duckgres.engine.copy_in import Progress
from duckgres.engine.relation import lookup
from duckgres.errors import ConnectionLost, Notice, PgError, QueryCanceled
from duckgres.session import copy_in
from duckgres.wire.frontend import Bind, CopyData, CopyDone, CopyFail, Execute, Parse, Query, Sync

RELATION = ("table", "db", "public", "t", "", [("a", "INTEGER", None), ("b", "VARCHAR", None)])


class FakeCopy:
    """Takes down what it is given.

    Attributes:
        pieces: Bytes, whether they are the last ones, and whether rows are inserted.
        fails: Raised by the next piece.
    """

    def __init__(self):
        self.progress = Progress()
        self.context = "COPY t, line 5"
        self.waiting = 0
        self.pieces = []
        self.fails = None
        self.notices = []

    def write(self, chunks, final, insert):
        self.pieces.append((b"".join(chunks), final, insert))
        self.progress.tuples_processed += 1
        if self.fails is not None:
            raise self.fails

    def take_notices(self):
        found, self.notices = self.notices, []
        return found


@pytest.fixture
def copy(fake_engine):
    """Let the engine know one table, and take its stream."""
    found = FakeCopy()
    fake_engine.answers[lookup("", "", "t").render((), {})] = [RELATION]

    def open_copy(task, style):
        fake_engine.calls.append(f"open copy {' '.join(task.columns)}")
        return found

    def write_copy(copy, chunks, *, final, insert=True):
        return SimpleNamespace(done=True, run=lambda: copy.write(chunks, final, insert))

    fake_engine.open_copy = open_copy
    fake_engine.write_copy = write_copy
    fake_engine.await_copy = lambda job: job.run()
    return found


def test_a_stream_is_taken_to_its_end(talk, fake_engine, copy):
    heard = talk(Query("copy t (b) from stdin"), CopyData(b"x\n"), CopyData(b"y\n"), CopyDone())
    assert heard == ["CopyInResponse", "COPY 1", "I"]
    assert copy.pieces == [(b"x\ny\n", True, True)]
    assert "open copy b" in fake_engine.calls
    assert fake_engine.calls.index("begin") < fake_engine.calls.index("open copy b")
    assert "commit" in fake_engine.calls


def test_pieces_are_handed_on_as_they_are_full(talk, copy, monkeypatch):
    monkeypatch.setattr(copy_in, "PIECE", 3)
    talk(Query("copy t from stdin"), *[CopyData(b"1\n")] * 3, CopyDone())
    assert copy.pieces == [(b"1\n1\n", False, True), (b"1\n", True, True)]


def test_a_row_of_many_pieces_is_not_looked_at_for_each(talk, copy, monkeypatch):
    monkeypatch.setattr(copy_in, "PIECE", 1)
    copy.waiting = 5
    talk(Query("copy t from stdin"), *[CopyData(b"1\n")] * 3, CopyDone())
    assert copy.pieces == [(b"1\n1\n1\n", False, True), (b"", True, True)]


def test_a_client_that_gives_up_hears_where(talk, fake_engine, copy):
    heard = talk(Query("copy t from stdin"), CopyData(b"1\n"), CopyFail("no"))
    assert heard == ["CopyInResponse", "ERROR 57014: COPY from stdin failed: no", "I"]
    assert copy.pieces == [(b"1\n", False, False)]
    assert b"WCOPY t, line 5\0" in talk.transport.heard
    assert "rollback" in fake_engine.calls


def test_an_error_ends_it_and_the_rest_is_dropped(talk, fake_engine, copy, monkeypatch):
    monkeypatch.setattr(copy_in, "PIECE", 1)
    copy.fails = PgError("bad", sqlstate="22P02")
    heard = talk(Query("copy t from stdin"), *[CopyData(b"1\n")] * 4, CopyDone())
    assert heard == ["CopyInResponse", "ERROR 22P02: bad", "I"]
    assert len(copy.pieces) == 1
    assert "rollback" in fake_engine.calls


def test_a_cancel_is_noticed_when_the_client_is_heard(talk, fake_engine, copy):
    def cancel():
        fake_engine.interruption = QueryCanceled()

    heard = talk(Query("copy t from stdin"), cancel, CopyData(b"1\n"), CopyDone())
    assert heard[1].startswith("ERROR 57014")
    assert "rollback" in fake_engine.calls


def test_a_client_that_vanishes_leaves_nothing(talk, fake_engine, copy):
    talk.open(Query("copy t from stdin"), CopyData(b"1\n")).run()
    assert copy.pieces == []
    assert "commit" not in fake_engine.calls


def test_notices_come_before_the_tag(talk, copy):
    copy.notices = [Notice("one")]
    heard = talk(Query("copy t from stdin"), CopyDone())
    assert heard[1:] == ["NOTICE 00000: one", "COPY 1", "I"]


def test_a_view_is_refused_behind_the_answer(talk, fake_engine, copy):
    view = ("view", *RELATION[1:])
    fake_engine.answers[lookup("", "", "t").render((), {})] = [view]
    heard = talk(Query("copy t from stdin"), CopyData(b"1\n"), CopyDone())
    assert heard == ["CopyInResponse", 'ERROR 42809: cannot copy to view "t"', "I"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("copy n from stdin", 'ERROR 42P01: relation "n" does not exist'),
        ("copy t (x) from stdin", 'ERROR 42703: column "x" of relation "t" does not exist'),
        ("copy t from stdin (foo)", 'ERROR 42601: option "foo" not recognized'),
        ("copy t (a) from stdin (format csv, force_null (b))",
         'ERROR 42P10: FORCE_NULL column "b" not referenced by COPY'),
        ("copy t from '/x'", "ERROR 42501: permission denied to COPY from a file"),
    ],
)  # fmt: skip
def test_what_cannot_begin(talk, fake_engine, copy, text, error):
    fake_engine.answers[lookup("", "", "n").render((), {})] = []
    assert talk(Query(text)) == [error, "I"]


def test_in_a_batch_the_commit_waits_for_its_end(talk, fake_engine, copy):
    heard = talk(
        Parse("", "copy t from stdin", ()), Bind("", "", (), (), ()), Execute("", 0),
        CopyData(b"1\n"), CopyDone(), Sync(),
    )  # fmt: skip
    assert heard == ["ParseComplete", "BindComplete", "CopyInResponse", "COPY 1", "I"]
    assert fake_engine.calls.count("commit") == 1


def test_progress_is_known_meanwhile(talk, copy):
    seen = []
    session = talk.open(
        Query("copy t from stdin"),
        lambda: seen.append(session.totals.copying),
        CopyDone(),
    )
    session.run()
    assert seen == [copy.progress]
    assert session.totals.copying is None
    with pytest.raises(ConnectionLost):
        session.transport.recv()
