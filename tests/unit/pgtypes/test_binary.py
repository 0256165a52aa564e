import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes import binary


@given(st.binary())
def test_bytes_come_back_from_hex(value):
    assert binary.decode_bytea_text(binary.encode_bytea_text(value)) == value


@given(st.binary())
def test_bytes_come_back_from_escapes(value):
    escaped = b"".join(
        b"\\\\" if byte == 92 else bytes([byte]) if 32 <= byte < 127 else b"\\%03o" % byte
        for byte in value
    )
    assert binary.decode_bytea_text(escaped) == value


@given(st.text("01"))
def test_bits_come_back(value):
    assert binary.decode_bit_binary(binary.encode_bit_binary(value)) == value
    assert binary.decode_bit_text(binary.encode_bit_text(value)) == value


@pytest.mark.parametrize("data", [rb"\400", rb"\1", b"a\\", rb"\x1", rb"\xg0"])
def test_broken_bytea_is_refused(data):
    with pytest.raises(PgError) as caught:
        binary.decode_bytea_text(data)
    assert caught.value.sqlstate in {"22P02", "22023"}


def test_escape_form_doubles_backslashes_and_writes_other_bytes_in_octal():
    assert binary.encode_bytea_escape(b"\x00\xff\\A\x7f") == b"\\000\\377\\\\A\x7f"
