import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duckgres.errors import FatalError, PgError, ProtocolViolation
from duckgres.wire import frontend as f
from tests.unit.wire.samples import FRONTEND

# Recorded from PostgreSQL 15: message type, payload, SQLSTATE, wording, CONTEXT.
REFUSED = [
    (b"Q", b"select 1", "08P01", "invalid string in message", None),
    (b"Q", b"", "08P01", "invalid string in message", None),
    (b"Q", b"select 1\0x", "08P01", "invalid message format", None),
    (b"Q", b"\xff\0", "22021", 'invalid byte sequence for encoding "UTF8": 0xff', None),
    (
        b"P",
        b"\xff\0select 1\0\0\0",
        "22021",
        'invalid byte sequence for encoding "UTF8": 0xff',
        None,
    ),
    (b"P", b"abc", "08P01", "invalid string in message", None),
    (b"P", b"abc\0sel", "08P01", "invalid string in message", None),
    (b"P", b"\0select 1\0", "08P01", "insufficient data left in message", None),
    (b"P", b"\0select 1\0\0", "08P01", "insufficient data left in message", None),
    (b"P", b"\0select 1\0\0\1\0\0", "08P01", "insufficient data left in message", None),
    (b"P", b"\0select 1\0\xff\xff", "08P01", "insufficient data left in message", None),
    (b"P", b"\0select 1\0\0\0x", "08P01", "invalid message format", None),
    (b"B", b"\0\0\0\5\0\0", "08P01", "insufficient data left in message", None),
    (b"B", b"\0\0\xff\xff\0\0\0\0", "08P01", "insufficient data left in message", None),
    (b"B", b"\0\0\0\0\0\0\xff\xff", "08P01", "insufficient data left in message", None),
    (b"B", b"\0\0\0\0\0\0\0\0x", "08P01", "invalid message format", None),
    (b"B", b"\0", "08P01", "invalid string in message", None),
    (
        b"B",
        b"\0\xff\0\0\0\0\0\0\0",
        "22021",
        'invalid byte sequence for encoding "UTF8": 0xff',
        None,
    ),
    (
        b"B",
        b"\0\0\0\0\0\1\xff\xff\xff\xfe\0\0",
        "08P01",
        "insufficient data left in message",
        "unnamed portal parameter $1",
    ),
    (
        b"B",
        b"p\0\0\0\0\0\2\0\0\0\1x\0\0\1\0abc\0\0",
        "08P01",
        "insufficient data left in message",
        'portal "p" parameter $2',
    ),
    (b"D", b"", "08P01", "no data left in message", None),
    (b"D", b"X\0", "08P01", "invalid DESCRIBE message subtype 88", None),
    (b"D", b"S", "08P01", "invalid string in message", None),
    (b"D", b"S\0x", "08P01", "invalid message format", None),
    (b"C", b"", "08P01", "no data left in message", None),
    (b"C", b"X\0", "08P01", "invalid CLOSE message subtype 88", None),
    (b"C", b"S\0x", "08P01", "invalid message format", None),
    (b"E", b"", "08P01", "invalid string in message", None),
    (b"E", b"\0\0", "08P01", "insufficient data left in message", None),
    (b"E", b"\0\0\0\0\0x", "08P01", "invalid message format", None),
    (b"S", b"x", "08P01", "invalid message format", None),
    (b"H", b"x", "08P01", "invalid message format", None),
    (b"F", b"\0", "08P01", "insufficient data left in message", None),
    (b"f", b"no", "08P01", "invalid string in message", None),
    (b"f", b"st\xff\0", "22021", 'invalid byte sequence for encoding "UTF8": 0xff', None),
]


@pytest.mark.parametrize(("message_type", "payload", "sqlstate", "wording", "where"), REFUSED)
def test_refusals_are_worded_as_postgresql_words_them(
    message_type, payload, sqlstate, wording, where
):
    with pytest.raises(ProtocolViolation) as caught:
        f.decode(message_type[0], payload)
    error = caught.value
    assert (error.sqlstate, error.message, error.fields.where) == (sqlstate, wording, where)


