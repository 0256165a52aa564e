import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import uuid


@given(st.uuids())
def test_text_is_pythons(value):
    assert uuid.encode_text(value.bytes) == str(value).encode()
    assert uuid.decode_text(str(value).encode()) == value.bytes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "1234",
        "{12345678-90ab-cdef-1234-567890abcdef",
        "1-2345678-90ab-cdef-1234-567890abcdef",
    ],
)
def test_what_is_no_uuid_is_22p02(text):
    with pytest.raises(PgError) as caught:
        uuid.decode_text(text.encode())
    assert caught.value.sqlstate == "22P02"


def test_binary_is_sixteen_bytes():
    with pytest.raises(PgError) as caught:
        uuid.decode_binary(b"x" * 15)
    assert caught.value.sqlstate == "22P03"
