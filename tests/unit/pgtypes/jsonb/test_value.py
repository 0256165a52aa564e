"""jsonb's normal form; recorded from PostgreSQL 16."""

import json
from decimal import Decimal

import pytest
from hypothesis import given

from duckgres.errors import PgError
from duckgres.pgtypes.jsonb import value
from tests.unit.pgtypes.jsonb.test_syntax import DOCUMENTS


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ('{"b":1,  "a":2, "b":3}', '{"a": 2, "b": 3}'),
        ('{"aa": 1, "b": 2, "é": 3, "": 4}', '{"": 4, "b": 2, "aa": 1, "é": 3}'),
        ("1.0", "1.0"),
        ("1e2", "100"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ("1.50", "1.50"),
        ("1E-3", "0.001"),
        ("1e30", "1" + "0" * 30),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ('"caf\\u00e9 \\n \\u001f \\" \\\\ \\/"', '"café \\n \\u001f \\" \\\\ /"'),
        ('"\\ud83d\\ude00"', '"😀"'),
        (" [ ] ", "[]"),
        ("null", "null"),
    ],
)
def test_normal_form(text, normal):
    assert value.normal(text) == normal


def exact(text):
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@given(DOCUMENTS)
def test_the_normal_form_is_its_own_and_means_the_same(document):
    text = json.dumps(document).replace("\\u0000", "x")
    once = value.normal(text)
    assert value.normal(once) == once
    assert exact(once) == exact(text)


def test_a_long_integer_keeps_its_digits():
    assert value.normal("9" * 10_000) == "9" * 10_000


def test_a_number_beyond_numeric_is_22003():
    with pytest.raises(PgError) as caught:
        value.parse("1e200000")
    assert caught.value.sqlstate == "22003"


@pytest.mark.parametrize("read", [value.parse, value.check])
def test_what_is_nested_deeper_than_we_can_read_is_54001(read):
    with pytest.raises(PgError) as caught:
        read("[" * 50_000 + "]" * 50_000)
    assert caught.value.sqlstate == "54001"


def test_json_stays_as_it_is_typed():
    assert value.check('{"b" :1, "a":"\\u0000"}') == '{"b" :1, "a":"\\u0000"}'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{}", "object"),
        ("[]", "array"),
        ('"a"', "string"),
        ("1.5", "number"),
        ("1", "number"),
        ("true", "boolean"),
        ("null", "null"),
    ],
)
def test_kind(text, kind):
    assert value.kind(value.parse(text)) == kind
