"""Time, for greenlets: repetitions, limits, alarms and pauses."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

import gevent
from gevent.event import Event
from gevent.hub import get_hub

from duckgres.engine.pool import outcome

__all__ = ["Alarm", "Event", "Nap", "repeat", "within"]

P = ParamSpec("P")
R = TypeVar("R")


def repeat(seconds: float, call: Callable[[], bool]) -> None:
    """Call ``call`` now and then every ``seconds``, until it returns ``False``."""

    def run() -> None:
        while call():
            gevent.sleep(seconds)

    gevent.spawn(run)


def within(
    seconds: float,
    call: Callable[P, R],
    late: Callable[[R], None],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Return what ``call`` returns, run in a greenlet of its own, or give up after ``seconds``.

    It is not stopped then: what it holds comes to its end, and what it returns goes to ``late``.

    Raises:
        TimeoutError: It was given up.
    """

    def drop(finished: gevent.Greenlet) -> None:
        value, error = finished.value
        if error is None:
            late(value)

    greenlet = gevent.spawn(contextvars.copy_context().run, outcome, call, args, kwargs)
    try:
        value, error = greenlet.get(timeout=seconds)
    except gevent.Timeout:
        raise TimeoutError from None
    finally:
        if not greenlet.dead:  # the time is up, or the caller is to end
            greenlet.link_value(drop)
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]  # gevent is untyped


class Alarm:
    """Calls something at a time that may be moved and taken back: one timer for all of it."""

    __slots__ = ("_call", "_timer")

    def __init__(self, call: Callable[[], None]) -> None:
        """Set nothing yet; ``call`` runs between greenlets and must not wait."""
        self._call = call
        # Any: gevent is untyped.
        self._timer: Any = None

    def set(self, seconds: float) -> None:
        """Call in so many seconds, and not when it was to be called before."""
        self.stop()
        self._timer = get_hub().loop.timer(max(seconds, 0.0))
        self._timer.start(self._ring, update=True)

    def stop(self) -> None:
        """Forget it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer.close()
            self._timer = None

    def _ring(self) -> None:
        self.stop()
        self._call()


class Nap:
    """A pause of one greenlet that others may cut short."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = Event()

    def sleep(self, seconds: float) -> None:
        """Sleep that long, or until somebody wakes."""
        self._event.wait(seconds)

    def wake(self) -> None:
        """End the pause; a later one ends at once, too."""
        self._event.set()


def timestamp(moment: float) -> str:
    """Return a moment, in seconds since 1970, as a literal of DuckDB's."""
    return f"CAST('{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S.%f}+00' AS TIMESTAMPTZ)"