def outcome(decode, payload):
    try:
        return decode(payload)
    except PgError as error:
        return type(error), error.message, error.sqlstate


@st.composite
def bent(draw):
    """A valid message's payload with some bytes changed, cut or added."""
    made, data = draw(st.sampled_from(FRONTEND))
    payload = bytearray(data[5:])
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(payload)))
        payload[at : at + draw(st.integers(0, 2))] = draw(
            st.sampled_from([b"", b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\1", b"S"])
        )
    return type(made), bytes(payload)


@given(bent())
@example((f.Bind, b"\0\0" + b"\0\1" * 129))
def test_the_unrolled_reading_says_what_the_layout_says(case):
    cls, payload = case
    slow = outcome(cls.decode, payload)
    if cls in (f.Describe, f.Close) and isinstance(slow, cls) and slow.kind not in "SP":
        slow = (
            ProtocolViolation,
            f"invalid {cls.__name__.upper()} message subtype {ord(slow.kind)}",
            "08P01",
        )
    assert outcome(f.DECODERS[cls.TYPE], payload) == slow


@pytest.mark.parametrize("count", [128, 129, 1000, 65535])
def test_many_parameters(count):
    made = f.Bind(
        "", "s", (1,) * count, (b"v", None) * (count // 2) + (b"",) * (count % 2), (0,) * count
    )
    assert f.decode(f.Bind.TYPE, made.encode()[5:]) == made
    parsed = f.Parse("s", "q", tuple(range(count)))
    assert f.decode(f.Parse.TYPE, parsed.encode()[5:]) == parsed


def test_password_is_the_bytes_before_the_zero():
    assert f.AuthenticationResponse(b"s\xe9cret\0").password() == b"s\xe9cret"


@pytest.mark.parametrize("payload", [b"", b"secret", b"sec\0ret\0", b"SCRAM-SHA-256\0\0\0\0\0"])
def test_password_of_a_wrong_size_is_fatal(payload):
    with pytest.raises(FatalError, match=r"^invalid password packet size$") as caught:
        f.AuthenticationResponse(payload).password()
    assert caught.value.sqlstate == "08P01"


def test_empty_password_is_refused():
    with pytest.raises(FatalError, match=r"^empty password returned by client$") as caught:
        f.AuthenticationResponse(b"\0").password()
    assert caught.value.sqlstate == "28P01"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"SCRAM-SHA-256\0\xff\xff\xff\xff", ("SCRAM-SHA-256", None)),
        (b"SCRAM-SHA-256\0\0\0\0\0", ("SCRAM-SHA-256", b"")),
        (b"X\0\0\0\0\3n,,", ("X", b"n,,")),
        (b"\xff\0\0\0\0\0", ("\\xff", b"")),
    ],
)
def test_sasl_initial(payload, expected):
    assert f.AuthenticationResponse(payload).sasl_initial() == expected


@pytest.mark.parametrize(
    ("payload", "wording"),
    [
        (b"", "invalid string in message"),
        (b"SCRAM-SHA-256", "invalid string in message"),
        (b"SCRAM-SHA-256\0", "insufficient data left in message"),
        (b"SCRAM-SHA-256\0\0\0\0\5ab", "insufficient data left in message"),
        (b"SCRAM-SHA-256\0\xff\xff\xff\xfe", "insufficient data left in message"),
        (b"SCRAM-SHA-256\0\0\0\0\1ab", "invalid message format"),
        (b"SCRAM-SHA-256\0\xff\xff\xff\xffab", "invalid message format"),
    ],
)
def test_bad_sasl_initial_is_fatal(payload, wording):
    with pytest.raises(FatalError, match=rf"^{wording}$") as caught:
        f.AuthenticationResponse(payload).sasl_initial()
    assert caught.value.sqlstate == "08P01"


def test_parameter_place_is_named_as_in_postgresqls_context():
    assert f.Bind("", "", (), (), ()).parameter_place(0) == "unnamed portal parameter $1"
    assert f.Bind("p", "", (), (), ()).parameter_place(1) == 'portal "p" parameter $2'
