"""Notifications reach the client behind its own statement, or while it is idle."""

from duckgres.session.notifications import Notification
from duckgres.session.transport import Nudged
from duckgres.wire.frontend import Query


def test_ones_own_words_come_in_front_of_readyforquery(talk):
    heard = talk(Query("listen a"), Query("notify a, 'x'"))
    assert heard == ["LISTEN", "I", "NOTIFY", "NotificationResponse", "I"]


def test_inside_a_block_they_wait(talk):
    heard = talk(
        Query("listen a"), Query("begin"), Query("notify a"), Query("select 1"), Query("commit")
    )
    assert heard[-3:] == ["COMMIT", "NotificationResponse", "I"]
    assert heard.count("NotificationResponse") == 1


def test_a_rolled_back_one_is_not_said(talk):
    heard = talk(Query("listen a"), Query("begin"), Query("notify a"), Query("rollback"))
    assert "NotificationResponse" not in heard


def test_an_idle_client_is_told_at_once(talk):
    def others_say():
        channels = talk.session.services.channels
        channels.say("ann", Notification(9, "a", "hello"))
        assert talk.transport.nudged
        raise Nudged

    heard = talk(Query("listen a"), others_say, lambda: None)
    assert heard == ["LISTEN", "I", "NotificationResponse"]
    assert talk.transport.seen == len(talk.transport.heard)


def test_who_has_gone_hears_nothing(talk):
    talk(Query("listen a"))
    assert talk.session.listener.channels == []


def test_discard_all_listens_no_more(talk):
    talk(Query("listen a"), Query("discard all"), Query("notify a"))
    assert "NotificationResponse" not in talk.heard()
