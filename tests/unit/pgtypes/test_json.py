import json as pyjson

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes import json
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.registry import text_encoder
from duckgres.pgtypes.types import OutputStyle


def encoder(column):
    return text_encoder(column, OutputStyle())


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("INTEGER", 1, "1"),
        ("DOUBLE", float("inf"), '"Infinity"'),
        ("BOOLEAN", True, "true"),
        ("VARCHAR", 'a"\n', '"a\\"\\n"'),
        ("BLOB", b"\1", '"\\\\x01"'),
        ("TIMESTAMP", 0, '"1970-01-01T00:00:00"'),
        ("TIMESTAMP WITH TIME ZONE", 0, '"1970-01-01T00:00:00+00:00"'),
        ("TIMESTAMP", 2**63 - 1, '"infinity"'),
        ("TIMESTAMP", -62_198_755_200_000_000, '"0002-01-01T00:00:00 BC"'),
        ("JSON", '{"a": 1}', '{"a": 1}'),
        ("INTEGER[][]", [[1, None], [2, 3]], "[[1,null],[2,3]]"),
        ("STRUCT(a INTEGER, b VARCHAR)", (1, None), '{"a":1,"b":null}'),
        ("STRUCT(INTEGER, DATE)", (1, 0), '{"f1":1,"f2":"1970-01-01"}'),
    ],
)
def test_parts_are_written_as_to_json_does(name, raw, text):
    column = column_type(name)
    assert json.writer(column, encoder)(raw) == text
    pyjson.loads(text)


def test_a_map_is_an_object_with_the_keys_text():
    write = json.map_writer(column_type("MAP(INTEGER, VARCHAR)"), encoder)
    assert write([(1, "a"), (2, None)]) == '{"1":"a","2":null}'


def test_a_union_is_an_object_of_its_member():
    write = json.union_writer(column_type("UNION(a INTEGER, b DATE)"), encoder)
    assert write("b", 0) == '{"b":"1970-01-01"}'


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", "'a'", "1 2"])
def test_what_is_no_json_is_22p02(text):
    with pytest.raises(PgError) as caught:
        json.decode_json(text.encode())
    assert caught.value.sqlstate == "22P02"


def test_what_nests_too_deeply_is_54001():
    with pytest.raises(PgError) as caught:
        json.decode_json(b"[" * 100_000 + b"]" * 100_000)
    assert caught.value.sqlstate == "54001"


def test_a_number_of_any_size_is_json():
    assert json.decode_json(b"9" * 5000) == "9" * 5000


def test_jsonb_has_a_version():
    assert json.encode_jsonb_binary("1") == b"\x011"
    assert json.decode_jsonb_binary(b"\x01[]") == "[]"
    with pytest.raises(PgError):
        json.decode_jsonb_binary(b"\x02[]")
