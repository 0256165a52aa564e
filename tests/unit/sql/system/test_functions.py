"""Functions that meet values of the catalog's types."""

import pytest

from duckgres.catalog import relations
from tests.unit.sql.system.asking import expression, written


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("array_lower(indkey, 1) = 0", "0 = 0"),
        (
            "array_upper(indkey, 1) = 0",
            "whole_text(array_length(indkey, 1) - 1, 'integer')::int = 0",
        ),
        ("array_position(indkey, 1) = 0", "(array_position(indkey, 1) - 1) = 0"),
    ],
)
def test_vectors_count_from_zero(postgresql, duckdb):
    found = expression(postgresql, "pg_index")
    assert found.replace("_pg.", "") == duckdb


def test_function_that_reads_the_catalog_is_in_the_variant(monkeypatch):
    monkeypatch.setattr(relations, "function_names", lambda: frozenset({"format_type"}))
    found = expression("pg_catalog.format_type(relam, -1) = 'x'")
    assert found == "_pg.main.format_type(relam, -1) = 'x'"


def test_name_of_a_sequence_stays_a_name():
    assert "regclass_in" not in written("SELECT nextval('s'::regclass)")


def test_writing_functions_get_names():
    assert "regclass_out(oid)" in written("SELECT concat(oid::regclass, 1) FROM pg_class")


def test_selected_texts_are_joined_without_a_lambda():
    found = expression("array_to_string(ARRAY(SELECT relname FROM pg_class), ',') = 'x'")
    assert found == (
        "COALESCE(list_aggregate(ARRAY(SELECT relname FROM _pg.main.pg_class), 'string_agg', "
        "','), '') = 'x'"
    )


def test_serial_named_by_constants_is_for_the_rules():
    assert "_pg.main" not in written("SELECT pg_get_serial_sequence('t', 'c')")
