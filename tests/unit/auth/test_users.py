import pytest

from duckgres.auth.md5 import md5_verifier
from duckgres.auth.users import METHODS, Users
from duckgres.auth.verifier import make_verifier
from duckgres.errors import FatalError
from tests.fixtures.raw_login import ScramClient
from tests.unit.auth.test_scram import initial

SECRET = b"s" * 32
PASSWORDS = {
    "plain": "secret",
    "scram": make_verifier("secret", 2),
    "md5": md5_verifier("md5", b"secret"),
}


@pytest.fixture(scope="module")
def users():
    return {method: Users(PASSWORDS, method, SECRET) for method in METHODS}


def kind(mechanism):
    return type(next(mechanism.dialogue)).__name__.removeprefix("Authentication")


@pytest.mark.parametrize(
    ("method", "user", "expected"),
    [
        ("scram-sha-256", "plain", "SASL"),
        ("scram-sha-256", "scram", "SASL"),
        ("scram-sha-256", "md5", "SASL"),  # which cannot succeed
        ("scram-sha-256", "nobody", "SASL"),
        ("md5", "plain", "MD5Password"),
        ("md5", "scram", "SASL"),
        ("md5", "md5", "MD5Password"),
        ("md5", "nobody", "MD5Password"),
        ("password", "plain", "CleartextPassword"),
        ("password", "scram", "CleartextPassword"),
        ("password", "md5", "CleartextPassword"),
        ("password", "nobody", "CleartextPassword"),
    ],
)
def test_which_dialogue_a_user_gets(method, user, expected, users):
    mechanism = users[method].mechanism(user, b"e")
    assert kind(mechanism) == expected
    assert mechanism.sasl is (expected == "SASL")


def test_among_users_of_scram_alone_an_unknown_one_of_method_md5_gets_scram():
    only_scram = Users({"scram": PASSWORDS["scram"]}, "md5", SECRET)
    assert kind(only_scram.mechanism("nobody", None)) == "SASL"


@pytest.mark.parametrize("user", ["plain", "scram", "md5"])
def test_a_readable_password_is_compared_with_whatever_is_stored(user, users):
    def login(password):
        dialogue = users["password"].mechanism(user, None).dialogue
        next(dialogue)
        dialogue.send(password + b"\0")

    with pytest.raises(StopIteration) as end:
        login(b"secret")
    assert end.value.value.name == user
    with pytest.raises(FatalError, match="password authentication failed"):
        login(b"wrong")


def test_a_readable_password_of_an_unknown_user_is_refused(users):
    dialogue = users["password"].mechanism("nobody", None).dialogue
    next(dialogue)
    with pytest.raises(FatalError, match='failed for user "nobody"'):
        dialogue.send(b"secret\0")


def scram_login(all_users, user):
    client = ScramClient("secret")
    dialogue = all_users.mechanism(user, None).dialogue
    next(dialogue)
    challenge = dialogue.send(initial("SCRAM-SHA-256", client.first())).data.decode()
    dialogue.send(client.final(challenge))


@pytest.mark.parametrize("user", ["plain", "scram"])
def test_scram_works_with_a_plain_password_and_with_a_verifier(user, users):
    with pytest.raises(StopIteration):
        scram_login(users["scram-sha-256"], user)


@pytest.mark.parametrize("user", ["md5", "nobody"])
def test_scram_fails_where_there_is_no_verifier(user, users):
    with pytest.raises(FatalError, match="password authentication failed"):
        scram_login(users["scram-sha-256"], user)


def test_the_salt_of_a_plain_password_survives_a_restart_like_an_unknown_users():
    def salt(user):
        dialogue = (
            Users({"plain": "secret"}, "scram-sha-256", SECRET).mechanism(user, None).dialogue
        )
        next(dialogue)
        return dialogue.send(initial("SCRAM-SHA-256", b"n,,n=,r=a")).data.partition(b",")[2]

    assert salt("plain") == salt("plain")
    assert salt("nobody") == salt("nobody")
    assert salt("plain") != salt("nobody")


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="ldap"):
        Users({}, "ldap", SECRET)
