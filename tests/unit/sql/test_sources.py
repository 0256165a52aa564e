"""The words for where a value is from: they are values, so that they can be compared and kept."""

from duckgres.sql.sources import ArrayOf, Column, ElementOf, Known, Query, Star, Table, Target


def test_sources_are_values():
    table = Table("", "t")
    sources = [
        Known(1), Column("a", (table,)), Star((table,)), ArrayOf(Known(1)), ElementOf(Known(1)),
    ]  # fmt: skip
    again = [
        Known(1), Column("a", (Table("", "t"),)), Star((Table("", "t"),)), ArrayOf(Known(1)),
        ElementOf(Known(1)),
    ]  # fmt: skip
    assert sources == again
    assert len({*sources, *again, Query((Target("a", Known(1)),))}) == len(sources) + 1
