"""Worker threads: values, errors and context come across; deadlines and repetitions are kept."""

import contextvars
import gc
import threading
import time
import weakref

import gevent
import pytest
from gevent.event import Event

from duckgres.engine.pool import Deadline, Pool, Pools, repeat

WHO = contextvars.ContextVar("WHO", default="nobody")


@pytest.fixture
def pool():
    found = Pool(1)
    yield found
    found.close()


def fail():
    raise ZeroDivisionError("no")


def test_a_call_runs_on_another_thread_and_its_value_comes_back(pool):
    assert pool.run(threading.get_ident) != threading.get_ident()
    assert pool.run(divmod, 7, 2) == (3, 1)
    assert pool.run(int, "11", base=2) == 3


def test_an_error_comes_back_as_it_is_and_nothing_is_printed(pool, capfd):
    with pytest.raises(ZeroDivisionError, match="no"):
        pool.run(fail)
    assert capfd.readouterr() == ("", "")


def test_the_callers_context_goes_along_and_stays_his(pool):
    def whose(new):
        before = WHO.get()
        WHO.set(new)
        return before

    token = WHO.set("ann")
    try:
        assert pool.run(whose, "changed") == "ann"
        assert WHO.get() == "ann"
    finally:
        WHO.reset(token)
    assert pool.run(whose, "bob") == "nobody"


def test_others_go_on_while_a_call_runs(pool):
    seen = []
    gevent.spawn(lambda: seen.append("others"))
    pool.run(time.sleep, 0.02)
    assert seen == ["others"]


class Held:
    """Something a frame holds."""


def test_an_error_leaves_nothing_of_its_frames(pool):
    def ask():
        held = Held()
        seen = weakref.ref(held)
        try:
            pool.run(fail)
        except ZeroDivisionError:
            return seen

    gc.disable()
    try:
        seen = ask()
        with gevent.Timeout(5):
            while seen() is not None:
                gevent.sleep(0.01)
    finally:
        gc.enable()


def test_a_job_is_waited_for_later(pool):
    entered, go_on = threading.Event(), threading.Event()

    def work():
        entered.set()
        return go_on.wait(5)

    job = pool.start(work)
    assert pool_turn(entered)
    assert not job.done
    go_on.set()
    assert job.wait() is True
    assert job.done
    assert job.wait() is True


def pool_turn(event):
    """Let the loop turn until a thread has set ``event``."""
    for _ in range(500):
        if event.is_set():
            return True
        gevent.sleep(0.002)
    return False


def test_long_queries_leave_the_control_pool_free():
    pools = Pools(control=1, query=1)
    go_on = threading.Event()
    job = pools.query.start(go_on.wait, 5)
    assert pools.control.run(lambda: 7) == 7
    assert not job.done
    go_on.set()
    job.wait()
    pools.close()


def test_repeat_goes_on_until_told_to_stop():
    calls, done = [], Event()

    def call():
        calls.append(1)
        if len(calls) == 3:
            done.set()
            return False
        return True

    repeat(0.001, call)
    assert done.wait(2)
    gevent.sleep(0.01)
    assert len(calls) == 3


def test_a_deadline_calls_once_when_its_time_has_come():
    calls, came = [], Event()
    deadline = Deadline(0.001, lambda: (calls.append("call"), came.set()), lambda: None)
    assert came.wait(2)
    gevent.sleep(0.005)
    deadline.call_off()
    assert calls == ["call"]


def test_a_deadline_that_is_called_off_calls_nothing():
    calls = []
    Deadline(0.002, lambda: calls.append("call"), lambda: calls.append("withdraw")).call_off()
    gevent.sleep(0.01)
    assert calls == ["withdraw"]
