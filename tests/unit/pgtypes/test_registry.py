"""Every type against what PostgreSQL answered: text and binary, out and in."""

import math
import re

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.registry import (
    binary_decoder,
    binary_encoder,
    text_decoder,
    text_encoder,
)
from duckgres.pgtypes.types import ColumnType, OutputStyle
from tests.unit.pgtypes.recorded import VALUES, WRONG, label, of_types

FIXED = {
    *(
        "bool",
        "int2",
        "int4",
        "int8",
        "oid",
        "float4",
        "float8",
        "numeric",
        "uuid",
        "varbit",
        "bit",
    ),
    *("date", "time", "timetz", "timestamp", "timestamptz", "interval", "int2vector", "oidvector"),
}
TYPE_NAMES = sorted({line["type"] for line in VALUES})
each_type = pytest.mark.parametrize("name", TYPE_NAMES)


def column(oid):
    row = oids.TYPES[oid]
    if oid in oids.ELEMENT_OF:
        return ColumnType(oid, "array", element=column(oids.ELEMENT_OF[oid]))
    if row.kind in {"int2vector", "oidvector"}:
        element = oids.INT2 if row.kind == "int2vector" else oids.OID
        return ColumnType(oid, row.kind, element=column(element))
    return ColumnType(oid, row.kind, row.size)


def style(line):
    return OutputStyle(time_zone=line["zone"], extra_float_digits=line["digits"])


def same(left, right):
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    if str(left) == "NaN":
        return str(right) == "NaN"
    # Also tells -0.0 from 0.0 and 1.50 from 1.5.
    return left == right and (isinstance(left, str) or str(left) == str(right))


def raw_of(line):
    return text_decoder(line["oid"], style(line))(line["input"].encode())


def without_bounds(text):
    """DuckDB's lists have no lower bound: ``[0:1]={5,6}`` comes back as ``{5,6}``."""
    return re.sub(r"^\[\d+:\d+\]=", "", text)


@each_type
def test_text_in_gives_postgresqls_text_out(name):
    for line in of_types(name):
        text = text_encoder(column(line["oid"]), style(line))(raw_of(line)).decode()
        assert text == without_bounds(line["text"]), label(line)


@each_type
def test_text_in_gives_postgresqls_binary_out(name):
    for line in of_types(name):
        binary = line["binary"]
        if line["text"] != without_bounds(line["text"]):
            binary = binary[:32] + "00000001" + binary[40:]  # the lower bound
        assert binary_encoder(column(line["oid"]))(raw_of(line)).hex() == binary, label(line)


@each_type
def test_binary_in_is_the_same_value_as_text_in(name):
    for line in of_types(name):
        value = binary_decoder(line["oid"])(bytes.fromhex(line["binary"]))
        assert same(value, raw_of(line)), label(line)


@each_type
def test_postgresqls_own_text_comes_back(name):
    for line in of_types(name):
        if line["digits"] == 1:
            value = text_decoder(line["oid"], style(line))(line["text"].encode())
            assert same(value, raw_of(line)), label(line)


@pytest.mark.parametrize("name", sorted({line["type"] for line in WRONG}))
def test_wrong_text_has_postgresqls_error(name):
    for line in (line for line in WRONG if line["type"] == name):
        with pytest.raises(PgError) as caught:
            text_decoder(line["oid"])(line["wrong"].encode())
        found = (caught.value.sqlstate, caught.value.message)
        assert found == (line["sqlstate"], line["message"]), label(line)


@pytest.mark.parametrize("name", [name for name in TYPE_NAMES if name in FIXED or "[]" in name])
def test_binary_of_wrong_length_is_22p03(name):
    for line in of_types(name):
        data = bytes.fromhex(line["binary"])
        for wrong in (*(data[:length] for length in range(len(data))), data + b"\0"):
            with pytest.raises(PgError) as caught:
                binary_decoder(line["oid"])(wrong)
            assert caught.value.sqlstate in {"22P03", "22P02"}, label(line)


def test_every_kind_has_all_four_functions():
    for oid in oids.TYPES:
        assert callable(text_encoder(column(oid), OutputStyle())) or oid == oids.RECORD
        assert callable(binary_encoder(column(oid)))
        assert callable(text_decoder(oid))
        assert callable(binary_decoder(oid))


@pytest.mark.parametrize("decoder", [text_decoder, binary_decoder])
def test_an_unknown_oid_is_42704(decoder):
    with pytest.raises(PgError) as caught:
        decoder(999_999)
    assert caught.value.sqlstate == "42704"


def test_enum_map_and_union_are_written_as_their_text():
    for name in ("ENUM('a', 'b')", "MAP(VARCHAR, INTEGER)", "UNION(a INTEGER)"):
        assert text_encoder(column_type(name), OutputStyle())("x") == b"x"
        assert binary_encoder(column_type(name))("x") == b"x"


def test_a_record_is_written_with_its_fields_types():
    record = column_type("STRUCT(a INTEGER, b VARCHAR)")
    assert text_encoder(record, OutputStyle())((1, "x y")) == b'(1,"x y")'
    assert binary_encoder(record)((1, None)).hex() == (
        "0000000200000017000000040000000100000019ffffffff"
    )
