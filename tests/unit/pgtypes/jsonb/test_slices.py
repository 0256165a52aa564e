"""Parts of a JSON text as they are written; recorded from PostgreSQL 16."""

import json

import pytest
from hypothesis import given

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import slices
from tests.unit.pgtypes.jsonb.test_syntax import DOCUMENTS


@pytest.mark.parametrize(
    ("text", "path", "part"),
    [
        ('{"a":  {"b" :1 } }', ["a"], '{"b" :1 }'),
        ('{"a": 1, "a": 2}', ["a"], "2"),
        ('[1,  {"x":1} ]', [1], '{"x":1}'),
        ("[1, 2, 3]", [-1], "3"),
        ("[1, 2, 3]", [-4], None),
        ("[1]", [5], None),
        ("[1]", ["a"], None),
        ('{"a": 1}', [0], None),
        ('{"a": 1.50}', ["a"], "1.50"),
        ('{"a": {"b": [1]}}', ["a", "b", 0], "1"),
        ('{"a": 1}', [None], None),
        ("1", ["a"], None),
        (' {"a" : "x"} ', [], ' {"a" : "x"} '),
    ],
)
def test_find(text, path, part):
    assert slices.find(text, path) == part


@pytest.mark.parametrize(
    ("path", "part"),
    [(["a", "1"], "2"), (["a", "-1"], "2"), (["a", "x"], None), (["b", "1"], '"y"')],
)
def test_a_loose_path_takes_keys_for_indexes_of_arrays(path, part):
    assert slices.find('{"a": [1, 2], "b": {"1": "y"}}', path, loose=True) == part


@pytest.mark.parametrize(
    ("text", "bare"), [('"a\\nb"', "a\nb"), ("null", None), ("1.50", "1.50"), (None, None)]
)
def test_bare(text, bare):
    assert slices.bare(text) == bare


@given(DOCUMENTS)
def test_the_parts_make_the_whole(document):
    text = json.dumps(document, indent=1)
    if isinstance(document, dict):
        parts = {key: json.loads(part) for key, part in slices.members(text)}
        assert parts == document
    elif isinstance(document, list):
        assert [json.loads(part) for part in slices.elements(text)] == document


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: slices.all_members("[1]", "jsonb_each"),
            "cannot call jsonb_each on a non-object",
        ),
        (lambda: slices.all_members("1", "json_each"), "cannot deconstruct a scalar"),
        (
            lambda: slices.all_members("[1]", "json_each"),
            "cannot deconstruct an array as an object",
        ),
        (
            lambda: slices.all_members("[1]", "jsonb_object_keys"),
            "cannot call jsonb_object_keys on an array",
        ),
        (
            lambda: slices.all_elements("{}", "jsonb_array_elements"),
            "cannot extract elements from an object",
        ),
        (
            lambda: slices.all_elements("1", "json_array_elements"),
            "cannot call json_array_elements on a scalar",
        ),
    ],
)
def test_what_has_no_such_parts(call, message):
    with pytest.raises(PgError) as caught:
        call()
    assert (caught.value.sqlstate, caught.value.message) == ("22023", message)


def test_without_nulls():
    assert slices.without_nulls('{"a":null, "b" : [ 1.50, null ]}') == '{"b":[1.50,null]}'
