"""RowEncoder against its slow twin for every type, each as all it may be announced as."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type, with_oid
from duckgres.pgtypes.oids import OID_OF
from duckgres.rows.arrow_rows import RowEncoder
from tests.unit.rows.arrow_samples import FIXED, opaque, slices
from tests.unit.rows.test_arrow_rows import (
    AWKWARD,
    FORMATS,
    STYLE,
    TEXTS,
    assert_same,
    batch_of,
    list_column,
    list_slices,
    quick,
)

# One column of every other Arrow form DuckDB gives, with what it is written as in DuckDB.
OTHERS = {
    "VARCHAR": pa.array(["", "é", "x" * 40, "NULL"], pa.string()),
    "JSON": pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}', "[]"])),
    "BLOB": pa.array([b"", b"\0\xff", b"x" * 70], pa.binary()),
    "ENUM('a')": pa.DictionaryArray.from_arrays(
        pa.array([1, 0], pa.uint8()), pa.array(["", "b c"])
    ),
    "BIT": pa.ExtensionArray.from_storage(
        opaque("bit", pa.binary()), pa.array([b"\x03\xe1", b"\x00\xff\x01"], pa.binary())
    ),
    "BIGNUM": pa.ExtensionArray.from_storage(
        opaque("bignum", pa.binary()), pa.array([b"\x80\0\1\7", b"\x7f\xff\xfe\xf8"], pa.binary())
    ),
    "INTEGER[]": pa.array([[1, None], []], pa.list_(pa.int32())),
    "SMALLINT[]": pa.array([[1, 2], []], pa.list_(pa.int16())),
    "BIGINT[]": pa.array([[1, 2], []], pa.list_(pa.int64())),
    "INTEGER[2]": pa.array([[1, None], [3, 4]], pa.list_(pa.int32(), 2)),
    "VARCHAR[]": pa.array([["a b", None, "null"], []], pa.list_(pa.string())),
    "BLOB[]": pa.array([[b"ab", None, b""], []], pa.list_(pa.binary())),
    "INTEGER[][]": pa.array([[[1], [2]], []], pa.list_(pa.list_(pa.int32()))),
    "STRUCT(a INTEGER, b VARCHAR)": pa.array(
        [{"a": 1, "b": "x"}, {"a": None, "b": '"'}],
        pa.struct([("a", pa.int32()), ("b", pa.string())]),
    ),
    "STRUCT(a INTEGER[])": pa.array(
        [{"a": [1]}, {"a": None}], pa.struct([("a", pa.list_(pa.int32()))])
    ),
    "STRUCT(a INTEGER)[]": pa.array(
        [[{"a": 1}], [None]], pa.list_(pa.struct([("a", pa.int32())]))
    ),
    "MAP(VARCHAR, INTEGER)": pa.array(
        [[("k", 1)], [("l", None)]], pa.map_(pa.string(), pa.int32())
    ),
    "UNION(a INTEGER, b VARCHAR)": pa.UnionArray.from_sparse(
        pa.array([0, 1], pa.int8()),
        [pa.array([1, 2], pa.int32()), pa.array(["x", "y"])],
        ["a", "b"],
    ),
}


def announceable(name):
    """Return the forms a column of this DuckDB type may be announced in, one of each kind."""
    column = column_type(name)
    others = (with_oid(column, oid) for oid in sorted(OID_OF.values(), reverse=True))
    return list({**{form.kind: form for form in others}, column.kind: column}.values())


FIXED_AS = [
    (case, column)
    for case in {case.duckdb: case for case in FIXED if not case.announced}.values()
    for column in announceable(case.duckdb)
]


@pytest.mark.parametrize(
    ("case", "column"), FIXED_AS, ids=lambda v: getattr(v, "duckdb", None) or v.kind
)
@quick
@given(data=st.data(), code=FORMATS)
def test_fixed_size_in_every_form_like_twin(case, column, data, code):
    """Also where the value does not fit: the same refusal."""
    assert_same(batch_of(data.draw(slices(case))), [column], [code])


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("announced", ["int2", "int4", "int8", "oid"])
@pytest.mark.parametrize("name", ["UBIGINT", "UHUGEINT"])
def test_largest_unsigned_is_not_minus_one(name, announced, code):
    case = next(case for case in FIXED if case.duckdb == name)
    largest = (2**64 - 1,) * (2 if name == "UHUGEINT" else 1)
    column = with_oid(column_type(name), OID_OF[announced])
    with pytest.raises(PgError, match="out of range") as caught:
        RowEncoder([column], [code], STYLE).encode(batch_of(case.array([largest], None)))
    assert caught.value.sqlstate == "22003"


VECTORS = {"int2vector", "oidvector"}  # what they can hold: one dimension, no NULL
OTHERS_AS = [
    (name, column)
    for name in OTHERS
    for column in announceable(name)
    if column.kind not in VECTORS or name in {"SMALLINT[]", "BIGINT[]"}
]


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("name", "column"), OTHERS_AS, ids=lambda v: getattr(v, "kind", v))
def test_other_in_every_form_like_twin(name, column, code):
    array = OTHERS[name]
    for part in (array, array.slice(1), array.slice(0, 0)):
        assert_same(batch_of(part), [column], [code])


def nulls_of(kind, rows):
    """Make a column of NULLs; a union is NULL when its member is."""
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, nulls_of(kind.storage_type, rows))
    if pa.types.is_union(kind):
        members = [nulls_of(kind.field(at).type, rows) for at in range(kind.num_fields)]
        return pa.UnionArray.from_sparse(pa.array([0] * rows, pa.int8()), members)
    return pa.array([None] * rows, kind)


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("name", OTHERS)
def test_columns_of_nulls_like_twin(name, code):
    assert_same(batch_of(nulls_of(OTHERS[name].type, 3)), [column_type(name)], [code])


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("case", FIXED, ids=lambda c: f"{c.duckdb}-{c.announced}-{c.layout}")
def test_fixed_size_columns_of_nulls_like_twin(case, code):
    assert_same(batch_of(nulls_of(case.arrow, 70)), [case.column], [code])


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("rows", [1, 63, 64, 65, 128, 2047, 2048, 2049])
def test_batch_edges_of_every_kernel_like_twin(rows, code):
    arrays = [
        pa.array([n if n % 3 else None for n in range(rows)], pa.int64()),
        pa.array(["x" * (n % 71) if n % 5 else None for n in range(rows)], pa.string()),
        pa.array(
            [[n, None][: n % 3] if n % 7 else None for n in range(rows)], pa.list_(pa.int32())
        ),
        pa.array(
            [{"a": n, "b": "a b"[: n % 4]} if n % 4 else None for n in range(rows)],
            pa.struct([("a", pa.int32()), ("b", pa.string())]),
        ),
    ]
    names = ("BIGINT", "VARCHAR", "INTEGER[]", "STRUCT(a INTEGER, b VARCHAR)")
    columns = [column_type(name) for name in names]
    assert_same(batch_of(*arrays), columns, [code] * 4)
    half = rows // 2
    assert_same(batch_of(*arrays).slice(half), columns, [code] * 4)


@pytest.mark.parametrize("code", [0, 1])
def test_long_strings_like_twin(code):
    texts = pa.array(["x" * 1_000_000, None, "é" * 500_000, ""], pa.string())
    blobs = pa.array([b"\0" * 1_000_000, b"", None, b"a"], pa.binary())
    lists = pa.array([["a" * 1_000_000], ['"' * 100_000], [], None], pa.list_(pa.string()))
    columns = [column_type(name) for name in ("VARCHAR", "BLOB", "VARCHAR[]")]
    assert_same(batch_of(texts, blobs, lists), columns, [code] * 3)


@pytest.mark.parametrize("name", ["ENUM('a')", "ENUM('a')[]"])
@pytest.mark.parametrize("code", [0, 1])
def test_more_labels_than_a_byte_counts_like_twin(name, code):
    labels = pa.array([f"label {n}" for n in range(300)])
    indexes = pa.array([(n * 7) % 300 for n in range(900)], pa.uint16())
    array = pa.DictionaryArray.from_arrays(indexes, labels)
    if name.endswith("[]"):
        array = pa.ListArray.from_arrays(pa.array([0, 0, 300, 899], pa.int32()), array)
    assert_same(batch_of(array), [column_type(name)], [code])


PARTS = [case for case in FIXED if not case.announced]


@quick
@given(st.data(), FORMATS)
def test_record_like_twin(data, code):
    """Fields of any kind, NULL and sliced; what stands beneath a NULL record is nobody's error."""
    rows = data.draw(st.integers(0, 7))
    arrays, names = [], []
    for case in data.draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4)):
        values = data.draw(st.lists(case.values, min_size=rows, max_size=rows))
        valid = data.draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows))
        arrays.append(case.array(values, valid))
        names.append(case.duckdb)
    texts = data.draw(st.lists(st.none() | AWKWARD | TEXTS, min_size=rows, max_size=rows))
    words = [None if text is None else text.encode() for text in texts]
    arrays += [pa.array(texts, pa.string()), pa.array(words, pa.binary())]
    arrays.append(
        pa.array(texts, pa.string())
        .dictionary_encode()
        .cast(pa.dictionary(pa.uint8(), pa.string()))
    )
    names += ["VARCHAR", "BLOB", "ENUM('a')"]
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows))
    fields = [pa.field(f"f{at}", array.type) for at, array in enumerate(arrays)]
    record = pa.StructArray.from_arrays(
        arrays, fields=fields, mask=None if mask is None else pa.array(mask, pa.bool_())
    )
    column = column_type(f"STRUCT({', '.join(f'f{at} {n}' for at, n in enumerate(names))})")
    start = data.draw(st.integers(0, rows))
    numbers = pa.array(range(rows - start), pa.int32())
    batch = batch_of(record.slice(start), numbers, record.slice(start))
    assert_same(batch, [column, column_type("INTEGER"), column], [code] * 3)


