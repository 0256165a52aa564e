"""Blocks, failed blocks and implicit transactions, as the engine is told of them."""

import pytest

from duckgres.errors import PgError
from duckgres.wire.frontend import Bind, Execute, Flush, Parse, Query, Sync
from tests.fixtures.fix_session import Rows

REFUSED = (
    "ERROR 25P02: current transaction is aborted, commands ignored until end of transaction block"
)
BAD = PgError("no", sqlstate="22023")


def run(text):
    """Parse, bind and execute a statement; the batch stays open."""
    return [Parse("", text, ()), Bind("", "", (), (), ()), Execute("", 0)]


@pytest.fixture(autouse=True)
def bad(fake_engine):
    fake_engine.answers["select bad"] = BAD


def transactions(engine):
    """Return the calls that begin or end something."""
    return [c for c in engine.calls if c.split()[0] in ("begin", "commit", "rollback")]


def test_a_lone_statement_runs_in_autocommit(talk, fake_engine):
    assert talk(Query("insert into t(a) values (1)")) == ["INSERT 0 1", "I"]
    assert transactions(fake_engine) == []


def test_a_string_of_statements_is_one_transaction(talk, fake_engine):
    assert talk(Query("insert into t(a) values (1); insert into t(a) values (2)"))[-1] == "I"
    assert fake_engine.calls[-4:-1] == [
        "start insert into t(a) values (1)",
        "start insert into t(a) values (2)",
        "commit",
    ]
    assert transactions(fake_engine) == ["begin", "commit"]


def test_an_error_in_a_string_undoes_it_and_stops_it(talk, fake_engine):
    heard = talk(Query("insert into t(a) values (1); select bad; insert into t(a) values (2)"))
    assert heard == ["INSERT 0 1", "ERROR 22023: no", "I"]
    assert transactions(fake_engine) == ["begin", "rollback"]
    assert "start insert into t(a) values (2)" not in fake_engine.calls


def test_a_pipeline_is_one_transaction_up_to_its_sync(talk, fake_engine):
    talk(*run("insert into t(a) values (1)"), Flush(), *run("insert into t(a) values (2)"), Sync())
    assert transactions(fake_engine) == ["begin", "commit"]


def test_a_pipelined_statement_right_before_its_sync_runs_in_autocommit(talk, fake_engine):
    said = b"".join(m.encode() for m in [*run("insert into t(a) values (1)"), Sync()])
    assert talk(said)[-1] == "I"
    assert transactions(fake_engine) == []


def test_an_error_in_a_pipeline_undoes_it_and_skips_to_sync(talk, fake_engine):
    heard = talk(*run("insert into t(a) values (1)"), *run("select bad"), *run("select 1"), Sync())
    assert heard[-2:] == ["ERROR 22023: no", "I"]
    assert transactions(fake_engine) == ["begin", "rollback"]
    assert "start select 1" not in fake_engine.calls


def test_a_block_spans_strings_and_says_so(talk, fake_engine):
    heard = talk(Query("begin"), Query("insert into t(a) values (1)"), Query("commit"))
    assert heard == ["BEGIN", "T", "INSERT 0 1", "T", "COMMIT", "I"]
    assert transactions(fake_engine) == ["begin", "commit"]


def test_a_failed_block_refuses_all_but_its_end(talk, fake_engine):
    heard = talk(
        Query("begin"), Query("select bad"), Query("select 1"), Query("set x.y = 1"),
        Query("rollback"), Query("select 1"),
    )  # fmt: skip
    assert heard[:8] == ["BEGIN", "T", "ERROR 22023: no", "E", REFUSED, "E", REFUSED, "E"]
    assert heard[8:10] == ["ROLLBACK", "I"]
    assert fake_engine.calls.count("start select 1") == 1


def test_a_failed_block_is_undone_at_its_error_and_commit_says_rollback(talk, fake_engine):
    heard = talk(Query("begin"), Query("select bad"), Query("commit"))
    assert heard[-2:] == ["ROLLBACK", "I"]
    assert transactions(fake_engine) == ["begin", "rollback"]


