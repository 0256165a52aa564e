"""Lines of text and csv: the message's frame, and words of eight bytes that are looked at."""

import pyarrow as pa
import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.copy_rows import CopyEncoder

TEXT, CSV = CopyForm(StreamKind.TEXT), CopyForm(StreamKind.CSV, b",", b"")
STYLE = OutputStyle()


def encoded(form, kinds, *arrays):
    names = [f"c{at}" for at in range(len(kinds))]
    batch = pa.RecordBatch.from_arrays(list(arrays), names)
    return bytes(
        CopyEncoder([column_type(kind) for kind in kinds], names, STYLE, form).encode(batch)
    )


def test_a_line_is_a_message():
    arrays = pa.array([7, None]), pa.array(["ab", ""])
    kinds = ["BIGINT", "VARCHAR"]
    assert encoded(TEXT, kinds, *arrays) == b"d\0\0\0\x097\tab\nd\0\0\0\x08\\N\t\n"
    assert encoded(CSV, kinds, *arrays) == b'd\0\0\0\x097,ab\nd\0\0\0\x08,""\n'


@pytest.mark.parametrize("byte", [byte for byte in range(1, 128)])
def test_every_byte_in_a_word(byte):
    word = f"abc{chr(byte)}defgh"
    escapes = {8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 92: "\\"}
    line = word.replace(chr(byte), "\\" + escapes[byte]) if byte in escapes else word
    assert encoded(TEXT, ["VARCHAR"], pa.array([word]))[5:] == line.encode() + b"\n"
    quoted = f'"{word.replace(chr(34), chr(34) * 2)}"' if byte in b'\n\r,"' else word
    assert encoded(CSV, ["VARCHAR"], pa.array([word]))[5:] == quoted.encode() + b"\n"


def test_a_thousand_columns():
    kinds = ["SMALLINT"] * 1600
    line = encoded(CSV, kinds, *(pa.array([n], pa.int16()) for n in range(1600)))
    assert line[5:] == ",".join(map(str, range(1600))).encode() + b"\n"


@pytest.mark.parametrize("form", [TEXT, CSV])
def test_a_value_out_of_range_is_22003(form):
    column = with_oid(column_type("BIGINT[]"), OID_OF["_int4"])
    batch = pa.RecordBatch.from_arrays([pa.array([[1], [2, 2**31]], pa.list_(pa.int64()))], ["c"])
    with pytest.raises(PgError, match="integer out of range"):
        CopyEncoder([column], ["c"], STYLE, form).encode(batch)
