"""Fields of text that are plain; and where the kernel leaves off."""

from dataclasses import replace

import pytest

from duckgres.rows.copy_splitters import TextSplitter
from duckgres.rows.kernels import copy_layout as k
from tests.unit.rows.copying import TEXT
from tests.unit.rows.kernels.splitting import split


def splitter(width=2, **options):
    return TextSplitter(replace(TEXT, **options), width, False, None)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"1\tx\n\\N\t\n", [[b"1", b"x"], [None, b""]]),
        (b"1\tx\r\n2\ty\r\n", [[b"1", b"x"], [b"2", b"y"]]),
        (b"1\tx\r2\ty\r3\tz\r", [[b"1", b"x"], [b"2", b"y"], [b"3", b"z"]]),
        (b"1\t\\x41\\102\\t\\q\\\\\\N\n", [[b"1", b"AB\tq\\N"]]),
        (b"1\t\\xg\\x\n", [[b"1", b"xgx"]]),
        (b"1\ta\\\nb\\\tc\n", [[b"1", b"a\nb\tc"]]),
        ("1\té€\n".encode(), [[b"1", "é€".encode()]]),
    ],
)
def test_fields(data, rows):
    assert split(splitter(), data) == (rows, "short", len(data))


def test_null_and_default_are_as_the_options_say():
    found = splitter(delimiter=b"|", null=b"nil", default=b"\\D")
    assert split(found, b"nil|\\D\n\\N|d\n")[0] == [[None, "default"], [b"N", b"d"]]


@pytest.mark.parametrize("data", [b"", b"1", b"1\tx", b"1\tx\\", b"1\tx\\\n", b"1\tx\r"])
def test_half_a_row_is_short(data):
    assert split(splitter(), b"0\tw\n" + data if b"\r" not in data else data)[1] == "short"


@pytest.mark.parametrize(
    "data", [b"1\n", b"1\tx\ty\n", b"1\t\0\n", b"\\.\n", b"1\tx\\.\n", b"1\t\\\0\n"]
)
def test_what_is_not_plain_is_odd(data):
    assert split(splitter(), b"0\tw\n" + data) == ([[b"0", b"w"]], "odd", 4)


@pytest.mark.parametrize("data", [b"1\tx\n2\ty\r3\tz\n", b"1\tx\r\n2\ty\n", b"1\tx\r2\ty\n"])
def test_another_line_end_is_odd(data):
    rows, reason, _ = split(splitter(), data)
    assert (rows, reason) == ([[b"1", b"x"]], "odd")


def test_room_is_kept_to_and_lines_are_counted():
    found = splitter(1)
    assert split(found, b"1\n2\n3\n", 2) == ([[b"1"], [b"2"]], "full", 4)
    assert found.lines[:2].tolist() == [0, 1]
    assert found.state[k.LINE] == 2


@pytest.mark.parametrize(
    ("data", "marked"), [(b"\\303\\251\n", 1), (b"\\000\n", 1), (b"a\\n\n", 0)]
)
def test_bytes_of_escapes_are_marked(data, marked):
    found = splitter(1)
    split(found, data)
    assert found.state[k.DECODED] == marked
