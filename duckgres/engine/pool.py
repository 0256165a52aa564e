"""The one door to DuckDB: worker threads that carry the session's context.

A pool thread begins with empty context variables, so the caller's are copied over; without that,
log lines written while DuckDB runs would lose their session. A job's exception is brought back as
a value, because gevent prints a traceback for one that leaves the thread. A crossing costs tens of
microseconds: cross once per batch, never per row.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

import gevent
from gevent.event import Event
from gevent.hub import get_hub
from gevent.lock import RLock
from gevent.threadpool import ThreadPool

P = ParamSpec("P")
R = TypeVar("R")

CLOSE_SECONDS = 1.0  # that a pool waits for its last jobs
Lock = RLock  # for greenlets; the engine's other files stay free of gevent
__all__ = ["Event", "Job", "Lock", "Pool", "Pools", "repeat"]


def _outcome(
    call: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> tuple[R | None, BaseException | None]:
    """Run ``call`` and return its value or its exception."""
    try:
        return call(*args, **kwargs), None
    except BaseException as error:  # noqa: BLE001 - raised again in the greenlet that waits
        return None, error


class Job(Generic[R]):
    """A call that is running on a worker thread."""

    def __init__(
        self, pool: ThreadPool, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        context = contextvars.copy_context()
        self._result = pool.spawn(context.run, _outcome, call, *args, **kwargs)

    def wait(self) -> R:
        """Return what the call returned, or raise what it raised."""
        value, error = self._result.get()
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]  # gevent is untyped

    @property
    def done(self) -> bool:
        """Whether :meth:`wait` returns at once."""
        return bool(self._result.ready())


class Pool:
    """A set of worker threads; threads are started when they are needed."""

    def __init__(self, size: int) -> None:
        self._threads = ThreadPool(size)

    def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``call`` on a worker thread and return (or raise) what it does."""
        return Job(self._threads, call, *args, **kwargs).wait()

    def start(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Job[R]:
        """Begin ``call`` on a worker thread; the caller goes on and waits later."""
        return Job(self._threads, call, *args, **kwargs)

    def close(self) -> None:
        """Let the threads end once their work is done, and leave those whose work does not end."""
        with gevent.Timeout(CLOSE_SECONDS, False):
            self._threads.kill()


class Pools:
    """Two pools, so that long queries never keep a login, a cancel or a close waiting.

    Attributes:
        control: Opening and closing of databases and cursors.
        query: Statements.
    """

    def __init__(self, control: int = 4, query: int = 32) -> None:
        self.control = Pool(control)
        self.query = Pool(query)

    def close(self) -> None:
        """Close both."""
        self.query.close()
        self.control.close()


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

    greenlet = gevent.spawn(contextvars.copy_context().run, _outcome, call, *args, **kwargs)
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
