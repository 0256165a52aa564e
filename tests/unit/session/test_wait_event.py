"""Wait events: what a busy session waits for."""

from types import SimpleNamespace

import pytest

from duckgres.session.wait_event import wait_event

QUEUE = ("IPC", "StatementQueue")


@pytest.mark.parametrize(
    ("sending", "engine", "event"),
    [
        (False, None, None),
        (False, QUEUE, QUEUE),
        (True, None, ("Client", "ClientWrite")),
        (True, QUEUE, ("Client", "ClientWrite")),  # for rows behind those that are being sent
    ],
)
def test_the_event_is_the_first_thing_in_the_way(sending, engine, event):
    transport = SimpleNamespace(sending=sending)
    assert wait_event(transport, SimpleNamespace(wait_event=engine)) == event


def test_a_session_without_a_database_waits_for_nothing_there():
    assert wait_event(SimpleNamespace(sending=False), None) is None
