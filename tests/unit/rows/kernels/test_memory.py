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
