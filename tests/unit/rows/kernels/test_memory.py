"""Loads and stores, by the machine's own types."""

import numpy as np
import pytest

from duckgres.rows.kernels import memory
from duckgres.rows.kernels.compiler import inner


@inner
def _round_trip(at):
    memory.store64(at, memory.swap64(0x0102030405060708))
    memory.copy16(at + 16, at)
    return (
        memory.load_u8(at), memory.load_u16(at), memory.load_u32(at + 4), memory.load64(at + 16),
        memory.load_i8(at + 32), memory.load_i16(at + 32), memory.load_i32(at + 32),
        memory.swap32(0x80000001), memory.trailing_zeros(8), memory.leading_zeros(8),
        memory.trailing_zeros(0), memory.leading_zeros(0),
    )  # fmt: skip


def test_loads_stores_and_counts():
    data = np.full(64, 255, np.uint8)
    assert _round_trip(data.ctypes.data + 1) == (
        1, 0x0201, 0x08070605, 0x0807060504030201, -1, -1, -1, 0x01000080, 3, 60, 64, 64,
    )  # fmt: skip
    assert bytes(data[1:9]) == bytes(data[17:25]) == bytes(range(1, 9))


@inner
def _product(left, right):
    return memory.multiply_high(memory.uint64(left), memory.uint64(right))


def test_upper_half_of_a_product():
    left, right = 2**64 - 3, 2**63 + 5
    assert _product(np.uint64(left), np.uint64(right)) == left * right >> 64


@pytest.mark.parametrize(("data", "found"), [(b"", False), (b"abc", False), (b"ab\0", True)])
def test_zero_byte_is_found(data, found):
    held = np.frombuffer(data + b"\0", np.uint8)
    start = held.ctypes.data
    assert memory.has_zero_byte(start, start + len(data)) == found


@inner
def _copy_between(target, source):
    memory.copy16(target, source)


@pytest.mark.parametrize("shift", [0, 1, 7, 15])
def test_a_block_is_sixteen_bytes_at_any_address(shift):
    source, target = np.arange(32, dtype=np.uint8), np.full(48, 255, np.uint8)
    _copy_between(target.ctypes.data + 16 + shift - 1, source.ctypes.data + shift)
    copied = slice(16 + shift - 1, 32 + shift - 1)
    assert bytes(target[copied]) == bytes(source[shift : shift + 16])
    target[copied] = 255
    assert bytes(target) == b"\xff" * 48


@inner
def _store_all(at, value):
    memory.store8(at, value)
    memory.store16(at + 8, value)
    memory.store32(at + 16, value)
    memory.store64(at + 24, value)


def test_stores_touch_their_own_bytes_only():
    data = np.full(40, 255, np.uint8)
    _store_all(data.ctypes.data, 0x1122334455667788)
    parts = [bytes(data[at : at + 8]) for at in range(0, 40, 8)]
    assert [part.rstrip(b"\xff").hex() for part in parts] == [
        "88", "8877", "88776655", "8877665544332211", "",
    ]  # fmt: skip
    assert all(len(part) == 8 for part in parts)


@inner
def _double(bits):
    return memory.as_double(bits)


def test_bits_become_the_double_they_are():
    for value in (0.1, -1.5, 5e-324, 1.7976931348623157e308):
        assert _double(int(np.float64(value).view(np.int64))) == value


def test_a_zero_byte_before_or_at_the_end_is_not_in_the_text():
    held = np.frombuffer(b"\0" + b"x" * 100 + b"\0", np.uint8)
    start = held.ctypes.data
    assert not memory.has_zero_byte(start + 1, start + 101)
    assert memory.has_zero_byte(start, start + 101)
    assert memory.has_zero_byte(start + 1, start + 102)


@inner
def _find_between(source, first, second, below):
    return memory.find16(source, first, second, below)


@pytest.mark.parametrize("shift", [0, 1, 15])
def test_bytes_are_found_among_sixteen(shift):
    source = np.frombuffer(
        b"\x08" * shift + b"a,\x1fb\xffc\x20d,ef\x00\x80\\,g" + b"\x08" * 16, np.uint8
    )
    start = source.ctypes.data + shift
    assert _find_between(start, ord(","), ord("\\"), 32) == 0b0110_1001_0000_0110
    assert _find_between(start, ord("x"), ord("y"), 0) == 0
