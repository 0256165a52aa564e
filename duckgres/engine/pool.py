"""The one door to DuckDB: worker threads that carry the session's context.

A pool thread begins with empty context variables, so the caller's are copied over; without that,
log lines written while DuckDB runs would lose their session. A job's exception is brought back as
a value, because gevent prints a traceback for one that leaves the thread. A crossing costs tens of
microseconds: cross once per batch, never per row.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

import gevent
from gevent.lock import RLock
from gevent.threadpool import ThreadPool

P = ParamSpec("P")
R = TypeVar("R")

CLOSE_SECONDS = 1.0  # that a pool waits for its last jobs
Lock = RLock  # for greenlets; the engine's other files stay free of gevent


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
        """Return what the call returned, or raise what it raised, which is possible once."""
        value, error = self._result.get()
        if error is not None:
            # An error that its own traceback's frames know is a cycle: all that these frames
            # hold, a statement's text above all, would stay until the collector comes by.
            self._result = None
            try:
                raise error
            finally:
                del error
        return value  # type: ignore[no-any-return]  # gevent is untyped

    @property
    def done(self) -> bool:
        """Whether :meth:`wait` returns at once."""
        return self._result is None or bool(self._result.ready())


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


class Deadline:
    """Calls something once when its time has come, unless it is called off."""

    def __init__(
        self,
        seconds: float,
        call: Callable[[], None],
        withdraw: Callable[[], None] | None = None,
    ) -> None:
        """Begin to count.

        Args:
            seconds: From now on.
            call: What is done then.
            withdraw: Done at calling off: a call that came too late must not hit what follows.
        """
        self._greenlet = gevent.spawn_later(seconds, call)
        self._withdraw = withdraw

    def call_off(self) -> None:
        """Forget it."""
        self._greenlet.kill(block=False)
        if self._withdraw is not None:
            self._withdraw()
