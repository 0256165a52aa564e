"""jsonb's operators and functions; recorded from PostgreSQL 16."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import edit
from duckgres.pgtypes.jsonb.value import parse, write

DOCUMENT = '{"a": [1, 2.50, "x", null], "b": 1, "c": {"d": "e"}}'


@pytest.mark.parametrize(
    ("whole", "part", "answer"),
    [
        (DOCUMENT, '{"b": 1}', True),
        (DOCUMENT, '{"a": [1]}', True),
        (DOCUMENT, '{"c": {}}', True),
        (DOCUMENT, '{"b": 2}', False),
        (DOCUMENT, "[1]", False),
        ('["foo", "bar"]', '"bar"', True),
        ('"bar"', '["bar"]', False),
        ("[1, [2]]", "[[2]]", True),
        ("[1, [2]]", "[2]", False),
        ("1.0", "1", True),
        ("{}", "{}", True),
    ],
)
def test_contains(whole, part, answer):
    assert edit.contains(parse(whole), parse(part)) is answer


@pytest.mark.parametrize(
    ("text", "key", "answer"),
    [(DOCUMENT, "b", True), ('["a"]', "a", True), ('"a"', "a", True), ("[1]", "1", False)],
)
def test_exists(text, key, answer):
    assert edit.exists(parse(text), key) is answer


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ('{"a": 1}', '{"b": 2, "a": 3}', '{"a": 3, "b": 2}'),
        ("[1]", "[2]", "[1, 2]"),
        ("[1]", "2", "[1, 2]"),
        ("1", '{"a":1}', '[1, {"a": 1}]'),
        ("{}", "[]", "[{}]"),
    ],
)
def test_concat(left, right, joined):
    assert write(edit.concat(parse(left), parse(right))) == joined


@pytest.mark.parametrize(
    ("text", "path", "new", "create", "changed"),
    [
        ('{"a": 1}', ["a"], "5", True, '{"a": 5}'),
        ('{"a": 1}', ["x"], "5", True, '{"a": 1, "x": 5}'),
        ('{"a": 1}', ["x"], "5", False, '{"a": 1}'),
        ('{"a": 1}', ["x", "y"], "5", True, '{"a": 1}'),
        ('{"a": [1]}', ["a", "0"], "5", True, '{"a": [5]}'),
        ('{"a": [1]}', ["a", "9"], "5", True, '{"a": [1, 5]}'),
        ('{"a": [1]}', ["a", "-9"], "5", True, '{"a": [5, 1]}'),
        ('{"a": [1]}', ["a", "9"], "5", False, '{"a": [1]}'),
        ('{"a": [1, {"b": 2}]}', ["a", "-1", "b"], "5", True, '{"a": [1, {"b": 5}]}'),
        ('{"a": 1}', [], "5", True, '{"a": 1}'),
    ],
)
def test_set_path(text, path, new, create, changed):
    assert write(edit.set_path(parse(text), path, parse(new), create=create)) == changed


@pytest.mark.parametrize(
    ("text", "path", "after", "changed"),
    [
        ('{"a": [0,1,2]}', ["a", "1"], False, '{"a": [0, "new", 1, 2]}'),
        ('{"a": [0,1,2]}', ["a", "1"], True, '{"a": [0, 1, "new", 2]}'),
        ('{"a": 1}', ["b"], False, '{"a": 1, "b": "new"}'),
    ],
)
def test_insert(text, path, after, changed):
    assert write(edit.insert(parse(text), path, "new", after=after)) == changed


@pytest.mark.parametrize(
    ("text", "path", "changed"),
    [
        (DOCUMENT, ["a", "0"], '{"a": [2.50, "x", null], "b": 1, "c": {"d": "e"}}'),
        (DOCUMENT, ["c", "d"], '{"a": [1, 2.50, "x", null], "b": 1, "c": {}}'),
        ("[1]", ["5"], "[1]"),
    ],
)
def test_delete_path(text, path, changed):
    assert write(edit.delete_path(parse(text), path)) == changed


def test_delete():
    assert write(edit.delete(parse('["a", "b", 1]'), ["a"])) == '["b", 1]'
    assert write(edit.delete(parse(DOCUMENT), ["a", "c"])) == '{"b": 1}'
    assert write(edit.delete_index(parse("[1, 2]"), -1)) == "[1]"
    assert write(edit.delete_index(parse("[1]"), 5)) == "[1]"


@pytest.mark.parametrize(
    ("how", "changed"),
    [
        ("use_json_null", '{"a": null}'),
        ("delete_key", "{}"),
        ("return_target", '{"a": 1}'),
    ],
)
def test_set_lax_with_null(how, changed):
    found = edit.set_lax(parse('{"a": 1}'), ["a"], None, create=True, null=True, how=how)
    assert write(found) == changed


@pytest.mark.parametrize(
    ("call", "sqlstate", "message"),
    [
        (lambda: edit.delete("x", ["a"]), "22023", "cannot delete from scalar"),
        (
            lambda: edit.delete_index({"a": 1}, 1),
            "22023",
            "cannot delete from object using integer index",
        ),
        (
            lambda: edit.set_path([1], ["x"], 1, create=True),
            "22P02",
            'path element at position 1 is not an integer: "x"',
        ),
        (lambda: edit.set_path("x", ["x"], 1, create=True), "22023", "cannot set path in scalar"),
        (
            lambda: edit.set_path({}, [None], 1, create=True),
            "22004",
            "path element at position 1 is null",
        ),
        (
            lambda: edit.insert({"a": 1}, ["a"], 2, after=False),
            "22023",
            "cannot replace existing key",
        ),
        (
            lambda: edit.set_lax({}, ["a"], 1, create=True, null=True, how="raise_exception"),
            "22004",
            "JSON value must not be null",
        ),
    ],
)
def test_refusals(call, sqlstate, message):
    with pytest.raises(PgError) as caught:
        call()
    assert (caught.value.sqlstate, caught.value.message) == (sqlstate, message)


def test_strip_nulls():
    text = '{"a":null,"b":1,"c":{"d":null},"e":[null]}'
    assert write(edit.strip_nulls(parse(text))) == '{"b": 1, "c": {}, "e": [null]}'


def test_pretty():
    assert edit.pretty(parse('{"a":[1,{"b":null}],"c":{}}')) == (
        '{\n    "a": [\n        1,\n        {\n            "b": null\n        }\n    ],\n'
        '    "c": {\n    }\n}'
    )
