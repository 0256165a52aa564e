import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duckgres.errors import ProtocolViolation
from duckgres.wire import layout

# Recorded from PostgreSQL 15: the bytes of a query's string, and the sequence its error shows.
BAD_UTF8 = [
    (b"select '\xff'", "0xff"),
    (b"select '\xe2\x82'", "0xe2 0x82 0x27"),
    (b"select '\xed\xa0\x80'", "0xed 0xa0 0x80"),
    (b"select '\xf0\x9f'", "0xf0 0x9f 0x27"),
    (b"select '\xc0\x80'", "0xc0 0x80"),
    (b"select '\xf5\x80\x80\x80'", "0xf5 0x80 0x80 0x80"),
    (b"select '\xf4\x90\x80\x80'", "0xf4 0x90 0x80 0x80"),
    (b"select '\xe0\x80\x80x'", "0xe0 0x80 0x80"),
    (b"select '\xc3x'", "0xc3 0x78"),
    (b"select '\xe2", "0xe2"),
]


@pytest.mark.parametrize(("data", "shown"), BAD_UTF8)
def test_bad_utf8_shows_postgresqls_bytes(data, shown):
    with pytest.raises(ProtocolViolation) as caught:
        layout.decode_text(data)
    assert caught.value.message == f'invalid byte sequence for encoding "UTF8": {shown}'
    assert caught.value.sqlstate == "22021"


def kind(annotation):
    return annotation.__metadata__[0]


ROUND_TRIPS = [
    (layout.CString, st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
    (layout.Byte1, st.characters(max_codepoint=255)),
    (layout.Byte, st.integers(0, 255)),
    (layout.Int16, st.integers(-(2**15), 2**15 - 1)),
    (layout.Int32, st.integers(-(2**31), 2**31 - 1)),
    (layout.Oid, st.integers(0, 2**32 - 1)),
    (layout.Int16List, st.lists(st.integers(-(2**15), 2**15 - 1)).map(tuple)),
    (layout.OidList, st.lists(st.integers(0, 2**32 - 1)).map(tuple)),
    (layout.Value, st.none() | st.binary()),
    (layout.ValueList, st.lists(st.none() | st.binary()).map(tuple)),
    (layout.CStringList, st.lists(st.text("abc", min_size=1)).map(tuple)),
    (layout.CountedStrings, st.lists(st.text("abc")).map(tuple)),
    (
        layout.TaggedStrings,
        st.lists(st.tuples(st.sampled_from("SVCM"), st.text("abc"))).map(tuple),
    ),
]


@pytest.mark.parametrize(("annotation", "values"), ROUND_TRIPS)
def test_reads_what_it_appended_and_stops_there(annotation, values):
    @settings(max_examples=40)
    @given(values)
    def check(value):
        out = bytearray(b"before")
        kind(annotation).append(out, value)
        assert kind(annotation).read(bytes(out) + b"behind", 6) == (value, len(out))

    check()


CUT_SHORT = [
    (layout.CString, b"ab", "invalid string in message"),
    (layout.Byte1, b"", "no data left in message"),
    (layout.Int16, b"\0", "insufficient data left in message"),
    (layout.Int32, b"\0\0\0", "insufficient data left in message"),
    (layout.Int16List, b"\0\2\0\0\0", "insufficient data left in message"),
    (layout.OidList, b"\xff\xff\0\0\0\1", "insufficient data left in message"),
    (layout.Value, b"\0\0\0\5abcd", "insufficient data left in message"),
    (layout.Value, b"\xff\xff\xff\xfeabcd", "insufficient data left in message"),
    (layout.ValueList, b"\xff\xff", "insufficient data left in message"),
    (layout.CStringList, b"a\0", "invalid string in message"),
    (layout.CountedStrings, b"\x7f\xff\xff\xff", "insufficient data left in message"),
    (layout.TaggedStrings, b"Sx\0", "no data left in message"),
    (layout.FieldList, b"\0\1a\0\0\0", "insufficient data left in message"),
]


@pytest.mark.parametrize(("annotation", "payload", "wording"), CUT_SHORT)
def test_what_is_cut_short_is_refused(annotation, payload, wording):
    with pytest.raises(ProtocolViolation) as caught:
        kind(annotation).read(payload, 0)
    assert (caught.value.message, caught.value.sqlstate) == (wording, "08P01")


@pytest.mark.parametrize(
    ("text", "data"),
    [("a\0b", "a\N{REPLACEMENT CHARACTER}b".encode()), ("a\ud800", b"a?"), ("é", b"\xc3\xa9")],
)
def test_text_never_breaks_a_string_field(text, data):
    assert layout.encode_text(text) == data
