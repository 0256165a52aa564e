"""Fields of csv that are plain; and where the kernel leaves off."""

from dataclasses import replace

import pytest

from duckgres.rows.copy_splitters import TextSplitter
from duckgres.rows.kernels import copy_layout as k
from tests.unit.rows.copying import CSV
from tests.unit.rows.kernels.splitting import split


def splitter(width=2, **options):
    return TextSplitter(replace(CSV, **options), width, False, None)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b'1,x\n2,\n3,""\n', [[b"1", b"x"], [b"2", None], [b"3", b""]]),
        (b'1,"x""y"\n', [[b"1", b'x"y']]),
        (b'1,"a\nb,c"\r\n', [[b"1", b"a\nb,c"]]),
        (b'1,x"y,z"w"v"\n', [[b"1", b"xy,zwv"]]),
        (b'"1",\\.\n', [[b"1", b"\\."]]),
        (b"1,x\r2,y\r3,z\r", [[b"1", b"x"], [b"2", b"y"], [b"3", b"z"]]),
    ],
)
def test_fields(data, rows):
    assert split(splitter(), data) == (rows, "short", len(data))


def test_another_quote_and_escape():
    found = splitter(quote=b"'", escape=b"\\")
    rows = [[b"1", b"a'b\\c\\d"], [b"2", b"its"]]
    assert split(found, b"1,'a\\'b\\\\c\\d'\n2,'it''s'\n")[0] == rows


def test_forced_columns():
    found = splitter(force_null=(False, True), force_not_null=(True, False))
    assert split(found, b',""\n"",\n')[0] == [[b"", None], [b"", None]]


@pytest.mark.parametrize("data", [b"1", b"1,x", b'1,"x', b'1,"x"', b'1,"x\n', b'1,"x""', b"1,x\r"])
def test_half_a_row_is_short(data):
    assert split(splitter(), data) == ([], "short", 0)


@pytest.mark.parametrize("data", [b"1\n", b"1,x,y\n", b"1,\0\n", b'1,"\0"\n', b"\\.\n", b"\\,x\n"])
def test_what_is_not_plain_is_odd(data):
    assert split(splitter(), b"0,w\n" + data) == ([[b"0", b"w"]], "odd", 4)


def test_a_row_that_is_not_taken_counts_no_lines():
    found = splitter()
    split(found, b'0,w\n1,"a\nb"\n2,"c\nd')
    assert found.lines[1] == 2  # its line is its last one
    assert found.state[k.LINE] == 3
