"""What a connection remembers of its writes."""

import pytest

from duckgres.engine.changes import Changes
from duckgres.engine.memory import Memory, changed_by
from duckgres.engine.request import Request, Started
from duckgres.errors import PgError


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
def memory(changes):
    return Memory(changes)


def commit(changes, *tables):
    changes.end(changes.begin(set(tables)))


@pytest.fixture
def request_of(statement):
    return lambda text: Request(statement(text))


def test_a_lone_statement_is_noted_until_its_rows_are_read(memory, changes, request_of):
    before = memory.start(changed_by(request_of("insert into t values (1)")))
    mark = changes.mark
    memory.end(before)
    assert changes.since(mark) == {"t"}
    memory.committed()
    assert changes.since(changes.mark) == set()


def test_the_next_statement_ends_what_was_left_open(memory, changes, request_of):
    memory.start({"t"})
    before = memory.start(changed_by(request_of("select 1")))
    assert changes.since(changes.mark) == {"t"}
    memory.end(before)
    assert changes.since(changes.mark) == set()


def test_a_commit_notes_what_the_transaction_has_changed(memory, changes, request_of):
    assert memory.commit() is None
    memory.wrote(request_of("insert into t values (1)"), Started(count=1))
    mark = changes.mark
    memory.end(memory.commit())
    memory.forget()
    assert changes.since(mark) == {"t"}
    assert len(memory.log) == 0


def test_settings_are_kept_with_a_write(memory, request_of):
    memory.set(["SET TimeZone = 'UTC'"])
    memory.wrote(request_of("insert into t values (1)"), Started(count=1))
    memory.set(["SET TimeZone = 'Asia/Tokyo'"])
    memory.wrote(request_of("insert into t values (1)"), Started(count=1))
    kept = [list(write.settings.values()) for write in memory.log.up_to(2)]
    assert kept == [["SET TimeZone = 'UTC'"], ["SET TimeZone = 'Asia/Tokyo'"]]


@pytest.mark.parametrize(
    ("others", "reads", "snapshot", "fine"),
    [
        ((), {"t"}, True, True),
        (("u",), {"t"}, False, True),
        (("u",), set(), True, False),
        (("t",), {"t"}, False, False),
        (("t",), set(), False, True),
        (("*",), {"t"}, False, False),
        (("u",), {"*"}, False, False),
    ],
)
def test_what_others_changed_counts_where_it_matters(
    memory, changes, request_of, others, reads, snapshot, fine
):
    memory.begun()
    memory.wrote(request_of("update t set a = 1"), Started(count=1))
    if others:
        commit(changes, *others)
    memory.lost = True
    memory.begun()
    if fine:
        memory.rewound(1, reads, snapshot=snapshot)
        assert not memory.lost
        memory.rewound(1, {"t", "u", "*"}, snapshot=True)  # nothing has changed since
    else:
        with pytest.raises(PgError) as caught:
            memory.rewound(1, reads, snapshot=snapshot)
        assert caught.value.sqlstate == "40001"
        assert memory.lost


def test_what_a_copy_has_brought_cannot_be_put_back(memory, changes):
    memory.begun()
    memory.copied("T")
    assert memory.log.up_to(0) == []
    with pytest.raises(PgError) as caught:
        memory.log.up_to(1)
    assert caught.value.sqlstate == "0A000"
    assert "what the client has sent" in caught.value.fields.detail
    mark = changes.mark
    changes.end(memory.commit())
    assert changes.since(mark) == {"t"}


def test_what_foreign_keys_have_written_is_changed_too(memory, request_of):
    memory.wrote(request_of("delete from t"), Started(count=1), frozenset({"u"}))
    assert memory.log.changed == {"t", "u"}
    memory.wrote(request_of("delete from v"), Started(count=1), frozenset({"w"}))
    memory.log.forget(1)
    assert memory.log.changed == {"t", "u"}
