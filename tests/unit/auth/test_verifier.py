import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.auth.verifier import Verifier, derive, make_verifier, parse_verifier

# PostgreSQL 15: select rolpassword from pg_authid, password "secret".
POSTGRESQL = (
    "SCRAM-SHA-256$4096:RhptmIYEA5BAsvuj/RFAiA==$l6DNZrVjFaQQQapnQQkt9VFfRGeYsymvrZlkx6DXQ6Y=:"
    "ScsMATFSFeQDb/+qlisS2VcdVL5Iz8dYs6W2msFJT2Q="
)


def test_postgresqls_own_verifier_is_understood():
    verifier = parse_verifier(POSTGRESQL)
    assert verifier is not None
    assert verifier == derive(b"secret", verifier.salt, 4096)
    assert verifier.matches(b"secret")
    assert not verifier.matches(b"Secret")
    assert str(verifier) == POSTGRESQL


def test_a_new_verifier_has_a_new_salt_and_is_read_back():
    first, second = make_verifier("secret"), make_verifier("secret")
    assert first != second
    for text in (first, second):
        verifier = parse_verifier(text)
        assert verifier is not None
        assert verifier.iterations == 4096
        assert verifier.matches(b"secret")


def test_iterations_can_be_chosen():
    assert make_verifier("secret", iterations=2).startswith("SCRAM-SHA-256$2:")


def test_one_password_in_two_spellings_has_one_verifier():
    assert derive("\u2168".encode(), b"salt", 1) == derive(b"IX", b"salt", 1)


@pytest.mark.parametrize(
    "text",
    [
        "secret",
        "SCRAM-SHA-256$",
        POSTGRESQL[:-1],
        POSTGRESQL + "\n",
        POSTGRESQL.replace("4096", "0"),
        POSTGRESQL.replace("4096", "x"),
        POSTGRESQL.replace("RhptmIYEA5BAsvuj/RFAiA==", "!"),
        POSTGRESQL.replace("l6DN", ""),
        POSTGRESQL.replace("SHA-256", "SHA-1"),
    ],
)
def test_anything_else_is_a_plain_password(text):
    assert parse_verifier(text) is None


@given(
    st.integers(1, 999_999_999),
    st.binary(min_size=1, max_size=40),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
)
def test_text_and_verifier_are_the_same_thing(iterations, salt, stored, server):
    verifier = Verifier(iterations, salt, stored, server)
    assert parse_verifier(str(verifier)) == verifier