@pytest.mark.parametrize("null", [True, False])
def test_field_out_of_range_counts_unless_the_record_is_null(null):
    first = pa.array([-9_223_372_022_400_000_000, 1], pa.int64()).view(pa.timestamp("us"))
    record = pa.StructArray.from_arrays([first], ["s"], mask=pa.array([null, False]))
    assert_same(batch_of(record), [column_type("STRUCT(s TIMESTAMP)")], [1])


@quick
@given(st.data(), FORMATS, st.sampled_from(["BLOB", "ENUM('a')"]))
def test_array_of_bytes_and_labels_like_twin(data, code, name):
    words = data.draw(st.lists(st.none() | AWKWARD, max_size=12))
    if name == "BLOB":
        elements = pa.array([None if w is None else w.encode() for w in words], pa.binary())
    else:
        elements = pa.array(words, pa.string()).dictionary_encode()
        elements = elements.cast(pa.dictionary(pa.uint32(), pa.string()))
    lists = list_slices(data, elements)
    assert_same(batch_of(lists), [list_column(name)], [code])


def test_zero_byte_in_a_record_is_refused_unless_the_record_is_null():
    record = pa.StructArray.from_arrays(
        [pa.array(["\0", "a"])], ["s"], mask=pa.array([True, False])
    )
    column = column_type("STRUCT(s VARCHAR)")
    assert_same(batch_of(record), [column], [0])
    assert_same(batch_of(pa.StructArray.from_arrays([pa.array(["\0"])], ["s"])), [column], [0])


@pytest.mark.parametrize("name", OTHERS)
def test_no_rows_are_no_bytes(name):
    batch = batch_of(OTHERS[name].slice(0, 0))
    assert bytes(RowEncoder([column_type(name)], [0], STYLE).encode(batch)) == b""
