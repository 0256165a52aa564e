import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import array_input, number_input, text
from tests.unit.pgtypes.refused import sqlstate_of

read_text = array_input.text_decoder(text.decode)
read_binary = array_input.binary_decoder(number_input.decode_int4_binary, 23)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'{a, "b c" ,NULL,null,"NULL",""}', ["a", "b c", None, None, "NULL", ""]),
        (r"{a b , c\ }", ["a b", "c "]),
        (r"{a\\}", ["a\\"]),
        (r'{"\"","\\"}', ['"', "\\"]),
        ("[1:2][0:0]={{a},{b}}", [["a"], ["b"]]),
        ("[2]={a,b}", ["a", "b"]),
        ("  {}  ", []),
    ],
)
def test_literals(literal, value):
    assert read_text(literal.encode()) == value


@pytest.mark.parametrize(
    "literal",
    [
        "",
        "a",
        "{",
        "}",
        "{a",
        '{"a}',
        "{a}}",
        "{a}b",
        "{a,}",
        "{,a}",
        "{{a},b}",
        "{b,{a}}",
        "{{a},{b,c}}",
        "[1:3]={a}",
        "[1]{a}",
        '{a"b"}',
        "{{}}",
        "{\\",
    ],
)
def test_malformed_literals_are_22p02(literal):
    with pytest.raises(PgError) as caught:
        read_text(literal.encode())
    assert caught.value.sqlstate == "22P02"
    assert caught.value.message == f'malformed array literal: "{literal}"'


def test_too_many_braces_are_54000_and_no_recursion():
    with pytest.raises(PgError) as caught:
        read_text(b"{" * 100_000)
    assert caught.value.sqlstate == "54000"


def test_another_element_type_is_42804():
    with pytest.raises(PgError) as caught:
        read_binary(struct.pack(">iiI", 0, 0, 25))
    assert caught.value.sqlstate == "42804"


def test_more_than_six_dimensions_are_54000():
    with pytest.raises(PgError, match=r"dimensions \(7\)") as caught:
        read_binary(struct.pack(">iiI", 7, 0, 23))
    assert caught.value.sqlstate == "54000"


@pytest.mark.parametrize("shape", [(2**31 - 1,), (-1,), (20_000, 20_000), (2, -1)])
def test_more_elements_than_postgresql_allows_are_54000(shape):
    dimensions = b"".join(struct.pack(">ii", length, 1) for length in shape)
    with pytest.raises(PgError, match="array size exceeds") as caught:
        read_binary(struct.pack(">iiI", len(shape), 0, 23) + dimensions)
    assert caught.value.sqlstate == "54000"


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">iiIii", 1, 0, 23, 100_000_000, 1),  # claims more than there is
        struct.pack(">iiI", -1, 0, 23),
        struct.pack(">iiI", 0, 2, 23),
        struct.pack(">iiIiii", 1, 0, 23, 1, 1, -2),
    ],
)
def test_broken_binary_is_22p03(data):
    with pytest.raises(PgError) as caught:
        read_binary(data)
    assert caught.value.sqlstate == "22P03"


@given(st.text('{}",\\ abN\t', max_size=20))
def test_any_text_is_an_array_or_a_refusal(literal):
    assert sqlstate_of(read_text, literal.encode()) in {None, "22P02", "54000"}
