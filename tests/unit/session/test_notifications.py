"""What is said waits for the commit; who listens hears it, once and in order."""

import pytest

from duckgres.errors import PgError
from duckgres.session.notifications import Channels, Listener, Notification


class Ear:
    def __init__(self, channels, process_id, database="ann"):
        self.nudges = 0
        self.listener = Listener(channels, database, process_id, self._nudge)

    def _nudge(self):
        self.nudges += 1


@pytest.fixture
def ears():
    channels = Channels()
    return Ear(channels, 1), Ear(channels, 2), Ear(channels, 3, "ben")


def said(listener, *words, committed=True):
    for channel, payload in words:
        listener.say(channel, payload)
    listener.end_transaction(committed)


def test_a_listener_hears_what_was_committed_once_and_in_order(ears):
    one, two, stranger = ears
    for ear in ears:
        ear.listener.listen("a")
        ear.listener.end_transaction(True)
    said(one.listener, ("a", "x"), ("a", "y"), ("a", "x"), ("b", "z"))
    expected = [Notification(1, "a", "x"), Notification(1, "a", "y")]
    assert two.listener.take() == one.listener.take() == expected
    assert two.nudges == 2
    assert two.listener.take() == stranger.listener.take() == []


def test_a_rollback_forgets_both_sides(ears):
    one, two, _ = ears
    two.listener.listen("a")
    two.listener.end_transaction(False)
    said(one.listener, ("a", "x"))
    assert two.listener.channels == []
    two.listener.listen("a")
    two.listener.end_transaction(True)
    said(one.listener, ("a", "x"), committed=False)
    said(one.listener)
    assert two.listener.take() == []


def test_unlisten_one_and_all(ears):
    listener = ears[0].listener
    for channel in "abc":
        listener.listen(channel)
    listener.unlisten("b")
    listener.end_transaction(True)
    assert listener.channels == ["a", "c"]
    listener.unlisten(None)
    listener.listen("d")
    listener.end_transaction(True)
    assert listener.channels == ["d"]


@pytest.mark.parametrize(
    ("channel", "payload", "message"),
    [
        ("", "", "channel name cannot be empty"),
        ("a" * 64, "", "channel name too long"),
        ("a", "é" * 4000, "payload string too long"),
    ],
)
def test_what_is_too_long_is_22023(ears, channel, payload, message):
    with pytest.raises(PgError, match=message) as caught:
        ears[0].listener.say(channel, payload)
    assert caught.value.sqlstate == "22023"


def test_the_longest_payload_is_heard(ears):
    ears[0].listener.say("a" * 63, "x" * 7999)


def test_a_return_to_a_savepoint_forgets_what_was_said_behind_it(ears):
    one, two, _ = ears
    two.listener.listen("a")
    two.listener.end_transaction(True)
    one.listener.say("a", "before")
    undo = one.listener.mark()
    one.listener.listen("b")
    one.listener.say("a", "behind")
    undo()
    said(one.listener, ("a", "again"))
    assert [heard.payload for heard in two.listener.take()] == ["before", "again"]
    assert one.listener.channels == []