def test_begin_makes_a_string_s_transaction_a_block(talk, fake_engine):
    heard = talk(Query("insert into t(a) values (1); begin; select 1"), Query("rollback"))
    assert heard[-3:] == ["T", "ROLLBACK", "I"]
    assert transactions(fake_engine) == ["begin", "rollback"]


def test_commit_in_a_string_ends_what_came_before(talk, fake_engine):
    heard = talk(
        Query("insert into t(a) values (1); commit; insert into t(a) values (2); select bad")
    )
    assert heard[1] == "WARNING 25P01: there is no transaction in progress"
    assert transactions(fake_engine) == ["begin", "commit", "begin", "rollback"]


def test_a_commit_that_fails_leaves_the_session_idle(talk, fake_engine):
    fake_engine.fails_to_commit = PgError("could not serialize", sqlstate="40001")
    heard = talk(
        Query("begin"), Query("set statement_timeout = 5"), Query("commit"),
        Query("show statement_timeout"),
    )  # fmt: skip
    assert heard[4:6] == ["ERROR 40001: could not serialize", "I"]
    assert heard[-3:] == ["row 0", "SHOW", "I"]


def test_an_implicit_commit_that_fails_is_told_at_sync(talk, fake_engine):
    fake_engine.fails_to_commit = PgError("could not serialize", sqlstate="40001")
    heard = talk(*run("insert into t(a) values (1)"), Flush(), Sync(), Query("select 1"))
    assert heard[3:5] == ["ERROR 40001: could not serialize", "I"]
    assert heard[-1] == "I"


def test_begin_twice_and_end_without_begin_are_warned_of(talk):
    heard = talk(Query("begin"), Query("begin"), Query("rollback"), Query("rollback"))
    assert heard[2:4] == ["WARNING 25001: there is already a transaction in progress", "BEGIN"]
    assert heard[-3:-1] == ["WARNING 25P01: there is no transaction in progress", "ROLLBACK"]


def test_chain_begins_the_next_block_with_the_same_characteristics(talk, fake_engine):
    heard = talk(
        Query("begin read only"), Query("commit and chain"), Query("show transaction_read_only"),
        Query("rollback and chain"), Query("rollback"),
    )  # fmt: skip
    assert heard[2:4] == ["COMMIT", "T"]
    assert "row on" in heard
    assert transactions(fake_engine) == [
        "begin read only", "commit", "begin read only", "rollback", "begin read only", "rollback",
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["COMMIT", "ROLLBACK"])
def test_chain_needs_a_block(talk, verb):
    heard = talk(Query(f"{verb} and chain"))
    text = f"{verb} AND CHAIN can only be used in transaction blocks"
    assert heard == [f"ERROR 25P01: {text}", "I"]


def test_a_read_only_transaction_refuses_to_write_before_the_engine_is_asked(talk, fake_engine):
    heard = talk(Query("begin read only"), Query("insert into t(a) values (1)"))
    assert heard[2:] == ["ERROR 25006: cannot execute INSERT in a read-only transaction", "E"]
    assert "start insert into t(a) values (1)" not in fake_engine.calls


@pytest.mark.parametrize("text", ["savepoint s", "release savepoint s", "rollback to s"])
def test_savepoints_need_a_block(talk, text):
    assert talk(Query(text))[0].startswith("ERROR 25P01: ")


@pytest.mark.parametrize("text", ["release savepoint s", "rollback to s"])
def test_a_savepoint_must_be_there(talk, text):
    heard = talk(Query("begin"), Query(text), Query("rollback to s"), Query("rollback"))
    missing = 'ERROR 3B001: savepoint "s" does not exist'
    assert heard[2:] == [missing, "E", missing, "E", "ROLLBACK", "I"]


def test_rollback_to_revives_a_failed_block(talk, fake_engine):
    heard = talk(
        Query("begin"), Query("insert into t values (1)"), Query("savepoint s"),
        Query("insert into t values (2)"), Query("select bad"), Query("select 1"),
        Query("rollback to s"), Query("release s"), Query("commit"),
    )  # fmt: skip
    assert heard[8:12] == ["ERROR 22023: no", "E", REFUSED, "E"]
    assert heard[12:] == ["ROLLBACK", "T", "RELEASE", "T", "COMMIT", "I"]
    assert transactions(fake_engine) == ["begin", "commit"]
    assert "rewind 1" in fake_engine.calls


