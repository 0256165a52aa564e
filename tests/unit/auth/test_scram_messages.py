"""The wordings of malformed messages are recorded: ``tests/fixtures/login_answers.json``."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.auth.scram_messages import PLAIN, PLUS, read_final, read_first
from duckgres.errors import FatalError

PROOF = base64.b64encode(b"p" * 32)


def first(message, mechanism=PLAIN, plus_offered=True):
    return read_first(message, mechanism=mechanism, plus_offered=plus_offered)


def test_a_plain_first_message_is_cut_at_the_right_places():
    made = first(b"n,,n=user,r=nonce,x=1")
    assert (made.gs2_header, made.bare, made.nonce) == (b"n,,", b"n=user,r=nonce,x=1", b"nonce")


def test_a_bound_first_message_is_cut_at_the_right_places():
    made = first(b"p=tls-server-end-point,,n=,r=nonce", PLUS)
    assert (made.gs2_header, made.bare) == (b"p=tls-server-end-point,,", b"n=,r=nonce")


def test_y_is_right_where_plus_was_not_offered():
    assert first(b"y,,n=,r=nonce", plus_offered=False).gs2_header == b"y,,"


def test_y_where_plus_was_offered_means_somebody_took_it_out():
    with pytest.raises(FatalError, match="channel binding negotiation error") as caught:
        first(b"y,,n=,r=nonce")
    assert caught.value.sqlstate == "28000"


def test_the_signed_part_of_the_final_message_ends_before_the_proof():
    made = read_final(b"c=biws,r=nonce,x=1,p=" + PROOF)
    assert (made.binding, made.nonce, made.proof) == (b"biws", b"nonce", b"p" * 32)
    assert made.signed == b"c=biws,r=nonce,x=1"


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        (b"", "The message is empty."),
        (b"c=biws,r=x,p=", "Malformed proof in client-final-message."),
        (b"c=biws,r=x,p=" + PROOF + b",x=1", "Garbage found at the end of client-final-message."),
        (b"c=biws,r=x", "Attribute expected, but found end of string."),
        (b"c=biws,r=x,pp", 'Expected character "=" for attribute "p".'),
    ],
)
def test_a_malformed_final_message_is_a_protocol_violation(message, detail):
    with pytest.raises(FatalError, match="malformed SCRAM message") as caught:
        read_final(message)
    assert (caught.value.sqlstate, caught.value.fields.detail) == ("08P01", detail)


PARTS = [b"n", b"y", b"p", b"c", b"r", b"=", b",", b"a", b"m", b"\0", b"\xff", b"biws", PROOF]
bent = st.lists(st.sampled_from(PARTS)).map(b"".join) | st.binary(max_size=60)


def outcome(read, *arguments):
    """Return what was read, or the SQLSTATE of the refusal."""
    try:
        return read(*arguments)
    except FatalError as error:
        return error.sqlstate


@given(bent, st.sampled_from([PLAIN, PLUS]), st.booleans())
def test_bent_first_messages_are_read_or_refused(message, mechanism, plus_offered):
    made = outcome(first, message, mechanism, plus_offered)
    if isinstance(made, str):
        assert made in ("08P01", "28000", "0A000")
    else:
        assert made.gs2_header + made.bare == message


@given(bent)
def test_bent_final_messages_are_read_or_refused(message):
    made = outcome(read_final, message)
    if isinstance(made, str):
        assert made == "08P01"
    else:
        assert message.startswith(made.signed + b",p=")
