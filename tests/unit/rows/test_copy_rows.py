"""CopyEncoder against its slow twin, and the twin against bytes recorded from PostgreSQL."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import OutputStyle
from duckgres.rows.copy_form import CopyForm, StreamKind
from duckgres.rows.copy_rows import CopyEncoder, encode_copy_rows, header, special_bytes
from duckgres.rows.kernels.copy_lines import ESCAPED, QUOTES
from tests.unit.rows.arrow_samples import FIXED, slices
from tests.unit.rows.test_arrow_rows import (
    AWKWARD,
    EXPRESSIONS,
    STYLE,
    TEXTS,
    batch_of,
    list_column,
    list_slices,
    quick,
)

TEXT, CSV = CopyForm(StreamKind.TEXT), CopyForm(StreamKind.CSV, b",", b"")
BINARY = CopyForm(StreamKind.BINARY)
NULLS = st.sampled_from([b"", b"\\N", b"NULL", b"12", b"a", b"1999-12-31", "é".encode()])
BYTES = st.sampled_from(
    [b"\t", b",", b";", b"|", b"-", b":", b" ", b".", b"5", b"a", b"A", b"\x01"]
)
SPECIAL = st.text(st.sampled_from("\b\f\n\r\t\v\\,;|'\"aA5é€.N- "), max_size=20)


@st.composite
def forms(draw):
    """Draw the form of a stream; PostgreSQL would refuse a few of them."""
    kind = draw(st.sampled_from(StreamKind))
    if kind is StreamKind.BINARY:
        return BINARY
    if kind is StreamKind.TEXT:
        return CopyForm(kind, draw(BYTES), draw(NULLS))
    quotes = st.sampled_from([b'"', b"'", b"\\", b"1", b"\n"])
    forced = draw(st.sampled_from([frozenset(), None, frozenset({"c0"})]))
    return CopyForm(kind, draw(BYTES), draw(NULLS), draw(quotes), draw(quotes), forced)


def assert_same(batch, columns, form, style=STYLE):
    __tracebackhide__ = True
    names = [f"c{at}" for at in range(len(columns))]
    encoder = CopyEncoder(columns, names, style, form)
    try:
        expected = encode_copy_rows(batch, columns, names, style, form)
    except PgError as refusal:
        expected = refusal.message, refusal.sqlstate
        with pytest.raises(PgError) as caught:
            encoder.encode(batch)
        assert (caught.value.message, caught.value.sqlstate) == expected
    else:
        assert bytes(encoder.encode(batch)) == expected
        assert bytes(encoder.encode(batch)) == expected


@pytest.mark.parametrize("case", FIXED, ids=lambda c: f"{c.duckdb}-{c.announced}-{c.layout}")
@quick
@given(data=st.data(), form=forms())
def test_fixed_size_column_like_twin(case, data, form):
    assert_same(batch_of(data.draw(slices(case))), [case.column], form)


@quick
@given(st.lists(st.none() | TEXTS | SPECIAL, max_size=12), st.integers(0, 3), forms())
def test_text_like_twin(values, start, form):
    array = pa.array(values, pa.string()).slice(start)
    column = column_type("VARCHAR")
    assert_same(batch_of(array), [column], form)
    assert_same(batch_of(array, array), [column, column], form)


@pytest.mark.parametrize("length", range(20))
@pytest.mark.parametrize("special", ["\\", "\n", "\r", "\t", ",", '"', "\x01", "é", "\\."])
@pytest.mark.parametrize("form", [TEXT, CSV, CopyForm(StreamKind.CSV, b";", b"NULL")])
def test_a_special_byte_at_every_place(length, special, form):
    column = column_type("VARCHAR")
    words = ["x" * place + special + "y" * (length - place) for place in range(length + 1)]
    assert_same(batch_of(pa.array([*words, "", None])), [column], form)


@quick
@given(st.lists(st.none() | st.binary(max_size=40), max_size=9), st.integers(0, 3), forms())
def test_bytea_like_twin(values, start, form):
    assert_same(batch_of(pa.array(values, pa.binary()).slice(start)), [column_type("BLOB")], form)


@quick
@given(st.data(), forms())
def test_enum_like_twin(data, form):
    labels = data.draw(st.lists(SPECIAL, min_size=1, max_size=9))
    at = data.draw(st.lists(st.none() | st.integers(0, len(labels) - 1), max_size=12))
    array = pa.DictionaryArray.from_arrays(pa.array(at, pa.uint8()), pa.array(labels, pa.string()))
    assert_same(batch_of(array), [column_type("ENUM('a')")], form)


@quick
@given(st.data(), forms())
def test_array_like_twin(data, form):
    words = data.draw(st.lists(st.none() | AWKWARD | SPECIAL, max_size=12))
    lists = list_slices(data, pa.array(words, pa.string()))
    numbers = pa.array([[1, None]] * len(lists), pa.list_(pa.int32()))
    assert_same(batch_of(lists, numbers), [list_column("VARCHAR"), list_column("INTEGER")], form)


@pytest.fixture(scope="module")
def duck():
    with duckdb.connect() as connection:
        connection.execute("SET arrow_lossless_conversion = true")
        yield connection


@pytest.mark.parametrize(
    "form",
    [TEXT, CSV, BINARY, CopyForm(StreamKind.CSV, b";", b"NULL", force_quote=None),
     CopyForm(StreamKind.TEXT, b"-"), CopyForm(StreamKind.CSV, b" ", b"-1"),
     CopyForm(StreamKind.TEXT, encoding="latin-1")],
)  # fmt: skip
def test_batches_of_duckdb_like_twin(duck, form):
    listed = ", ".join(f"CASE WHEN i % 3 <> 1 THEN {sql} END" for sql in EXPRESSIONS)
    sql = f"SELECT {listed} FROM range(300) t(i)"
    columns = [column_type(str(name)) for name in duck.sql(sql).types]
    batch = next(iter(duck.execute(sql).to_arrow_reader(2048)))
    assert_same(batch, columns, form, OutputStyle(time_zone="Asia/Kolkata"))
    assert_same(batch.slice(130, 7), columns, form)


def test_a_plan_made_for_data_rows_serves(duck):
    columns = [column_type("INTEGER"), column_type("VARCHAR")]
    batch = batch_of(pa.array([1, None], pa.int32()), pa.array(["a\tb", None]))
    for form in (BINARY, TEXT, CSV):
        assert_same(batch, columns, form)


def test_no_columns_are_empty_lines():
    batch = pa.RecordBatch.from_struct_array(pa.array([{}, {}], pa.struct([])))
    assert bytes(CopyEncoder([], [], STYLE, TEXT).encode(batch)) == b"d\0\0\0\x05\n" * 2


def lines(form, *values, names=None, codec="utf-8"):
    """Return the line of one row of texts."""
    columns = [column_type("VARCHAR")] * len(values)
    batch = batch_of(*(pa.array([value], pa.string()) for value in values))
    names = names or [f"c{at}" for at in range(len(values))]
    message = bytes(CopyEncoder(columns, names, STYLE, form).encode(batch))
    assert message[:5] == b"d" + (len(message) - 1).to_bytes(4)
    return message[5:].decode(codec)


AWKWARD_SIX = " a ", "", None, "NULL", '"', "\\N"


@pytest.mark.parametrize(
    ("form", "values", "line"),
    [
        (TEXT, ("\b\f\n\r\t\v\x01\x7f\\",), "\\b\\f\\n\\r\\t\\v\x01\x7f\\\\\n"),
        (CopyForm(StreamKind.TEXT, b"\x01"), ("\x01\\",), "\\\x01\\\\\n"),
        (CopyForm(StreamKind.TEXT, b"-"), ("12", "-5", "x-y"), "12-\\-5-x\\-y\n"),
        (CopyForm(StreamKind.TEXT, null=b"12"), ("12", None), "12\t12\n"),
        (TEXT, ("\\.",), "\\\\.\n"),
        (CSV, AWKWARD_SIX, ' a ,"",,NULL,"""",\\N\n'),
        (CopyForm(StreamKind.CSV, b",", b"\\N"), AWKWARD_SIX, ' a ,,\\N,NULL,"""","\\N"\n'),
        (CopyForm(StreamKind.CSV, b",", b"", force_quote=None), AWKWARD_SIX,
         '" a ","",,"NULL","""","\\N"\n'),
        (CSV, ("\\.",), '"\\."\n'),
        (CSV, ("\\.", "1"), "\\.,1\n"),
        (CSV, ("\\.\nfoo",), '"\\.\nfoo"\n'),
        (CSV, ("\b\f\n\r\t\v\x01\x7f\\",), '"\b\f\n\r\t\v\x01\x7f\\"\n'),
        (CopyForm(StreamKind.CSV, b",", b"", b"5", b"5"), ("12", "-5", "1.5", "x5y"),
         "12,5-555,51.555,5x55y5\n"),
        (CopyForm(StreamKind.CSV, b",", b"", b"1", b"5"), ("12", "-5", "1.5", "x5y"),
         "15121,-5,151.551,x5y\n"),
        (CopyForm(StreamKind.CSV, b",", b"12"), ("12", "-5"), '"12",-5\n'),
        (CopyForm(StreamKind.CSV, b",", "é".encode()), ("é",), '"é"\n'),
        (CopyForm(StreamKind.CSV, b",", b"", b"\\", b"'"),
         ('{"a,b",c}', "\\x01", "1 day", "a\\b"), "\\{\"a,b\",c}\\,\\'\\x01\\,1 day,\\a'\\b\\\n"),
    ],
)  # fmt: skip
def test_lines_as_recorded_from_postgresql(form, values, line):
    assert lines(form, *values) == line