def test_a_return_that_cannot_be_leaves_the_block_failed(talk, fake_engine):
    fake_engine.fails_to_rewind = PgError("not so", sqlstate="40001")
    heard = talk(
        Query("begin"), Query("savepoint s"), Query("rollback to s"), Query("select 1"),
        Query("commit"),
    )  # fmt: skip
    assert heard[4:] == ["ERROR 40001: not so", "E", REFUSED, "E", "ROLLBACK", "I"]
    assert transactions(fake_engine) == ["begin", "rollback"]


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_snapshot_is_asked_for_at_the_levels_that_have_one(talk, fake_engine, level):
    begin = Query(f"begin isolation level {level}")
    talk(begin, Query("savepoint s"), Query("rollback to s"))
    assert "rewind 0 to the snapshot" in fake_engine.calls


def test_settings_behind_a_savepoint_are_undone_with_it(talk):
    heard = talk(
        Query("begin"), Query("set statement_timeout = 5"), Query("savepoint s"),
        Query("set statement_timeout = 7"), Query("set local lock_timeout = 9"),
        Query("select bad"), Query("rollback to s"), Query("show statement_timeout"),
        Query("show lock_timeout"), Query("commit"), Query("show statement_timeout"),
    )  # fmt: skip
    assert [line for line in heard if line.startswith("row ")] == ["row 5ms", "row 0", "row 5ms"]


def test_a_portal_of_before_the_savepoint_survives_the_error(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abcd", batch=2)
    heard = talk(
        Query("begin"),
        *(Parse("", "select many", ()), Bind("p", "", (), (), ()), Execute("p", 1), Sync()),
        Query("savepoint s"),
        *(Parse("", "select many", ()), Bind("q", "", (), (), ()), Execute("q", 1), Sync()),
        Query("select bad"),
        Query("rollback to s"),
        *(Execute("p", 1), Execute("q", 1), Sync()),
    )
    assert heard[-4:] == [
        "row b",
        "PortalSuspended",
        'ERROR 34000: portal "q" does not exist',
        "E",
    ]


def test_what_follows_the_savepoints_is_brought_back(talk):
    said, seen = ["before"], []

    def mark():
        length = len(said)

        def undo():
            del said[length:]

        return undo

    def begin_to_follow():
        talk.session.transaction.follow(mark)
        said.append("behind a")

    def look():
        seen.append(list(said))

    talk(
        Query("begin"), Query("savepoint a"), begin_to_follow, Query("savepoint b"),
        lambda: said.append("behind b"), Query("rollback to b"), look,
        lambda: said.append("behind b"), Query("select bad"), look, Query("rollback to a"), look,
    )  # fmt: skip
    assert seen == [["before", "behind a"], ["before", "behind a"], ["before"]]


def test_a_chained_block_of_a_failed_one_keeps_its_characteristics(talk):
    heard = talk(
        Query("begin isolation level repeatable read"), Query("select bad"),
        Query("rollback and chain"), Query("show transaction_isolation"),
    )  # fmt: skip
    assert heard[-3:] == ["row repeatable read", "SHOW", "T"]


def test_settings_of_a_block_are_undone_with_it(talk):
    heard = talk(
        Query("begin"), Query("set statement_timeout = 5"), Query("rollback"),
        Query("show statement_timeout"),
    )  # fmt: skip
    assert heard[-3:] == ["row 0", "SHOW", "I"]


def test_portals_end_with_their_transaction(talk, fake_engine):
    fake_engine.answers["select many"] = Rows(*"abc")
    heard = talk(
        Query("begin"),
        Parse("", "select many", ()), Bind("p", "", (), (), ()), Execute("p", 1), Sync(),
        Query("commit"), Query("begin"), Execute("p", 1), Sync(),
    )  # fmt: skip
    assert "PortalSuspended" in heard
    assert heard[-2:] == ['ERROR 34000: portal "p" does not exist', "E"]
    assert fake_engine.calls.index("release") < fake_engine.calls.index("commit")
