"""SQL/JSON paths, followed; recorded from PostgreSQL 16."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import path, path_run
from duckgres.pgtypes.jsonb.value import parse, write

DOCUMENT = '{"a": [1, 2, {"b": 3}], "s": "abc", "n": {"x": 1.5}, "z": null, "t": true}'


def items(text, document=DOCUMENT, variables="{}"):
    return [
        write(item) for item in path_run.query(path.parse(text), parse(document), parse(variables))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$.a[*]", ["1", "2", '{"b": 3}']),
        ("$.a.b", ["3"]),
        ("$.a[0 to 1]", ["1", "2"]),
        ("$.a[last]", ['{"b": 3}']),
        ("$.a[last - 1]", ["2"]),
        ("$.a[0, 2]", ["1", '{"b": 3}']),
        ("$.nope", []),
        ("$.n.*", ["1.5"]),
        ("$.**{2}", ["1", "2", '{"b": 3}', "1.5"]),
        ("$.**{last}", ["1", "2", "3", "1.5", '"abc"', "true", "null"]),
        ("$.a[*] ? (@ > 1)", ["2"]),
        ("$.a ? (@.b == 3).b", ["3"]),
        ("$.a.size()", ["3"]),
        ("$.s.size()", ["1"]),
        ("$.a[*].type()", ['"number"', '"number"', '"object"']),
        ("$.n.x + 2", ["3.5"]),
        ("-$.n.x", ["-1.5"]),
        ("$.a[0] == 1", ["true"]),
        ("$.s > 1", ["null"]),
        ("($.s > 1) is unknown", ["true"]),
        ("!($.a[0] == 1)", ["false"]),
        ('$.s starts with "ab"', ["true"]),
        ('$.s like_regex "^A" flag "i"', ["true"]),
        ("$.z == null", ["true"]),
        ("$.t == true", ["true"]),
        ("exists($.a ? (@.b == 9))", ["false"]),
        ("$.a[*] ? (@ == 1 || @ == 2)", ["1", "2"]),
        ("$x + 1", ["6"]),
        ("$.n.x.floor()", ["1"]),
        ("$.n.x.ceiling()", ["2"]),
    ],
)
def test_items(text, found):
    assert sorted(items(text, variables='{"x": 5}')) == sorted(found)


@pytest.mark.parametrize(
    ("text", "document", "found"),
    [
        ("$.double()", '"1.50"', "1.5"),
        ("$.abs()", "-1.5", "1.5"),
        ("$ / 2", "5", "2.5000000000000000"),
        ("$ / 3", "10", "3.3333333333333333"),
        ("$ / 7", "123456", "17636.571428571429"),
        ("$ % 2", "-5", "-1"),
        ("$ * 1.50", "5", "7.50"),
    ],
)
def test_numbers(text, document, found):
    assert items(text, document) == [found]


@pytest.mark.parametrize(
    ("text", "document", "sqlstate", "message"),
    [
        ("strict $.a", "{}", "2203A", 'JSON object does not contain key "a"'),
        (
            "strict $.a",
            "[1]",
            "2203A",
            "jsonpath member accessor can only be applied to an object",
        ),
        ("strict $[5]", "[1]", "22033", "jsonpath array subscript is out of bounds"),
        (
            "strict $[*]",
            "{}",
            "22039",
            "jsonpath wildcard array accessor can only be applied to an array",
        ),
        (
            "$[*] + 1",
            "[1, 2]",
            "22038",
            "left operand of jsonpath operator + is not a single numeric value",
        ),
        ("$ / 0", "5", "22012", "division by zero"),
    ],
)
def test_failures(text, document, sqlstate, message):
    with pytest.raises(path_run.Failure) as caught:
        items(text, document)
    assert (caught.value.sqlstate, caught.value.message) == (sqlstate, message)


def test_a_missing_variable_is_no_failure_that_could_be_silenced():
    with pytest.raises(PgError) as caught:
        items("$nope")
    assert not isinstance(caught.value, path_run.Failure)
    assert caught.value.sqlstate == "42704"


def test_what_is_in_front_of_a_failure_is_found():
    found = path_run.query(path.parse("$[*].double()"), parse('[1, "2", null]'))
    assert next(found) == 1
    assert next(found) == 2
    with pytest.raises(path_run.Failure):
        next(found)
