import pytest

from duckgres.engine.errors.type_names import (
    input_type,
    postgres_type,
    translate_types,
    written_type,
)


@pytest.mark.parametrize(
    ("duckdb", "postgres"),
    [
        ("INT32", "integer"),
        ("INTEGER_LITERAL", "integer"),
        ("BIGINT", "bigint"),
        ("HUGEINT", "numeric"),
        ("DECIMAL(18,3)", "numeric"),
        ("DECIMAL(5,2)[]", "numeric[]"),
        ("VARCHAR", "text"),
        ("STRING_LITERAL", "unknown"),
        ("TIMESTAMP", "timestamp without time zone"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp with time zone"),
        ("INTEGER[3]", "integer[]"),
        ("STRUCT(a INTEGER)", "record"),
        ("BLOB", "bytea"),
        ("mood", "mood"),
    ],
)
def test_postgres_type(duckdb, postgres):
    assert postgres_type(duckdb) == postgres


def test_written_type_knows_aliases_and_arrays():
    assert written_type("int4[]") == "integer[]"
    assert written_type("varchar") == "character varying"
    assert written_type("mood") == "mood"


def test_input_type_leaves_out_the_usual_zone():
    assert input_type("timestamp without time zone") == "timestamp"
    assert input_type("timestamp with time zone") == "timestamp with time zone"


def test_translate_types_inside_a_sentence():
    said = "Cannot mix INT32, DECIMAL(5,2) and VARCHAR; DATE stays"
    assert translate_types(said) == "Cannot mix integer, numeric and text; DATE stays"
