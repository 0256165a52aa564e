"""Which operator and function PostgreSQL takes."""

import pytest

from duckgres.sql.shown import resolve


@pytest.mark.parametrize(
    ("name", "types", "arguments"),
    [
        ("=", ["varchar", "unknown"], ("text", "text")),
        ("=", ["int8", "int4"], ("int8", "int4")),
        (">", ["numeric", "int4"], ("numeric", "numeric")),
        ("||", ["text", "int4"], ("text", "int4")),
        ("@>", ["int4[]", "int4[]"], ("int4[]", "int4[]")),
        ("=", ["public.mood", "unknown"], ("public.mood", "public.mood")),
        ("-", ["float4"], ("float4",)),
    ],
)
def test_operator(name, types, arguments):
    found = resolve.operator(name, types)
    assert found is not None
    assert found.arguments == arguments


def test_no_operator_where_a_type_is_not_known():
    assert resolve.operator("=", ["", "int4"]) is None
    assert resolve.operator("=", ["json", "json"]) is None


@pytest.mark.parametrize(
    ("name", "types", "arguments", "result"),
    [
        ("round", ["numeric", "int4"], ("numeric", "int4"), "numeric"),
        ("concat", ["text", "int4"], ("any", "any"), "text"),
        ("array_length", ["text[]", "int4"], ("text[]", "int4"), "int4"),
        ("num_nonnulls", ["int4", "int4", "text"], ("any", "any", "any"), "int4"),
        ("abs", ["int2"], ("int2",), "int2"),
    ],
)
def test_function(name, types, arguments, result):
    found = resolve.function(name, types)
    assert found is not None
    assert (found.arguments, found.result) == (arguments, result)


def test_no_function_of_another_length():
    assert resolve.function("lower", ["text", "text"]) is None
    assert resolve.function("of_mine", ["text"]) is None


def test_the_common_type():
    assert resolve.common(["unknown", "unknown"]) == "text"
    assert resolve.common(["int4", "numeric", "unknown"]) == "numeric"
    assert resolve.common(["int4", ""]) == ""
    assert resolve.common(["float8", "int4"]) == "float8"
