"""Worker threads: values, errors and context come across; deadlines and repetitions are kept."""

import contextvars
import os
import sys
import threading
import time
import weakref

import gevent
import pytest

from duckgres.engine.pool import (
    STATEMENT_NICENESS,
    FairPool,
    Pool,
    Pools,
    StatementQueueTimeout,
)
from duckgres.errors import QueryCanceled

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


def test_a_job_is_waited_for_later(pool):
    entered, go_on = threading.Event(), threading.Event()

    def work():
        entered.set()
        return go_on.wait(5)

    job = pool.start(work)
    assert pool_turn(entered.is_set)
    assert not job.done
    go_on.set()
    assert job.wait() is True
    assert job.done


def pool_turn(condition):
    """Let the loop turn until ``condition()`` holds."""
    for _ in range(2500):
        if condition():
            return True
        gevent.sleep(0.002)
    return False


def test_a_job_that_nobody_fetches_gives_its_thread_back(fair):
    alice = fair.of("alice")
    jobs = [alice.start(int) for _ in range(20)]  # one of two threads at a time
    assert pool_turn(lambda: all(job.done for job in jobs))


def test_an_outcome_keeps_neither_the_call_nor_itself_alive(pool):
    class Held:
        pass

    def fail_with(held):
        raise ZeroDivisionError("no")

    held = Held()
    gone = weakref.ref(held)
    job = pool.start(fail_with, held)
    del held
    with pytest.raises(ZeroDivisionError):
        job.wait()
    assert gone() is None


@pytest.fixture
def fair():
    found = FairPool(2, queue_timeout=5)
    yield found
    found.close()


@pytest.fixture
def busy(fair):
    """Hold the one thread that alice may have of two; calling it lets go."""
    go_on = threading.Event()
    job = fair.of("alice").start(go_on.wait, 5)
    yield go_on
    go_on.set()
    job.wait()


def test_one_users_long_jobs_leave_a_thread_to_another(fair, busy):
    waiting = fair.of("alice").start(int)
    assert fair.of("bob").run(lambda: 7) == 7
    assert waiting.waiting
    assert not waiting.done


def test_what_waited_runs_when_a_thread_is_free_and_knows_how_long_it_was(fair, busy):
    job = fair.of("alice").start(lambda: 7)
    assert job.waiting
    gevent.sleep(0.01)
    busy.set()
    assert job.wait() == 7
    assert not job.waiting
    assert 0.01 <= job.queued_seconds < 5


def test_what_did_not_wait_says_so(fair):
    job = fair.of("alice").start(int)
    job.wait()
    assert job.queued_seconds == 0.0


def test_who_leaves_the_queue_gets_the_reason_at_once_and_nothing_is_run(fair, busy):
    ran = []
    job = fair.of("alice").start(ran.append, 1)
    gevent.spawn(job.withdraw, QueryCanceled())
    with pytest.raises(QueryCanceled):
        job.wait()
    assert job.done
    busy.set()
    fair.of("alice").run(int)
    assert ran == []


def test_leaving_before_anybody_waits_is_told_later(fair, busy):
    job = fair.of("alice").start(int)
    job.withdraw(QueryCanceled())
    assert pool_turn(lambda: job.done)
    with pytest.raises(QueryCanceled):
        job.wait()


def test_what_runs_cannot_be_withdrawn(fair):
    entered, go_on = threading.Event(), threading.Event()
    job = fair.of("alice").start(lambda: entered.set() or go_on.wait(5))
    assert pool_turn(entered.is_set)
    job.withdraw(QueryCanceled())
    go_on.set()
    assert job.wait() is True


def test_a_greenlet_that_is_ended_leaves_the_queue(fair, busy):
    ran, jobs = [], []

    def ask():
        jobs.append(fair.of("alice").start(ran.append, 1))
        jobs[0].wait()

    greenlet = gevent.spawn(ask)
    assert pool_turn(lambda: jobs)
    greenlet.kill()
    assert not jobs[0].waiting
    busy.set()
    fair.of("alice").run(int)
    assert ran == []


def test_the_queue_has_an_end():
    pool = FairPool(2, queue_timeout=0.02)
    go_on = threading.Event()
    alice = pool.of("alice")
    running = alice.start(go_on.wait, 5)
    late = alice.start(int)
    with pytest.raises(StatementQueueTimeout, match="statement queue timeout") as caught:
        late.wait()
    assert caught.value.sqlstate == "53400"
    go_on.set()
    running.wait()
    assert alice.run(lambda: 7) == 7
    pool.close()


def test_a_user_may_be_bounded_by_number():
    pool = FairPool(64, cap={"alice": 1}.get)
    go_on = threading.Event()
    alice = pool.of("alice")
    first, second = alice.start(go_on.wait, 5), alice.start(lambda: 7)
    assert second.waiting
    go_on.set()
    assert second.wait() == 7
    assert first.done
    pool.close()


def test_long_statements_leave_the_other_pools_free():
    pools = Pools(control=1, ending=2, statements=2)
    go_on = threading.Event()
    job = pools.statements.of("alice").start(go_on.wait, 5)
    assert pools.control.run(lambda: 7) == 7
    assert pools.ending.of("alice").run(lambda: 8) == 8
    assert not job.done
    go_on.set()
    job.wait()
    pools.close()


def count_threads():
    """Count the process's threads, which gevent's are among."""
    return len(os.listdir("/proc/self/task"))


def test_closing_ends_the_threads_and_leaves_those_that_do_not_end():
    pool = Pool(2)
    go_on = threading.Event()
    job = pool.start(go_on.wait, 30)
    pool.run(int)
    held = count_threads()
    with gevent.Timeout(10):
        pool.close()
    assert not job.done
    go_on.set()
    assert job.wait()
    assert pool_turn(lambda: count_threads() < held)


@pytest.mark.skipif(sys.platform != "linux", reason="niceness is the process's elsewhere")
def test_statements_and_what_opens_databases_are_nicer_than_the_loop():
    def niceness():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    pools = Pools()
    mine = niceness()
    assert pools.statements.of("u").run(niceness) == mine + STATEMENT_NICENESS
    assert pools.control.run(niceness) == mine + STATEMENT_NICENESS
    assert pools.ending.of("u").run(niceness) == mine
    pools.close()


def test_no_more_threads_are_started_than_jobs_need():
    before = count_threads()
    pool = Pool(8)
    for _ in range(20):
        pool.run(int)
    assert count_threads() == before + 1
    pool.close()
