"""A login waits for its database, but not for ever."""

import gevent

from duckgres.session import opening


def test_a_database_that_takes_too_long_is_57p03(talk, monkeypatch):
    monkeypatch.setattr(opening, "OPENING_SECONDS", 0.002)
    talk.databases.at_once = False
    monkeypatch.setattr(talk.databases, "connect", lambda *args: gevent.sleep(0.05))
    talk()
    assert any(line.startswith("FATAL 57P03") for line in talk.heard())
