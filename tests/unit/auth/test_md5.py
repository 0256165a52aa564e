import hashlib

import pytest

from duckgres.auth.md5 import is_md5_verifier, md5, md5_verifier
from duckgres.errors import FatalError

# PostgreSQL 15: create role u_md5 password 'secret', password_encryption md5.
VERIFIER = "md5b86e5ba24c715f8b28df87aa95864881"


def login(verifier, password=b"secret", user="u_md5"):
    dialogue = md5(user, verifier)
    salt = next(dialogue).salt
    assert len(salt) == 4
    inner = hashlib.md5(password + user.encode()).hexdigest().encode()
    digest = hashlib.md5(inner + salt).hexdigest().encode()
    try:
        dialogue.send(b"md5" + digest + b"\0")
    except StopIteration as end:
        return end.value.name
    raise AssertionError("the dialogue did not end")


def test_the_verifier_is_postgresqls():
    assert md5_verifier("u_md5", b"secret") == VERIFIER


def test_the_right_password_is_let_in():
    assert login(VERIFIER) == "u_md5"


@pytest.mark.parametrize(("verifier", "password"), [(VERIFIER, b"wrong"), (None, b"secret")])
def test_a_wrong_password_and_an_unknown_user_are_refused_alike(verifier, password):
    with pytest.raises(FatalError, match='failed for user "u_md5"') as caught:
        login(verifier, password)
    assert caught.value.sqlstate == "28P01"


def test_the_stand_in_for_a_verifier_lets_nobody_in():
    dialogue = md5("nobody", None)
    salt = next(dialogue).salt
    digest = hashlib.md5(b"0" * 32 + salt).hexdigest().encode()
    with pytest.raises(FatalError):
        dialogue.send(b"md5" + digest + b"\0")


def test_each_dialogue_has_its_own_salt():
    assert len({next(md5("x", VERIFIER)).salt for _ in range(20)}) > 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VERIFIER, True),
        (VERIFIER.upper(), False),
        (VERIFIER[:-1], False),
        (VERIFIER + "0", False),
        (VERIFIER + "\n", False),
        ("md5", False),
    ],
)
def test_only_postgresqls_form_is_a_verifier(text, expected):
    assert is_md5_verifier(text) is expected
