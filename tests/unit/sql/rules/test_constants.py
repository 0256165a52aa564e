"""Untyped constants that become arrays or documents."""

import pytest

from duckgres.errors import PgError
from duckgres.sql import tree
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context, constants


@pytest.fixture
def context():
    return Context(Source("select 'x'"))


def constant(text, location=7):
    node = tree.string(text)
    node.a_const.location = location
    return node


def test_an_array(context):
    found = constants.constant_array("{1,NULL}", constant(""), context)
    items = list(found.a_array_expr.elements)
    assert tree.string_value(items[0]) == "1"
    assert tree.is_null(items[1])
    assert constants.array_values("{{1},{2}}", constant(""), context) == [["1"], ["2"]]


@pytest.mark.parametrize(
    ("read", "text", "document"),
    [
        (constants.jsonb_constant, '{"b":1,"a":2}', '{"a": 2, "b": 1}'),
        (constants.json_constant, '{"b":1,"a":2}', '{"b":1,"a":2}'),
    ],
)
def test_a_document(context, read, text, document):
    found = read(constant(text), context)
    assert found is not None
    assert tree.string_value(found.type_cast.arg) == document
    assert read(tree.integer(1), context) is None


def test_a_path_is_checked_and_stays(context):
    found = constants.path_constant(constant("$.a"), context)
    assert found is not None
    assert tree.string_value(found) == "$.a"


@pytest.mark.parametrize(
    ("read", "text", "sqlstate"),
    [
        (constants.jsonb_constant, "{", "22P02"),
        (constants.json_constant, "{", "22P02"),
        (constants.path_constant, "$.", "42601"),
    ],
)
def test_an_error_is_told_at_its_place(context, read, text, sqlstate):
    with pytest.raises(PgError) as caught:
        read(constant(text), context)
    assert (caught.value.sqlstate, caught.value.fields.position) == (sqlstate, 8)


@pytest.mark.parametrize(
    ("node", "texts"),
    [
        (tree.string("{a,NULL}"), ["a", None]),
        (tree.cast(tree.string("{a}"), "text", array=True), ["a"]),
        (tree.array([tree.string("a")]), ["a"]),
        (tree.array([tree.integer(1)]), None),
        (tree.string("{{a}}"), None),
        (tree.integer(1), None),
    ],
)
def test_texts(node, texts):
    assert constants.constant_texts(node) == texts


def test_an_argument_of_texts():
    plain = tree.integer(1)
    assert constants.texts_argument(plain) is plain
    found = constants.texts_argument(tree.string("{a}"))
    assert found.type_cast.type_name.array_bounds
