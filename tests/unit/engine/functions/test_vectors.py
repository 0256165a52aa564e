"""From a function of one row's values to one of Arrow arrays."""

import pyarrow as pa
import pytest

from duckgres.engine.functions import vectors
from duckgres.errors import PgError


def test_a_null_makes_null_unless_the_function_wants_it():
    arrays = (pa.array(["a", None]), pa.array(["b", "c"]))
    joined = vectors.by_row(lambda a, b: f"{a}{b}", vectors.TEXT)
    assert joined(*arrays).to_pylist() == ["ab", None]
    loose = vectors.by_row(lambda a, b: f"{a}{b}", vectors.TEXT, strict=False)
    assert loose(*arrays).to_pylist() == ["ab", "Nonec"]


def test_chunks_are_joined_and_lists_are_made():
    arrays = pa.chunked_array([["a"], [None, "b"]])
    made = vectors.by_row(lambda a: [a, a], vectors.TEXTS)(arrays)
    assert made.to_pylist() == [["a", "a"], None, ["b", "b"]]


def test_a_refusal_keeps_its_code_detail_and_hint():
    def refuse(_):
        raise PgError("no", sqlstate="22023", hint="Do.")

    with pytest.raises(vectors.Raised) as raised:
        vectors.by_row(refuse, vectors.TEXT)(pa.array(["a"]))
    assert str(raised.value) == "pg_error:22023:no\x1f\x1fDo."


def test_endless_recursion_is_a_refusal():
    def deeper(value):
        return deeper(value)

    with pytest.raises(vectors.Raised, match="54001"):
        vectors.by_row(deeper, vectors.TEXT)(pa.array(["a"]))


def test_a_column_tells_its_type_and_an_instant_its_zone():
    column, values = vectors.typed(pa.array([1, 2], pa.int32()), "INTEGER")
    assert (column.kind, values) == ("int4", [1, 2])
    assert vectors.first_value(pa.array(["x", "y"])) == "x"
    assert vectors.first_value(pa.array([], pa.string())) is None
    zoned = pa.list_(pa.timestamp("us", "Asia/Tokyo"))
    assert vectors.style_of(zoned).time_zone == "Asia/Tokyo"
    assert vectors.style_of(pa.string()).time_zone == "UTC"


def test_lists_of_json_and_structs_are_made():
    kind = pa.list_(pa.struct([("a", pa.int32())]))
    assert vectors.made([[{"a": 1}], None, []], kind).to_pylist() == [[{"a": 1}], None, []]
    assert vectors.plain(vectors.made(["1"], vectors.JSON)) == ["1"]
