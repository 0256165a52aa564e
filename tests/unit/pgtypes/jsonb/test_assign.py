"""Values put where subscripts say; the answers are PostgreSQL 16's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb.assign import assign
from duckgres.pgtypes.jsonb.value import parse, write


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ('{"a": 1}', ["a"], '{"a": 9}'),
        ('{"bb": 1}', ["a"], '{"a": 9, "bb": 1}'),
        ("{}", ["a", "b"], '{"a": {"b": 9}}'),
        ("{}", ["a", "1"], '{"a": [null, 9]}'),
        ("[]", ["2"], "[null, null, 9]"),
        ("[1, 2]", ["-1"], "[1, 9]"),
        ('[1, {"a": 2}]', ["1", "a"], '[1, {"a": 9}]'),
        ('{"a": {"b": 1, "c": 2}}', ["a", "b"], '{"a": {"b": 9, "c": 2}}'),
        ('{"a": 1}', [], "9"),
    ],
)
def test_value_is_put_there(document, path, expected):
    assert write(assign(parse(document), path, 9)) == expected


@pytest.mark.parametrize(
    ("document", "path", "sqlstate"),
    [
        ('{"a": 1}', ["a", "b"], "22023"),
        ("3", ["a"], "22023"),
        ("[1]", ["x"], "22P02"),
        ("[1]", ["-2"], "22023"),
        ("{}", [None], "22004"),
        ('{"a": {}}', ["a", None], "22004"),
        ("{}", ["a", None], "22004"),
    ],
)
def test_what_cannot_be_set(document, path, sqlstate):
    with pytest.raises(PgError) as refused:
        assign(parse(document), path, 9)
    assert refused.value.sqlstate == sqlstate


@given(st.lists(st.sampled_from(["a", "b", "0", "1"]), min_size=1, max_size=4))
def test_what_was_put_is_found(path):
    found = assign({}, path, "new")
    for step in path:
        found = found[int(step)] if isinstance(found, list) else found[step]
    assert found == "new"
