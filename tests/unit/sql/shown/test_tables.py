"""Defaults, checks and keys as PostgreSQL shows them: recorded answers."""

import pytest

from duckgres.sql.shown import tables
from tests.unit.sql.shown import recorded

COLUMNS = recorded.columns()


@pytest.mark.parametrize(("name", "text", "answer"), recorded.blocks("check"))
def test_check(name, text, answer):
    assert tables.check(text, COLUMNS) == answer


@pytest.mark.parametrize(("name", "text", "answer"), recorded.blocks("default"))
def test_default(name, text, answer):
    assert tables.default(text, tables.kind_named(name)) == answer


def test_what_is_recorded_is_read():
    assert len(recorded.blocks("check")) > 150
    assert len(recorded.blocks("default")) > 80


def test_a_text_that_cannot_be_shown_stays():
    assert tables.check("a > (select 1)", COLUMNS) == "a > (select 1)"
    assert tables.default("1 +", ("int4", -1)) == "1 +"


def test_a_key_of_an_index():
    assert tables.expression("lower(v)", COLUMNS) == "lower((v)::text)"
    assert tables.expression("'x'", COLUMNS) == "'x'::text"


def test_a_domain_calls_its_value_by_its_word():
    domain = tables.Columns(domain=("int4", -1))
    assert tables.check("value > 0", domain) == "(VALUE > 0)"


def test_a_type_that_is_none():
    assert tables.kind_named("1 2") == ("", -1)
