"""Every state and every message type, as PostgreSQL answered when it was recorded."""

import pytest

from duckgres.errors import ConnectionLost, FatalError, ProtocolViolation
from duckgres.wire.frontend import FRONTEND_MESSAGES
from duckgres.wire.state import (
    AFTER_ERROR,
    COPY_STATES,
    IGNORED,
    TRANSITIONS,
    ConnectionState,
    State,
)

TYPES = "QPBDECHSXdcfFp"
IN_COPY = "during COPY from stdin"
OTHERS = [ord("z"), 0, 255, ord("R")]

# One letter per message of TYPES: where it leads, "." dropped unread, "!" illegal.
LEADS_TO = {"R": State.READY, "E": State.EXTENDED, "c": State.COPY_IN, "x": State.EXTENDED_COPY_IN}
LEADS_TO |= {"X": State.CLOSED, "P": State.PASSWORD, "S": State.SASL}
EXPECTED = {
    #                        QPBDECHSXdcfFp
    State.STARTUP:          "!!!!!!!!!!!!!!",
    State.PASSWORD:         "!!!!!!!!!!!!!P",
    State.SASL:             "!!!!!!!!!!!!!S",
    State.READY:            "REEEEEERX...R!",
    State.EXTENDED:         "REEEEEERX...R!",
    State.SKIP_UNTIL_SYNC:  ".......RX....!",
    State.COPY_IN:          "!!!!!!..!cRR!!",
    State.EXTENDED_COPY_IN: "!!!!!!..!xEE!!",
    State.SYNC_LOST:        "!!!!!!!!!!!!!!",
    State.CLOSED:           "!!!!!!!!!!!!!!",
}  # fmt: skip
CASES = [
    (state, ord(letter), expected)
    for state, row in EXPECTED.items()
    for letter, expected in zip(TYPES, row, strict=True)
]


def test_the_table_of_expectations_is_complete():
    assert set(EXPECTED) == set(State)
    assert {ord(letter) for letter in TYPES} == {cls.TYPE for cls in FRONTEND_MESSAGES}


@pytest.mark.parametrize(("state", "message_type", "expected"), CASES)
def test_each_message_in_each_state(state, message_type, expected):
    automaton = ConnectionState(state)
    if expected == "!":
        with pytest.raises((FatalError, ProtocolViolation, ConnectionLost)):
            automaton.accept(message_type)
    else:
        assert automaton.allows(message_type) is (expected != ".")
        assert automaton.accept(message_type) is (expected != ".")
        assert automaton.state is (state if expected == "." else LEADS_TO[expected])


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("message_type", OTHERS)
def test_unknown_types_are_refused_everywhere(state, message_type):
    with pytest.raises((FatalError, ProtocolViolation, ConnectionLost)):
        ConnectionState(state).accept(message_type)


@pytest.mark.parametrize(
    ("state", "message_type", "error", "wording"),
    [
        (State.READY, 112, FatalError, "invalid frontend message type 112"),
        (State.EXTENDED, 122, FatalError, "invalid frontend message type 122"),
        (State.SKIP_UNTIL_SYNC, 255, FatalError, "invalid frontend message type 255"),
        (State.PASSWORD, 81, FatalError, "expected password response, got message type 81"),
        (State.PASSWORD, 88, FatalError, "expected password response, got message type 88"),
        (State.SASL, 81, FatalError, "expected SASL response, got message type 81"),
        (State.COPY_IN, 0x51, ProtocolViolation, f"unexpected message type 0x51 {IN_COPY}"),
        (State.COPY_IN, 0x7A, ProtocolViolation, f"unexpected message type 0x7A {IN_COPY}"),
        (
            State.EXTENDED_COPY_IN,
            0x58,
            ProtocolViolation,
            f"unexpected message type 0x58 {IN_COPY}",
        ),
    ],
)
def test_refusals_are_worded_as_postgresql_words_them(state, message_type, error, wording):
    with pytest.raises(error) as caught:
        ConnectionState(state).accept(message_type)
    assert (caught.value.message, caught.value.sqlstate) == (wording, "08P01")


@pytest.mark.parametrize("state", [State.COPY_IN, State.EXTENDED_COPY_IN])
def test_a_lost_copy_ends_the_session_at_the_next_read(state):
    automaton = ConnectionState(state)
    with pytest.raises(ProtocolViolation):
        automaton.accept(ord("Q"))
    assert automaton.fail() is False
    with pytest.raises(
        FatalError, match=r"^terminating connection because protocol synchronization was lost$"
    ):
        automaton.check_readable()
    assert automaton.state is State.CLOSED


@pytest.mark.parametrize(
    ("state", "after", "ready"),
    [
        (State.READY, State.READY, True),
        (State.EXTENDED, State.SKIP_UNTIL_SYNC, False),
        (State.SKIP_UNTIL_SYNC, State.SKIP_UNTIL_SYNC, False),
        (State.COPY_IN, State.READY, True),
        (State.EXTENDED_COPY_IN, State.SKIP_UNTIL_SYNC, False),
        (State.SYNC_LOST, State.SYNC_LOST, False),
        (State.CLOSED, State.CLOSED, False),
    ],
)
def test_after_an_error(state, after, ready):
    automaton = ConnectionState(state)
    assert automaton.fail() is ready
    assert automaton.state is after


def test_login():
    automaton = ConnectionState()
    automaton.authenticate(sasl=True)
    assert automaton.accept(ord("p"))
    automaton.login_done()
    assert automaton.state is State.READY


@pytest.mark.parametrize(
    ("state", "copying"),
    [(State.READY, State.COPY_IN), (State.EXTENDED, State.EXTENDED_COPY_IN)],
)
def test_copy_in_returns_where_it_began(state, copying):
    automaton = ConnectionState(state)
    automaton.begin_copy_in()
    assert automaton.state is copying
    assert automaton.in_copy
    automaton.accept(ord("c"))
    assert automaton.state is state
    assert not automaton.in_copy


def test_a_batch_is_open_from_its_first_message_to_sync():
    automaton = ConnectionState(State.READY)
    assert not automaton.in_batch
    automaton.accept(ord("P"))
    assert automaton.in_batch
    automaton.begin_copy_in()
    assert automaton.in_batch
    automaton.accept(ord("f"))
    automaton.accept(ord("S"))
    assert not automaton.in_batch


def test_the_tables_do_not_contradict_each_other():
    for state, ignored in IGNORED.items():
        assert not ignored & set(TRANSITIONS[state])
    assert set(TRANSITIONS) == set(State)
    assert set(AFTER_ERROR) | set(COPY_STATES) <= set(State)


def test_nothing_follows_a_good_bye():
    automaton = ConnectionState(State.READY)
    automaton.accept(ord("X"))
    with pytest.raises(ConnectionLost):
        automaton.accept(ord("Q"))
    with pytest.raises(ConnectionLost):
        automaton.check_readable()
