import base64
import hmac
import struct

import pytest

from duckgres.auth.scram import mock_salt, mock_verifier, scram
from duckgres.auth.verifier import derive
from duckgres.errors import FatalError
from tests.fixtures.raw_login import ScramClient

SECRET = b"s" * 32
VERIFIER = derive(b"secret", b"0123456789abcdef", 4096)
END_POINT = b"e" * 32
PLUS = "SCRAM-SHA-256-PLUS"


def initial(mechanism, response):
    return mechanism.encode() + b"\0" + struct.pack("!I", len(response)) + response


def talk(client, mechanism="SCRAM-SHA-256", verifier=VERIFIER, *, known=True, end_point=END_POINT):
    """Hold a whole dialogue; return the user and what the client must check of the server."""
    dialogue = scram("test", verifier, known=known, end_point=end_point)
    next(dialogue)
    challenge = dialogue.send(initial(mechanism, client.first())).data.decode()
    final = client.final(challenge)
    try:
        dialogue.send(final)
    except StopIteration as end:
        return end.value, f"{client.bare()},{challenge},{client.without_proof(challenge)}"
    raise AssertionError("the dialogue did not end")


def test_the_right_password_is_let_in_and_the_server_proves_itself():
    user, said = talk(ScramClient("secret"))
    signature = hmac.digest(VERIFIER.server_key, said.encode(), "sha256")
    assert user.name == "test"
    assert user.last_word.data == b"v=" + base64.b64encode(signature)


def test_with_tls_plus_is_offered_first_and_without_it_not_at_all():
    offered = {
        point: next(scram("x", VERIFIER, known=True, end_point=point)) for point in (b"e", None)
    }
    assert list(offered[b"e"].mechanisms) == [PLUS, "SCRAM-SHA-256"]
    assert list(offered[None].mechanisms) == ["SCRAM-SHA-256"]


def test_plus_binds_to_the_certificate():
    bound = ScramClient("secret", "p=tls-server-end-point,,", END_POINT)
    assert talk(bound, PLUS)[0].name == "test"


def test_plus_with_another_certificate_is_refused_even_with_the_right_password():
    bound = ScramClient("secret", "p=tls-server-end-point,,", b"x" * 32)
    with pytest.raises(FatalError, match="SCRAM channel binding check failed"):
        talk(bound, PLUS)


def test_plus_cannot_be_chosen_where_it_was_not_offered():
    with pytest.raises(FatalError, match="invalid SASL authentication mechanism"):
        talk(ScramClient("secret", "p=tls-server-end-point,,"), PLUS, end_point=None)


def test_y_without_tls_is_let_in():
    assert talk(ScramClient("secret", "y,,"), end_point=None)[0].name == "test"


def test_the_flag_cannot_be_bent_on_the_way():
    client = ScramClient("secret", "n,,")
    plain = client.without_proof
    client.without_proof = lambda first: plain(first).replace("biws", "eSws")
    with pytest.raises(FatalError, match="unexpected SCRAM channel-binding attribute"):
        talk(client, end_point=None)


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_user_fail_alike(known):
    verifier = VERIFIER if known else mock_verifier(SECRET, "test")
    with pytest.raises(FatalError, match='failed for user "test"') as caught:
        talk(ScramClient("wrong"), verifier=verifier, known=known)
    assert caught.value.sqlstate == "28P01"


def test_an_unknown_user_fails_even_if_a_proof_fits():
    with pytest.raises(FatalError, match="password authentication failed"):
        talk(ScramClient("secret"), known=False)


def test_a_mock_salt_is_the_names_and_the_servers():
    assert mock_salt(SECRET, "a") == mock_salt(SECRET, "a")
    assert len({mock_salt(SECRET, "a"), mock_salt(SECRET, "b"), mock_salt(b"x", "a")}) == 3
    assert len(mock_salt(SECRET, "a")) == len(VERIFIER.salt)


def test_a_nonce_is_never_used_again():
    def challenge():
        dialogue = scram("test", VERIFIER, known=True, end_point=None)
        next(dialogue)
        return dialogue.send(initial("SCRAM-SHA-256", b"n,,n=,r=abc")).data

    assert len({challenge() for _ in range(20)}) == 20


def test_the_mechanism_alone_is_answered_with_an_empty_challenge():
    dialogue = scram("test", VERIFIER, known=True, end_point=None)
    next(dialogue)
    assert dialogue.send(b"SCRAM-SHA-256\0\xff\xff\xff\xff").data == b""
    assert dialogue.send(b"n,,n=,r=abc").data.startswith(b"r=abc")
