"""SQL/JSON paths, read."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import path


def test_steps():
    found = path.parse('strict $."a b"[0, 1 to last].*.**{1 to last}.size() ? (@ > 1)')
    assert found.strict
    assert not found.is_predicate
    assert isinstance(found.root, path.Path)
    one = path.Literal(1)
    assert found.root.steps == (
        path.Member("a b"),
        path.Subscripts(((path.Literal(0), None), (one, path.Name("last")))),
        path.Member(None),
        path.Anywhere(1, None),
        path.Method("size"),
        path.Filter(path.Operation(">", (path.Name("@"), one))),
    )


def test_precedence():
    found = path.parse("1 + 2 * -$ == 3 && !(true == false) || exists($.a)").root
    assert isinstance(found, path.Operation)
    assert found.operator == "||"
    both = found.operands[0]
    assert isinstance(both, path.Operation)
    assert [operand.operator for operand in both.operands] == ["==", "!"]


@pytest.mark.parametrize(
    ("text", "is_predicate"),
    [
        ("$.a", False),
        ("$.a + 1", False),
        ("$.a == 1", True),
        ('$.a like_regex "x"', True),
        ('$.a starts with "x"', True),
        ("($.a == 1) is unknown", True),
        ("exists($.a)", True),
    ],
)
def test_predicates(text, is_predicate):
    assert path.parse(text).is_predicate is is_predicate


@pytest.mark.parametrize(
    ("text", "sqlstate", "message"),
    [
        ("$ == ", "42601", "syntax error at end of jsonpath input"),
        ("$.foo(", "42601", 'syntax error at or near "(" of jsonpath input'),
        ("$.a b", "42601", 'syntax error at or near "b" of jsonpath input'),
        ("^", "42601", 'syntax error at or near "^" of jsonpath input'),
        ("$.datetime()", "0A000", "jsonpath item method .datetime() is not supported"),
        ("$.keyvalue()", "0A000", "jsonpath item method .keyvalue() is not supported"),
        ('$ like_regex "("', "2201B", None),
        ('$ like_regex "a" flag "z"', "42601", "invalid input syntax for type jsonpath"),
    ],
)
def test_refusals(text, sqlstate, message):
    with pytest.raises(PgError) as caught:
        path.parse(text)
    assert caught.value.sqlstate == sqlstate
    assert message is None or caught.value.message == message