def test_another_encoding_as_recorded():
    form = CopyForm(StreamKind.TEXT, b"|", encoding="cp932")
    assert lines(form, "表ソ|", codec="latin-1") == "\x95\\\x83\\\\|\n"
    assert lines(CopyForm(StreamKind.TEXT, encoding="latin-1"), "aéb", codec="latin-1") == "aéb\n"


def test_a_character_the_encoding_lacks_is_22p05():
    with pytest.raises(PgError) as caught:
        lines(CopyForm(StreamKind.CSV, encoding="latin-1"), "a€b")
    assert caught.value.sqlstate == "22P05"


@pytest.mark.parametrize(
    ("form", "names", "line"),
    [
        (CSV, ["x", "y"], "x,y\n"),
        (CopyForm(StreamKind.CSV, b",", b"nil"), ["nil", "a,b"], '"nil","a,b"\n'),
        (TEXT, ["a\tb", "a\\b"], "a\\tb\ta\\\\b\n"),
        (CSV, ["\\."], '"\\."\n'),
        (CopyForm(StreamKind.TEXT, encoding="latin-1"), ["é"], "é\n"),
    ],
)
def test_header_as_recorded(form, names, line):
    message = header(names, form)
    assert message[:5] == b"d" + (len(message) - 1).to_bytes(4)
    assert message[5:].decode(form.encoding or "utf-8") == line


def test_of_two_columns_of_a_name_the_first_is_quoted():
    form = CopyForm(StreamKind.CSV, b",", b"", force_quote=frozenset({"x"}))
    assert lines(form, "1", "2", names=["x", "x"]) == '"1",2\n'


def test_the_table_of_special_bytes():
    table = special_bytes(TEXT)
    assert bytes(place for place in range(256) if table[place]) == b"\b\t\n\v\f\r\\"
    table = special_bytes(CopyForm(StreamKind.CSV, b",", b"", b'"', b"\\"))
    assert table[ord(",")] == table[10] == table[13] == QUOTES
    assert (table[ord('"')], table[ord("\\")]) == (QUOTES | ESCAPED, ESCAPED)
