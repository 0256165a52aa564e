"""The one door to DuckDB: worker threads that carry the session's context.

A pool thread begins with empty context variables, so the caller's are copied over; without that,
log lines written while DuckDB runs would lose their session. A crossing costs tens of
microseconds: cross once per batch, never per row.

gevent's thread pool carries the calls; who gets a thread when they are short is decided here, so
that it is never asked for more than it has.
"""

from __future__ import annotations

import contextvars
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

import gevent
from gevent.hub import Waiter, get_hub
from gevent.lock import RLock
from gevent.threadpool import ThreadPool

from duckgres.engine.fair import FairQueue
from duckgres.errors import PgError

P = ParamSpec("P")
R = TypeVar("R")
Outcome = tuple[Any, BaseException | None]  # Any: whatever the call returns

CLOSE_SECONDS = 1.0  # that a pool waits for its last jobs
# Of threads that run statements, DuckDB's own among them, which inherit it from the thread that
# opens a database: the loop's thread comes first when there are more of them than cores. With 40
# endless statements on two cores a login takes 110 ms this way and 150 to 270 the other way.
STATEMENT_NICENESS = 5
Lock = RLock  # for greenlets; the engine's other files stay free of gevent


class StatementQueueTimeout(PgError):
    """A job found no worker in time; nothing of it was run."""

    def __init__(self, seconds: float) -> None:
        """Tell how long it waited.

        The condition is configuration_limit_exceeded: what an administrator granted was not
        enough. Not query_canceled, by which clients take it for their own doing, and not
        too_many_connections, for which poolers open fewer.
        """
        super().__init__(
            "canceling statement due to statement queue timeout",
            sqlstate="53400",
            detail=f"It waited {seconds:g} seconds for other statements to end.",
            hint="Run fewer statements at the same time, or raise the settings "
            '"statement_workers", "statement_queue_timeout" or the user\'s '
            '"max_running_statements".',
        )


