"""The fair queue: who gets a worker, who waits, and that nobody and nothing is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from duckgres.engine.fair import FairQueue

USERS = "abcd"


def take_all(queue, user, most=1000):
    """Let a user take workers until he must wait; return how many he got."""
    return next(n for n in range(most) if not queue.take(user))


def test_a_user_alone_gets_half_and_the_next_half_of_the_rest():
    queue = FairQueue(64)
    assert [take_all(queue, user) for user in "abcdefgh"] == [32, 16, 8, 4, 2, 1, 1, 0]
    assert queue.free == 0


def test_a_newcomer_finds_a_worker():
    queue = FairQueue(4)
    assert take_all(queue, "a") == 2
    assert queue.take("b")


def test_a_fixed_cap_holds_where_more_is_free_and_is_looked_up_each_time():
    caps = {"a": 3}
    queue = FairQueue(64, caps.get)
    assert take_all(queue, "a") == 3
    assert take_all(queue, "b") > 3
    caps["a"] = 4
    assert take_all(queue, "a") == 1


def test_a_user_is_served_in_the_order_of_his_asking():
    queue = FairQueue(2)
    assert queue.take("a")
    for item in (1, 2, 3):
        assert not queue.take("a")
        queue.wait("a", item)
    assert [list(queue.give_back("a")) for _ in range(4)] == [[1], [2], [3], []]


def test_who_waits_is_not_overtaken_by_his_own_next():
    queue = FairQueue(64, lambda user: 1)
    queue.take("a")
    queue.wait("a", 1)
    assert list(queue.give_back("a")) == [1]
    queue.wait("a", 2)
    assert not queue.take("a")


def test_users_are_served_in_turn_however_many_items_one_has():
    queue = FairQueue(2)
    queue.take("x")
    queue.take("y")
    for i in range(5):
        queue.wait("a", f"a{i}")
    queue.wait("b", "b0")
    queue.wait("b", "b1")
    served = list(queue.give_back("x"))
    for _ in range(3):
        served += queue.give_back(served[-1][0])
    assert served == ["a0", "b0", "a1", "b1"]


def test_what_is_withdrawn_is_not_served_and_does_not_keep_a_turn():
    queue = FairQueue(2)
    queue.take("a")
    queue.wait("a", 1)
    queue.wait("a", 2)
    assert queue.withdraw("a", 1)
    assert not queue.withdraw("a", 1)
    assert not queue.withdraw("b", 1)
    assert list(queue.give_back("a")) == [2]
    assert not queue.withdraw("a", 2)
    assert list(queue.give_back("a")) == []
    assert queue.free == 2
    assert queue.take("a")


@st.composite
def histories(draw):
    """Return a number of workers, caps, and steps: a user asks, or one of those who run ends, or
    one of those who wait goes."""
    workers = draw(st.integers(2, 12))
    caps = draw(st.dictionaries(st.sampled_from(USERS), st.integers(1, 5)))
    step = st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(USERS)),
        st.tuples(st.sampled_from(["end", "go"]), st.integers(0, 1000)),
    )
    return workers, caps, draw(st.lists(step, max_size=80))


class Model:
    """Plays a history and checks after each step what must always hold."""

    def __init__(self, workers, caps):
        self.workers, self.caps = workers, caps
        self.queue = FairQueue(workers, caps.get)
        self.running, self.waiting, self.started, self.gone = [], [], [], []
        self.asked = 0

    def ask(self, user):
        item = (user, self.asked)
        self.asked += 1
        newcomer = not any(other == user for other, _ in self.running + self.waiting)
        free = self.queue.free
        if self.queue.take(user):
            self._start(item)
        else:
            assert not (newcomer and free), "a newcomer waits beside a free worker"
            self.queue.wait(user, item)
            self.waiting.append(item)

    def end(self, number):
        if self.running:
            user, _ = self.running.pop(number % len(self.running))
            for item in self.queue.give_back(user):
                self.waiting.remove(item)
                self._start(item)

    def go(self, number):
        if self.waiting:
            item = self.waiting.pop(number % len(self.waiting))
            assert self.queue.withdraw(item[0], item)
            self.gone.append(item)

    def _start(self, item):
        self.running.append(item)
        self.started.append(item)

    def held(self, user):
        return sum(other == user for other, _ in self.running)

    def check(self):
        assert self.queue.free == self.workers - len(self.running) >= 0
        for user in USERS:
            held = self.held(user)
            assert self.queue.held(user) == held
            assert held <= self.caps.get(user, self.workers)
            assert held <= (self.workers + 1) // 2
            numbers = [number for other, number in self.started if other == user]
            assert numbers == sorted(numbers), "overtaken"
        for user, _ in self.waiting:
            held = self.held(user)
            assert held >= self.queue.free or held >= self.caps.get(user, self.workers), (
                "one waits who may have a worker"
            )


@given(histories())
def test_caps_hold_order_is_kept_and_nobody_waits_in_vain(history):
    workers, caps, steps = history
    model = Model(workers, caps)
    for step, argument in steps:
        getattr(model, step)(argument)
        model.check()


@given(histories(), st.data())
def test_everything_is_served_or_withdrawn_once_statements_end(history, data):
    workers, caps, steps = history
    model = Model(workers, caps)
    for step, argument in steps:
        getattr(model, step)(argument)
    while model.running:
        model.end(data.draw(st.integers(0, 1000)))
        model.check()
    assert model.waiting == []
    assert sorted(model.started + model.gone, key=lambda item: item[1]) == [
        (user, number)
        for number, user in enumerate(argument for step, argument in steps if step == "ask")
    ]


@given(st.lists(st.sampled_from(USERS), min_size=10, max_size=60))
def test_nobody_is_passed_twice_by_another_while_he_may_be_served(users):
    """With one worker to give away at a time, turns go round."""
    model = Model(2, {})
    for user in users:
        model.ask(user)
    served = []
    while model.running:
        before = len(model.started)
        waiting = {user for user, _ in model.waiting}
        model.end(0)
        served += [(user, waiting) for user, _ in model.started[before:]]
    for i, (user, _) in enumerate(served):
        again = next((j for j in range(i + 1, len(served)) if served[j][0] == user), None)
        if again is None:
            continue
        between = {other for other, _ in served[i + 1 : again]}
        always_waiting = set.intersection(*(w for _, w in served[i : again + 1])) - {user}
        assert always_waiting <= between
