"""What is wrong with a JSON text; recorded from PostgreSQL 16."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.pgtypes.jsonb import syntax

DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("{bad", 'Token "bad" is invalid.'),
        ('{"a":1', "The input string ended unexpectedly."),
        ("[1,]", 'Expected JSON value, but found "]".'),
        ("[1 2]", 'Expected "," or "]", but found "2".'),
        ('{"a" 1}', 'Expected ":", but found "1".'),
        ('{"a":1 "b"}', 'Expected "," or "}", but found ""b"".'),
        ('{"a":1,}', 'Expected string, but found "}".'),
        ("{1}", 'Expected string or "}", but found "1".'),
        ('{"a":1}x', 'Token "x" is invalid.'),
        ('{"a":1} 2', 'Expected end of input, but found "2".'),
        ("", "The input string ended unexpectedly."),
        ("01", 'Token "01" is invalid.'),
        ("1.", 'Token "1." is invalid.'),
        ("NaN", 'Token "NaN" is invalid.'),
        ("'a'", 'Token "\'" is invalid.'),
        ('"a', 'Token ""a" is invalid.'),
        ('"\\x"', 'Escape sequence "\\x" is invalid.'),
        ('"\\u12"', '"\\u" must be followed by four hexadecimal digits.'),
        ('"a\tb"', "Character with value 0x09 must be escaped."),
    ],
)
def test_a_text_that_is_no_json(text, detail):
    refused = syntax.refusal(text, binary=False)
    assert refused is not None
    assert (refused.message, refused.sqlstate) == ("invalid input syntax for type json", "22P02")
    assert refused.fields.detail == detail


@pytest.mark.parametrize(
    ("text", "sqlstate", "detail"),
    [
        ('"\\u0000"', "22P05", "\\u0000 cannot be converted to text."),
        ('"\\ud800"', "22P02", "Unicode low surrogate must follow a high surrogate."),
        ('"\\udc00"', "22P02", "Unicode low surrogate must follow a high surrogate."),
        (
            '"\\ud800\\ud800"',
            "22P02",
            "Unicode high surrogate must not follow a high surrogate.",
        ),
    ],
)
def test_jsonb_takes_no_escape_that_is_no_character(text, sqlstate, detail):
    refused = syntax.refusal(text, binary=True)
    assert refused is not None
    assert (refused.sqlstate, refused.fields.detail) == (sqlstate, detail)
    assert syntax.refusal(text, binary=False) is None


@given(DOCUMENTS)
def test_what_python_writes_is_json(document):
    assert syntax.refusal(json.dumps(document), binary=False) is None


def test_what_is_nested_too_deep_is_told_so():
    refused = syntax.refusal("[" * 100_000, binary=False)
    assert refused is not None
    assert refused.sqlstate == "54001"


@pytest.mark.parametrize(
    ("text", "kind", "unique", "answer"),
    [
        ("1", "value", False, True),
        ("1", "scalar", False, True),
        ("[1]", "scalar", False, False),
        (" {}", "object", False, True),
        ("{", "value", False, False),
        ('{"a":1,"a":2}', "object", False, True),
        ('{"a":1,"a":2}', "object", True, False),
    ],
)
def test_is_json(text, kind, unique, answer):
    assert syntax.is_json(text, kind, unique=unique) is answer
