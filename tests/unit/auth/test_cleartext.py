import pytest

from duckgres.auth.cleartext import cleartext
from duckgres.errors import FatalError


def answer(payload, matches=lambda given: given == b"secret"):
    dialogue = cleartext("test", matches)
    assert next(dialogue).encode() == b"R\0\0\0\x08\0\0\0\x03"
    try:
        dialogue.send(payload)
    except StopIteration as end:
        return end.value.name
    raise AssertionError("the dialogue did not end")


def test_the_right_password_is_let_in():
    assert answer(b"secret\0") == "test"


@pytest.mark.parametrize("given", [b"wrong\0", b"secre\0", b"secrets\0", b"SECRET\0"])
def test_a_wrong_password_is_refused(given):
    with pytest.raises(FatalError, match='authentication failed for user "test"') as caught:
        answer(given)
    assert caught.value.sqlstate == "28P01"


@pytest.mark.parametrize("payload", [b"", b"secret", b"secret\0x", b"sec\0ret\0", b"\0\0"])
def test_anything_but_one_string_is_malformed(payload):
    with pytest.raises(FatalError, match="invalid password packet size") as caught:
        answer(payload, lambda _: True)
    assert caught.value.sqlstate == "08P01"


def test_an_empty_password_is_refused_unseen():
    with pytest.raises(FatalError, match="empty password returned by client"):
        answer(b"\0", lambda _: True)
