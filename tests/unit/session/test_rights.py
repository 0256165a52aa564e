"""What the administrator says bounds what a user sets."""

import pytest

from duckgres.session.rights import ORDINARY, Rights
from duckgres.session.settings import Settings


@pytest.mark.parametrize(("own", "in_force"), [("0", 5.0), ("2s", 2.0), ("10s", 5.0)])
def test_no_statement_timeout_is_longer_than_the_user_s(own, in_force):
    settings = Settings({}, "ann", rights=Rights(statement_timeout=5.0))
    settings.set_text("statement_timeout", own, local=False)
    assert settings.time_limits.statement == in_force


def test_an_ordinary_user_sets_what_he_wants():
    settings = Settings({}, "ann", rights=ORDINARY)
    assert settings.time_limits.statement == 0
    assert not settings.transaction_read_only


def test_a_read_only_user_stays_one():
    settings = Settings({}, "ann", rights=Rights(read_only=True))
    settings.set_text("default_transaction_read_only", "off", local=False)
    settings.set_text("transaction_read_only", "off", local=False)
    assert settings.transaction_read_only
