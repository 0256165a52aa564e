import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.auth.saslprep import saslprep


@pytest.mark.parametrize(
    ("password", "prepared"),
    [
        # RFC 4013, section 3, and PostgreSQL's src/test/authentication/t/002_saslprep.pl
        ("I\u00adX", "IX"),  # a soft hyphen vanishes
        ("user", "user"),
        ("USER", "USER"),  # case stays
        ("\u00aa", "a"),
        ("\u2168", "IX"),  # roman nine
        ("a\u00a0b", "a b"),  # a space that is not ASCII's
        ("п\u0430роль ①", "пароль 1"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_two_spellings_become_one(password, prepared):
    assert saslprep(password.encode()) == prepared.encode()


@pytest.mark.parametrize(
    "password",
    [
        b"foobar\xff",  # not UTF-8
        b"foo\abar",  # a control character
        "\u0627\u0031".encode(),  # right to left, but does not end so
        "\u0627a\u0627".encode(),  # both directions
        "\u0221".encode(),  # unassigned in Unicode 3.2
        "\u00ad".encode(),  # nothing is left of it
        "\ue000".encode(),  # private use
    ],
)
def test_what_has_no_normal_form_is_used_as_it_is(password):
    assert saslprep(password) == password


def test_right_to_left_text_is_prepared():
    assert saslprep("\u0627\u00ad1\u0627".encode()) == "\u06271\u0627".encode()


@given(st.binary(max_size=40))
def test_it_takes_any_bytes_and_doing_it_twice_is_doing_it_once(password):
    once = saslprep(password)
    assert saslprep(once) == once


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_is_its_own_normal_form(text):
    assert saslprep(text.encode()) == text.encode()
