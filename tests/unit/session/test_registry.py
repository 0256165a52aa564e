import pytest

from duckgres.errors import FatalError
from duckgres.session import registry as module
from duckgres.session.registry import Activity, Registry


class FakeSession:
    def __init__(self, state=Activity.IDLE):
        self.state = state
        self.cancels = 0

    def cancel(self):
        self.cancels += 1

    def terminate(self, error: FatalError):
        raise NotImplementedError


def connected(registry, protocol=(3, 0), state=Activity.IDLE):
    key = registry.issue_key(protocol)
    session = FakeSession(state)
    registry.register(key, session)
    return key, session


@pytest.mark.parametrize(("protocol", "size"), [((3, 0), 4), ((3, 2), 32)])
def test_the_secret_is_as_long_as_the_protocol_allows(protocol, size):
    assert len(Registry().issue_key(protocol).secret) == size


def test_process_ids_are_positive_and_nobody_shares_one():
    registry = Registry()
    ids = [registry.issue_key((3, 0)).process_id for _ in range(100)]
    assert min(ids) > 0
    assert len(set(ids)) == 100


def test_process_ids_begin_again_and_step_over_those_in_use(monkeypatch):
    monkeypatch.setattr(module, "_MAX_PROCESS_ID", 3)
    registry = Registry()
    keys = [registry.issue_key((3, 0)) for _ in range(3)]
    registry.release(keys[1])
    assert registry.issue_key((3, 0)).process_id == keys[1].process_id


def test_a_secret_does_not_show():
    key = Registry().issue_key((3, 2))
    assert repr(key) == f"BackendKey(process_id={key.process_id})"


def test_only_the_right_key_cancels_and_only_its_own_session():
    registry = Registry()
    (key, session), (_, other) = connected(registry), connected(registry)
    assert registry.cancel(key.process_id, key.secret)
    assert not registry.cancel(key.process_id, bytes(4))
    assert not registry.cancel(key.process_id, key.secret + b"\0")
    assert not registry.cancel(key.process_id, b"")
    assert not registry.cancel(key.process_id + 1, key.secret)
    assert not registry.cancel(-1, key.secret)
    assert (session.cancels, other.cancels) == (1, 0)


def test_a_key_without_a_session_yet_and_a_released_one_cancel_nothing():
    registry = Registry()
    key = registry.issue_key((3, 0))
    assert not registry.cancel(key.process_id, key.secret)
    session = FakeSession()
    registry.register(key, session)
    registry.release(key)
    registry.release(key)
    assert not registry.cancel(key.process_id, key.secret)
    assert session.cancels == 0


def test_sessions_are_counted_and_may_leave_while_one_looks_at_them():
    registry = Registry()
    keys = [connected(registry, state=state)[0] for state in Activity]
    assert (len(registry), registry.count_active()) == (3, 1)
    for _ in registry:
        registry.release(keys.pop())
    assert (len(registry), registry.count_active()) == (0, 0)


def test_a_session_is_found_by_its_process_id():
    registry = Registry()
    key, session = connected(registry)
    assert registry.get(key.process_id) is session
    assert registry.get(key.process_id + 1) is None
