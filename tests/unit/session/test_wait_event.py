"""Wait events: what a busy session waits for."""

from types import SimpleNamespace

import pytest

from duckgres.session.wait_event import wait_event


@pytest.mark.parametrize(
    ("sending", "queued", "event"),
    [
        (False, False, None),
        (False, True, ("IPC", "StatementQueue")),
        (True, False, ("Client", "ClientWrite")),
        (True, True, ("Client", "ClientWrite")),  # the rows behind those that are being sent
    ],
)
def test_the_event_is_the_first_thing_in_the_way(sending, queued, event):
    transport, engine = SimpleNamespace(sending=sending), SimpleNamespace(queued=queued)
    assert wait_event(transport, engine) == event


def test_a_session_without_a_database_waits_for_no_thread():
    assert wait_event(SimpleNamespace(sending=False), None) is None
