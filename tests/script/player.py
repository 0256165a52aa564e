"""Plays a case to a server and writes down what it hears."""

from __future__ import annotations

from collections.abc import Callable

from duckgres.wire import backend as b
from duckgres.wire import frontend as f
from tests.script.case import CLOSED, Case, Round, heard_line, login_lines
from tests.script.client import SECONDS, Address, Closed, WireClient

QUIET_SECONDS = 0.3  # so long one waits to see that nothing more comes
ASK_FOR_READY = ("Query(", "Sync(", "FunctionCall(")  # each is answered by a ReadyForQuery, mostly

Enough = Callable[[list[str]], bool]


def play(case: Case, address: Address) -> list[Round]:
    """Say what the case says, and return its rounds with what was heard.

    A round ends when as much was heard as the case expects. The first in which something else was
    heard is the last that is played. What comes beyond all of them is put into one more.
    """

    def as_much(step: Round) -> Enough:
        return lambda heard: len(heard) >= len(step.heard)

    client = WireClient(address)
    try:
        played = _play(case, client, as_much, SECONDS, until_difference=True)
        if [step.heard for step in played] != [step.heard for step in case.rounds]:
            return played
        beyond = _hear_out(client, case, played)
        return [*played, Round([], beyond)] if beyond else played
    finally:
        client.close()


def record(case: Case, address: Address) -> Case:
    """Say what the case says, and return the case with what was heard, however much that is."""
    client = WireClient(address)
    try:
        played = _play(case, client, _answered, QUIET_SECONDS, until_difference=False)
    finally:
        client.close()
    return Case(case.comments, played, case.login, case.origin)


def _play(
    case: Case,
    client: WireClient,
    enough: Callable[[Round], Enough],
    seconds: float,
    *,
    until_difference: bool,
) -> list[Round]:
    played = _login(case, client)
    for step in case.rounds:
        if step.said:
            client.send(step.bytes_to_say())
            heard = _listen(client, enough(step), seconds, origin=case.origin)
            played.append(Round(step.said, heard))
            if until_difference and heard != step.heard:
                break
    return played


def _login(case: Case, client: WireClient) -> list[Round]:
    """Log in; return the login as a round if the case is about it."""
    heard = client.login(case.login)
    if case.login is not None:
        return [Round([], login_lines(heard))]
    if not isinstance(heard[-1], b.ReadyForQuery):
        raise AssertionError(f"the login ended with {heard[-1]}")
    return []


def _answered(step: Round) -> Enough:
    """Say whether all there is was heard, without knowing what it will be.

    That is so with the last ReadyForQuery that was asked for, and when COPY data is asked for; in
    the other cases only silence tells.
    """
    asked = sum(line.startswith(ASK_FOR_READY) for line in step.said)

    def enough(heard: list[str]) -> bool:
        ready = sum(line.startswith("ReadyForQuery") for line in heard)
        copying = bool(heard) and heard[-1].startswith("CopyInResponse")
        return copying or (asked > 0 and ready >= asked)

    return enough


def _listen(client: WireClient, enough: Enough, seconds: float, *, origin: bool) -> list[str]:
    """Hear messages until it is enough, nothing comes for so many seconds, or it is over."""
    heard: list[str] = []
    while not enough(heard):
        try:
            message = client.receive(seconds)
        except Closed:
            return [*heard, CLOSED]
        if message is None:
            return heard
        heard.append(heard_line(message, origin=origin))
    return heard


def _hear_out(client: WireClient, case: Case, played: list[Round]) -> list[str]:
    """Say good-bye and return what is heard but the end of the connection."""
    if CLOSED in played[-1].heard:
        return []
    client.send(f.Terminate().encode())
    heard = _listen(client, lambda _: False, SECONDS, origin=case.origin)
    return heard[:-1] if heard[-1:] == [CLOSED] else [*heard, "not closed"]
