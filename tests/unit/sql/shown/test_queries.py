"""Views as PostgreSQL 15 shows them: recorded answers."""

import pytest

from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.shown import queries
from duckgres.sql.shown.value import NotShown
from tests.unit.sql.shown import recorded
from tests.unit.sql.shown.viewing import Tables


def definition(text, columns=()):
    (parsed,) = parse.parse(Source(text))
    return queries.definition(parsed.tree, Tables(), columns)


@pytest.mark.parametrize(("name", "text", "answer"), recorded.blocks("view"))
def test_definition(name, text, answer):
    assert definition(text) == answer


def test_a_views_own_names():
    assert definition("select id, v from w2", ["x"]) == (
        " SELECT w2.id AS x,\n    w2.v\n   FROM w2;"
    )


@pytest.mark.parametrize(
    "text",
    [
        "select id from nowhere",
        "select z from w2",
        "select id from w2 for update",
        "select id from w1 natural join w2",
        "with recursive x as (select 1) select * from x",
        "select id from w1 group by rollup (id)",
        "(select 1 union select 2) except select 3",
    ],
)
def test_what_is_not_written(text):
    with pytest.raises(NotShown):
        definition(text)
