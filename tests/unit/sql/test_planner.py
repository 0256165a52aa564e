"""The cache of plans: what it keeps and what goes first."""

import pytest

from duckgres.errors import PgError
from duckgres.sql.planner import Planner
from tests.unit.sql.asking import duckdb_parser


class _Counting:
    def __init__(self):
        self.texts = []

    def __call__(self, text):
        self.texts.append(text)
        return duckdb_parser(text)


def test_cache_plans_a_text_once():
    planner, ask = Planner(), _Counting()
    first = planner.plan("from t", ask)
    assert planner.plan("from t", ask) is first
    assert ask.texts == ["from t"]


def test_cache_drops_what_was_unused_for_longest():
    planner, ask = Planner(capacity=2), _Counting()
    for text in ("from a", "from b", "from a", "from c", "from a", "from b"):
        planner.plan(text, ask)
    assert ask.texts == ["from a", "from b", "from c", "from b"]


def test_cache_drops_by_the_length_of_its_texts():
    planner, ask = Planner(characters=20), _Counting()
    for text in ("from a", "from b", "from c", "from a", "from abcdef", "from a", "from c"):
        planner.plan(text, ask)
    assert ask.texts == ["from a", "from b", "from c", "from abcdef", "from c"]


def test_cache_keeps_no_long_text_and_no_error():
    planner, ask = Planner(text_limit=8), _Counting()
    for _ in range(2):
        planner.plan("from abcd", ask)
        with pytest.raises(PgError):
            planner.plan("selec", ask)
    assert ask.texts == ["from abcd", "selec"] * 2


def test_cache_of_nothing():
    planner, ask = Planner(capacity=0), _Counting()
    planner.plan("from t", ask)
    planner.plan("from t", ask)
    assert len(ask.texts) == 2
