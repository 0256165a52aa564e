"""Cursors are portals with a name in SQL: where they stand, what they keep, when they end."""

import pytest

from duckgres.wire.frontend import Bind, Describe, Execute, Parse, Query, Sync
from tests.fixtures.fix_session import Rows

NAMES = ("a", "b", "c", "d")


@pytest.fixture
def cursor(talk, fake_engine):
    """Run statements behind a DECLARE in a block, each alone; return their answers."""
    fake_engine.answers["select a"] = Rows(*NAMES, batch=3)

    def run(*texts, declare="declare c cursor for select a"):
        heard = talk(*(Query(text) for text in ("begin", declare, *texts)))
        answers, answer = [], []
        for line in heard:
            if line in ("I", "T", "E"):
                answers.append(answer)
                answer = []
            else:
                answer.append(line)
        return [
            [line for line in answer if not line.startswith("columns")] for answer in answers[2:]
        ]

    return run


def test_rows_come_in_portions_and_go_back(cursor):
    assert cursor("fetch 2 c", "fetch all c", "fetch c", "fetch prior c", "fetch first c") == [
        ["row a", "row b", "FETCH 2"],
        ["row c", "row d", "FETCH 2"],
        ["FETCH 0"],
        ["row d", "FETCH 1"],
        ["row a", "FETCH 1"],
    ]


def test_move_counts_what_fetch_would_give(cursor):
    assert cursor("move 3 c", "fetch c", "move all c", "move backward all c", "move last c") == [
        ["MOVE 3"], ["row d", "FETCH 1"], ["MOVE 0"], ["MOVE 4"], ["MOVE 1"],
    ]  # fmt: skip


def test_backward_across_batches(cursor):
    assert cursor("move all c", "fetch backward all c", "fetch c") == [
        ["MOVE 4"], ["row d", "row c", "row b", "row a", "FETCH 4"], ["row a", "FETCH 1"],
    ]  # fmt: skip


def test_without_scroll_there_is_no_way_back(cursor):
    texts = ("fetch c", "fetch prior c")
    found = cursor(*texts, declare="declare c no scroll cursor for select a")
    assert found[1] == ["ERROR 55000: cursor can only scan forward"]


def test_names_are_taken_and_given_back(cursor):
    found = cursor("close c", "fetch c")
    assert found == [["CLOSE CURSOR"], ['ERROR 34000: cursor "c" does not exist']]
    assert cursor("declare c cursor for select a") == [['ERROR 42P03: cursor "c" already exists']]


def test_a_cursor_ends_with_its_transaction_but_for_one_with_hold(cursor):
    assert cursor("commit", "fetch c")[1] == ['ERROR 34000: cursor "c" does not exist']
    held = "declare c cursor with hold for select a"
    assert cursor("fetch c", "commit", "fetch c", declare=held)[2] == ["row b", "FETCH 1"]
    assert cursor("rollback", "fetch c", declare=held)[1] == [
        'ERROR 34000: cursor "c" does not exist'
    ]


def test_outside_of_a_block_there_is_no_cursor(talk):
    heard = talk(Query("declare c cursor for select 1"))
    assert heard[0] == "ERROR 25P01: DECLARE CURSOR can only be used in transaction blocks"


def test_fetch_is_described_as_the_cursor_is(talk, fake_engine):
    fake_engine.answers["select a"] = Rows(*NAMES)
    heard = talk(
        Query("begin; declare c cursor for select a"), Parse("", "fetch 3 c", ()),
        Describe("S", ""), Bind("", "", (), (), ()), Execute("", 2), Execute("", 2), Sync(),
        Query("fetch c"),
    )  # fmt: skip
    assert heard[3:] == [
        "ParseComplete", "types ", "columns a", "BindComplete", "row a", "row b",
        "PortalSuspended", "row c", "FETCH 1", "T", "columns a", "row d", "FETCH 1", "T",
    ]  # fmt: skip


def test_execute_of_a_cursors_portal_goes_on(talk, fake_engine):
    fake_engine.answers["select a"] = Rows(*NAMES)
    heard = talk(
        Query("begin; declare c cursor for select a; fetch c"), Execute("c", 2), Sync(),
        Query("fetch c"),
    )  # fmt: skip
    assert heard[5:] == [
        "T", "row b", "row c", "PortalSuspended", "T", "columns a", "row d", "FETCH 1", "T",
    ]  # fmt: skip


def test_fetch_of_a_portal_that_was_bound(talk, fake_engine):
    fake_engine.answers["select a"] = Rows(*NAMES)
    heard = talk(
        Query("begin"), Parse("", "select a", ()), Bind("p", "", (), (), ()), Sync(),
        Query("fetch 2 p"), Query("close all"), Query("fetch p"),
    )  # fmt: skip
    assert heard[5:] == [
        "columns a", "row a", "row b", "FETCH 2", "T", "CLOSE CURSOR ALL", "T",
        'ERROR 34000: cursor "p" does not exist', "E",
    ]  # fmt: skip
