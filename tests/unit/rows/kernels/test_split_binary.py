"""Fields of binary rows; and where the kernel leaves off."""

import struct

import pytest

from duckgres.rows.copy_splitters import BinarySplitter
from duckgres.rows.kernels import copy_layout as k
from tests.unit.rows.kernels.splitting import split

ROW = struct.pack(">hi3si", 2, 3, b"one", -1)


def test_fields():
    found = BinarySplitter(2)
    assert split(found, ROW + ROW) == ([[b"one", None]] * 2, "short", 2 * len(ROW))
    assert found.lines[:2].tolist() == [0, 1]
    assert found.state[k.LINE] == 2


@pytest.mark.parametrize("size", range(1, len(ROW)))
def test_half_a_row_is_short(size):
    assert split(BinarySplitter(2), ROW + ROW[:size]) == ([[b"one", None]], "short", len(ROW))


@pytest.mark.parametrize("data", [b"\xff\xff", struct.pack(">h", 3), struct.pack(">hi", 2, -2)])
def test_what_is_not_plain_is_odd(data):
    assert split(BinarySplitter(2), ROW + data) == ([[b"one", None]], "odd", len(ROW))


def test_room_is_kept_to():
    assert split(BinarySplitter(2), ROW * 3, 2)[1:] == ("full", 2 * len(ROW))