def outcome(
    call: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> Outcome:
    """Run ``call`` and return its value or its exception, to be raised where it is wanted."""
    try:
        return call(*args, **kwargs), None
    except BaseException as error:  # noqa: BLE001 - raised again in the greenlet that waits
        return None, error


_thread = threading.local()


def _be_nice(niceness: int) -> None:
    """Let others go before this thread; its first job does it for all."""
    if not getattr(_thread, "nice", False):
        _thread.nice = True
        os.nice(niceness)  # Linux's is the thread's


class Job(Generic[R]):
    """A call for a worker thread.

    Attributes:
        user: For whom.
        done: Whether :meth:`wait` returns at once.
        waiting: Whether it is still in the queue.
        queued_seconds: How long it was there.
    """

    __slots__ = (
        "_args", "_call", "_context", "_kwargs", "_outcome", "_pool", "_since", "_timer",
        "_waiter", "done", "queued_seconds", "user", "waiting",
    )  # fmt: skip

    def __init__(
        self,
        pool: Pool,
        user: str,
        call: Callable[..., R],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> None:
        self._pool = pool
        self._context = contextvars.copy_context()
        self._call, self._args, self._kwargs = call, args, kwargs
        self._outcome: Outcome = (None, None)
        self._waiter: Any = None  # gevent is untyped
        self.user = user
        self.done = False
        self.waiting = False
        self.queued_seconds = 0.0

    def wait(self) -> R:
        """Return what the call returned, or raise what it raised; it is handed out once."""
        if not self.done:
            self._waiter = Waiter()
            try:
                self._waiter.get()
            except BaseException:  # the greenlet is being ended
                self._waiter = None
                self.withdraw(gevent.GreenletExit())
                raise
        value, error = self._outcome
        self._outcome = None, None
        if error is None:
            return value  # type: ignore[no-any-return]  # the call's
        try:
            raise error
        finally:
            del error  # or it and its traceback would keep each other

    def withdraw(self, error: BaseException) -> None:
        """Leave the queue: :meth:`wait` raises ``error``. What runs, runs on."""
        if self.waiting:
            self._pool.withdraw(self, error)

    # --- for its pool

    def run(self) -> None:
        """Run the call; on a worker thread."""
        if self._pool.niceness:
            _be_nice(self._pool.niceness)
        self._outcome = self._context.run(outcome, self._call, self._args, self._kwargs)
        del self._call, self._args, self._kwargs  # an outcome that nobody fetches holds no more

    def finish(self) -> None:
        """Wake who waits; in the loop's own greenlet."""
        self.done = True
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            waiter.switch(None)

    def begin_to_wait(self, timer: Any) -> None:  # gevent's
        """Note that it is in the queue, until ``timer`` ends it if there is one."""
        self.waiting = True
        self._since = time.monotonic()
        self._timer = timer

    def end_to_wait(self, error: BaseException | None = None) -> None:
        """Note that it has left the queue, by ``error`` or for a worker."""
        self.waiting = False
        self.queued_seconds = time.monotonic() - self._since
        if self._timer is not None:
            self._timer.close()
        if error is not None:
            self._outcome = None, error


class Pool:
    """A set of worker threads; threads are started when they are needed."""

    def __init__(self, size: int, niceness: int = 0) -> None:
        """Start nothing yet.

        Args:
            size: Threads, at most.
            niceness: Theirs, where the system has one for each thread.
        """
        self.niceness = niceness if sys.platform == "linux" else 0
        self._threads = ThreadPool(size)

    def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``call`` on a worker thread and return (or raise) what it does."""
        return self.start(call, *args, **kwargs).wait()

    def start(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Job[R]:
        """Begin ``call`` on a worker thread; the caller goes on and waits later."""
        job = Job(self, "", call, args, kwargs)
        self._submit(job)
        return job

    def withdraw(self, job: Job[Any], error: BaseException) -> None:
        """Take a job that waits out of the queue; here none does."""

    def close(self) -> None:
        """Let the threads end once their work is done, and leave those whose work does not end."""
        with gevent.Timeout(CLOSE_SECONDS, False):
            self._threads.kill()

    def _submit(self, job: Job[Any]) -> None:
        """Hand a job to the threads; waits where all of them are busy."""
        self._threads.spawn(job.run).rawlink(partial(self._collect, job))

    def _collect(self, job: Job[Any], _: object) -> None:
        """Wake who waits for a job that is done; in the loop's own greenlet."""
        self._freed(job)
        job.finish()

    def _freed(self, job: Job[Any]) -> None:
        """Take note that a job has left its thread."""


class FairPool(Pool):
    """Worker threads that users share; who gets none waits in his own queue."""

    def __init__(
        self,
        size: int,
        niceness: int = 0,
        *,
        cap: Callable[[str], int | None] | None = None,
        queue_timeout: float = 0,
    ) -> None:
        """Start nothing yet.

        Args:
            size: Threads, at most.
            niceness: Theirs.
            cap: Bounds a user; see ``FairQueue``.
            queue_timeout: Seconds after which a job that found no thread is given up; 0 is never.
        """
        super().__init__(size, niceness)
        self._loop = get_hub().loop
        self._queue: FairQueue[Job[Any]] = FairQueue(size) if cap is None else FairQueue(size, cap)
        self.queue_timeout = queue_timeout

    def of(self, user: str) -> Share:
        """Return the pool as one user has it."""
        return Share(self, user)

    def start_for(
        self,
        user: str,
        call: Callable[..., R],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> Job[R]:
        """Begin ``call``, or let it wait for its turn."""
        job = Job(self, user, call, args, kwargs)
        if self._queue.take(user):
            self._submit(job)
        else:
            self._enqueue(job)
        return job

    def withdraw(self, job: Job[Any], error: BaseException) -> None:
        """Take a job that waits out of the queue; whoever waits for it gets ``error``."""
        self._queue.withdraw(job.user, job)
        job.end_to_wait(error)
        self._loop.run_callback(job.finish)

    def _enqueue(self, job: Job[Any]) -> None:
        self._queue.wait(job.user, job)
        timer = None
        if self.queue_timeout:
            timer = self._loop.timer(self.queue_timeout)
            timer.start(self.withdraw, job, StatementQueueTimeout(self.queue_timeout))
        job.begin_to_wait(timer)

    def _freed(self, job: Job[Any]) -> None:
        """Give the thread to whoever waits for one, though nobody may have looked at the job."""
        for next_job in self._queue.give_back(job.user):
            next_job.end_to_wait()
            self._submit(next_job)


class Share:
    """A fair pool as one user has it."""

    __slots__ = ("_pool", "_user")

    def __init__(self, pool: FairPool, user: str) -> None:
        self._pool = pool
        self._user = user

    def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``call`` on a worker thread and return (or raise) what it does."""
        return self._pool.start_for(self._user, call, args, kwargs).wait()

    def start(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Job[R]:
        """Begin ``call`` on a worker thread; the caller goes on and waits later."""
        return self._pool.start_for(self._user, call, args, kwargs)


class Pools:
    """Three pools, so that nothing short ever waits for something long.

    Attributes:
        control: Opening and closing of databases.
        ending: What frees something, and so must not wait for what may hold it: commit, rollback,
            closing of results and cursors.
        statements: The rest, which takes as long as its user likes.
    """

    def __init__(
        self,
        control: int = 4,
        ending: int = 16,
        statements: int = 64,
        *,
        cap: Callable[[str], int | None] | None = None,
        queue_timeout: float = 0,
    ) -> None:
        """Start nothing yet; the last two are for ``statements``, see ``FairPool``."""
        self.control = Pool(control, STATEMENT_NICENESS)
        self.ending = FairPool(ending)
        self.statements = FairPool(
            statements, STATEMENT_NICENESS, cap=cap, queue_timeout=queue_timeout
        )

    def close(self) -> None:
        """Close all."""
        self.statements.close()
        self.ending.close()
        self.control.close()
