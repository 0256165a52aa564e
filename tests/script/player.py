"""Plays a case to a server and writes down what it hears."""

from __future__ import annotations

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.script.case import CLOSED, Case, Round, heard_line
from tests.script.client import Address, Closed, WireClient

QUIET_SECONDS = 0.3  # so long a recorder waits to see that nothing more comes


def play(case: Case, address: Address) -> list[Round]:
    """Say what the case says, and return its rounds with what was heard.

    A round ends when as much was heard as the case expects. What comes beyond the last is put
    into one more.
    """
    client = WireClient(address)
    try:
        played = _login(case, client)
        for step in case.rounds[len(played) :]:
            client.send(step.bytes_to_say())
            played.append(Round(step.said, _listen(client, len(step.heard), origin=case.origin)))
        beyond = _hear_out(client, played, origin=case.origin)
        return [*played, Round([], beyond)] if beyond else played
    finally:
        client.close()


def record(case: Case, address: Address) -> Case:
    """Say what the case says, and return the case with what was heard, however much that is."""
    client = WireClient(address)
    try:
        played = _login(case, client)
        for step in case.rounds[len(played) :]:
            client.send(step.bytes_to_say())
            played.append(Round(step.said, _listen(client, None, origin=case.origin)))
    finally:
        client.close()
    return Case(case.comments, played, case.login, case.origin)


def _login(case: Case, client: WireClient) -> list[Round]:
    """Log in; return the login as a round if the case is about it."""
    heard = client.login(case.login)
    if case.login is not None:
        return [Round([], [heard_line(message) for message in heard])]
    if not isinstance(heard[-1], b.ReadyForQuery):
        raise AssertionError(f"the login ended with {heard[-1]}")
    return []


def _listen(client: WireClient, count: int | None, *, origin: bool) -> list[str]:
    """Hear ``count`` messages, or without a count all there are."""
    heard: list[str] = []
    while count is None or len(heard) < count:
        try:
            message = client.receive(QUIET_SECONDS) if count is None else client.receive()
        except Closed:
            heard.append(CLOSED)
            break
        if message is None:
            break
        heard.append(heard_line(message, origin=origin))
    return heard


def _hear_out(client: WireClient, played: list[Round], *, origin: bool) -> list[str]:
    """Say good-bye and return what is heard but the end of the connection."""
    if CLOSED in played[-1].heard:
        return []
    client.send(f.Terminate().encode())
    heard = _listen(client, None, origin=origin)
    return heard[:-1] if heard[-1:] == [CLOSED] else [*heard, "not closed"]
