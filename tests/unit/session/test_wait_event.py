"""Wait events: what a busy session waits for."""

from types import SimpleNamespace

import pytest

from duckgres.session.wait_event import wait_event


@pytest.mark.parametrize(
    ("sending", "naps", "queued", "event"),
    [
        (False, False, False, None),
        (False, False, True, ("IPC", "StatementQueue")),
        (False, True, False, ("Lock", "transactionid")),
        (True, False, False, ("Client", "ClientWrite")),
        (True, False, True, ("Client", "ClientWrite")),  # the rows behind those being sent
    ],
)
def test_the_event_is_the_first_thing_in_the_way(sending, naps, queued, event):
    transport = SimpleNamespace(sending=sending)
    engine = SimpleNamespace(queued=queued, naps=naps)
    assert wait_event(transport, engine) == event


def test_a_session_without_a_database_waits_for_no_thread():
    assert wait_event(SimpleNamespace(sending=False), None) is None
