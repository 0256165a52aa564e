import pytest

from duckgres.errors import ProtocolViolation
from duckgres.wire import backend, frontend
from duckgres.wire.layout import CString, Int16, Rest
from duckgres.wire.message import Message, message
from tests.unit.wire.samples import BACKEND, FRONTEND

SIDES = [(frontend.decode, made, data) for made, data in FRONTEND] + [
    (backend.decode, made, data) for made, data in BACKEND
]
IDS = [
    f"{type(made).__module__[14:]}-{type(made).__name__}-{len(data)}" for _, made, data in SIDES
]


@pytest.mark.parametrize(("decode", "made", "data"), SIDES, ids=IDS)
class TestEachSample:
    def test_encodes_to_its_bytes(self, decode, made, data):
        assert made.encode() == data

    def test_decodes_from_its_bytes(self, decode, made, data):
        assert decode(data[0], data[5:]) == made

    def test_layout_reads_what_the_fast_way_reads(self, decode, made, data):
        assert type(made).decode(data[5:]) == made

    def test_length_counts_itself_and_not_the_type(self, decode, made, data):
        assert int.from_bytes(data[1:5]) == len(data) - 1

    def test_cut_short_is_refused_or_another_message(self, decode, made, data):
        for end in range(5, len(data)):
            try:
                shorter = decode(data[0], data[5:end])
            except (ProtocolViolation, KeyError):
                continue
            assert shorter.encode() == data[:1] + (end - 1).to_bytes(4) + data[5:end]


def test_samples_are_complete():
    assert {type(made) for made, _ in FRONTEND} == set(frontend.FRONTEND_MESSAGES)
    assert {type(made) for made, _ in BACKEND} == {
        *backend.BACKEND_MESSAGES,
        *backend.AUTHENTICATION_MESSAGES,
    }


@pytest.mark.parametrize(("made", "data"), FRONTEND, ids=lambda value: type(value).__name__)
def test_bytes_behind_the_last_field(made, data):
    open_ended = any(name in ("data", "payload") for name, _ in made.LAYOUT)
    lenient = {frontend.Terminate, frontend.CopyDone, frontend.CopyFail}
    if open_ended:
        assert frontend.decode(data[0], data[5:] + b"x") != made
    elif type(made) in lenient:
        assert frontend.decode(data[0], data[5:] + b"x") == made
    else:
        with pytest.raises(ProtocolViolation, match=r"^invalid message format$"):
            frontend.decode(data[0], data[5:] + b"x")


def test_annotations_are_the_wire_order():
    @message(b"~", prefix=b"!!")
    class Sample(Message):
        number: Int16
        name: CString
        rest: Rest

    assert Sample(-2, "n", b"xyz").encode() == b"~\0\0\0\x0d!!\xff\xfen\0xyz"
    assert Sample.decode(b"!!\xff\xfen\0xyz") == Sample(-2, "n", b"xyz")
