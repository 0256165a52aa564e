"""What stands in FROM; most is among what is recorded (``test_queries``)."""

from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.shown import sources
from duckgres.sql.shown.sources import Column, Relation


def test_names_of_what_is_read():
    (parsed,) = parse.parse(Source("select from a, s.b x join (select 1) y on true, f() z"))
    assert list(sources.names_in(parsed.node.from_clause)) == ["a", "x", "y"]


def test_columns_with_other_names():
    found = sources.named([Column("a", ("int4", -1)), Column("b", ("text", -1))], ["x"])
    assert [column.name for column in found] == ["x", "b"]


def test_what_stands_in_front_of_a_column():
    assert Relation("T", "T", []).prefix == '"T".'
