import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import nested, number, text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", b"(a)"),
        ("", b'("")'),
        (None, b"()"),
        ("a b", b'("a b")'),
        ('"', b'("""")'),
        ("\\", b'("\\\\")'),
        ("(", b'("(")'),
        (",", b'(",")'),
        ("NULL", b"(NULL)"),
        ("{}", b"({})"),
        ("\n", b'("\n")'),
    ],
)
def test_a_field_is_quoted_only_if_it_must(value, written):
    assert nested.text_encoder([text.encode])((value,)) == written


def test_binary_names_the_type_of_each_field():
    encode = nested.binary_encoder([number.encode_int4_binary, text.encode], [23, 25])
    assert encode((1, None)).hex() == "0000000200000017000000040000000100000019ffffffff"


def test_a_record_as_input_is_0a000():
    with pytest.raises(PgError) as caught:
        nested.refuse(b"(1)")
    assert caught.value.sqlstate == "0A000"
