"""A COPY stream to batches: the same as the obvious reader's, wherever the stream is cut."""

import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duckgres.errors import PgError
from duckgres.pgtypes.registry import binary_encoder
from duckgres.rows.copy_batch import BATCH_ROWS
from duckgres.rows.copy_frames import SIGNATURE
from duckgres.rows.copy_reader import Tolerance
from tests.unit.rows.copying import CSV, TEXT, columns, judged, read, reader, rows_of, told

HEADER = SIGNATURE + bytes(8)
TWO = columns("INTEGER", "VARCHAR")

# What means something to one of the formats, and what does not.
PIECES = st.sampled_from(
    [b"1", b"22", b"\t", b",", b"\n", b"\r", b"\r\n", b"\\", b"\\N", b"\\.", b'"', b'""', b"x",
     b".", "é".encode(), "€".encode(), b"\\x41", b"\\303", b"\\101", b"\\t", b"\xff", b"\0", b"-"]
)  # fmt: skip
STREAMS = st.lists(PIECES, max_size=24).map(b"".join)
CUTS = st.lists(st.integers(0, 6), max_size=20)


def without_context(answer):
    return answer[:2] if isinstance(answer, tuple) else answer


def compare(data, sizes, dialect, some=TWO):
    whole = read(some, data, dialect)
    pieces = read(some, data, dialect, sizes)
    if isinstance(whole, tuple) and whole[0] == "22021":  # a quoted line may be known in part
        assert without_context(pieces) == without_context(whole)
    else:
        assert pieces == whole
    try:
        data.decode()
        assert b"\0" not in data
    except (UnicodeDecodeError, AssertionError):
        return  # whose error comes first is PostgreSQL's to say; see tests/script
    expected = judged(some, data, dialect)
    if isinstance(whole, tuple) and whole[0] == "22021":
        assert b"\\" in data  # by an escape
    elif isinstance(expected, tuple) and expected[0] == "22021":
        assert isinstance(whole, tuple)  # an error of an earlier field of the row
    else:
        assert without_context(whole) == expected


@settings(deadline=None)
@given(data=STREAMS, sizes=CUTS)
@example(data=b"\xff\\.", sizes=[1])
@example(data=b"1\t\\", sizes=[])
@example(data=b"1\tx\\.\n", sizes=[3])
@example(data=b"1\ta\\\nb\n", sizes=[4])
def test_text_is_read_as_the_obvious_way_reads_it(data, sizes):
    compare(data, sizes, TEXT)


@settings(deadline=None)
@given(data=STREAMS, sizes=CUTS)
@example(data=b'1,x"y\n', sizes=[])
@example(data=b'1,"x"y\r\n2,\r\n', sizes=[5])
@example(data=b'1,"a\nb"\n\\.\n', sizes=[4, 4])
def test_csv_is_read_as_the_obvious_way_reads_it(data, sizes):
    compare(data, sizes, CSV)


@settings(deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.integers(-(2**31), 2**31 - 1),
            st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5),
        ),
        max_size=5,
    ),
    spoilt=st.none() | st.tuples(st.integers(0, 60), st.integers(0, 255)),
    sizes=CUTS,
)
def test_binary_is_read_as_the_obvious_way_reads_it(rows, spoilt, sizes):
    data = bytearray(HEADER + b"".join(map(frame, rows)) + b"\xff\xff")
    if spoilt is not None and spoilt[0] < len(data):
        data[spoilt[0]] = spoilt[1]
    compare_binary(bytes(data), sizes)


def compare_binary(data, sizes):
    whole = read(TWO, data, None)
    assert read(TWO, data, None, sizes) == whole
    assert without_context(whole) == judged(TWO, data, None)


def frame(row):
    fields = [struct.pack(">i", row[0]) if row[0] is not None else None]
    fields.append(None if row[1] is None else row[1].encode())
    return struct.pack(">h", 2) + b"".join(
        b"\xff\xff\xff\xff" if field is None else struct.pack(">i", len(field)) + field
        for field in fields
    )


@pytest.mark.parametrize("size", range(1, 40))
def test_a_stream_may_be_cut_at_any_byte(size):
    data = 'a,b\r\n1,"x""y\r\né"\r\n2,\r\n3,€uro\r\n'.encode()
    sizes = [size] * (len(data) // size)
    expected = [(1, 'x"y\r\né'), (2, None), (3, "€uro")]
    assert read(TWO, data, CSV, sizes, header=True) == expected


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"1\n", ("22P04", 'missing data for column "b"', 'COPY t, line 1: "1"')),
        (b"q\n", ("22P02", 'invalid input syntax for type integer: "q"',
                  'COPY t, line 1, column a: "q"')),
        (b"1\tx\n2\ty\tz\n", ("22P04", "extra data after last expected column",
                              'COPY t, line 2: "2\ty\tz"')),
        (b"1\tx\nq\ty\n2\tz\t\n", ("22P02", 'invalid input syntax for type integer: "q"',
                                   'COPY t, line 2, column a: "q"')),
        (b"1\tx\n2\t\xff\n", ("22021", 'invalid byte sequence for encoding "UTF8": 0xff',
                              "COPY t, line 2")),
        (b"1\t\\303x\n", ("22021", 'invalid byte sequence for encoding "UTF8": 0xc3 0x78',
                          'COPY t, line 1: "1\t\\303x"')),
        (b"1\tx\n2\ty\r\n", ("22P04", "literal carriage return found in data", "COPY t, line 2")),
        (b"1\t" + b"x" * 200 + b"\n2\n", ("22P04", 'missing data for column "b"',
                                          'COPY t, line 2: "2"')),
        (b"q" * 200 + b"\tx\n", ("22P02",
                                 f'invalid input syntax for type integer: "{"q" * 200}"',
                                 f'COPY t, line 1, column a: "{"q" * 100}..."')),
    ],
)  # fmt: skip
def test_errors_say_where(data, error):
    assert read(TWO, data) == error


def test_null_where_none_may_be_shows_the_row():
    some = columns("INTEGER", "VARCHAR", not_null=True)
    copying = reader(some)
    with pytest.raises(PgError) as caught:
        list(copying.read([b"1\tx\n\\N\ty\n"], final=True))
    assert told(caught.value) == (
        "23502",
        'null value in column "a" of relation "t" violates not-null constraint',
        'COPY t, line 2: "\\N\ty"',
    )
    assert caught.value.fields.detail == "Failing row contains (null, y)."
    assert (caught.value.fields.table, caught.value.fields.column) == ("t", "a")


def test_a_column_that_can_have_no_value_refuses_the_first_row():
    assert read(TWO, b"1\tx\n", never=("a",))[:2] == (
        "23502",
        'null value in column "a" of relation "t" violates not-null constraint',
    )
    assert read(TWO, b"", never=("a",)) == []


def test_rows_with_wrong_values_are_left_out_and_told():
    copying = reader(TWO, tolerance=Tolerance(None, True))
    batches = [batch for batch, _ in copying.read([b"1\tx\nq\ty\nr\n3\tz\n"], final=True)]
    assert [row for batch in batches for row in rows_of(batch, TWO)] == [(1, "x"), (3, "z")]
    assert copying.skipped == 2
    notice = copying.notices[0]
    assert notice.fields.where == "COPY t"
    assert notice.message == (
        'skipping row due to data type incompatibility at line 2 for column "a": "q"'
    )


def test_more_wrong_rows_than_allowed_are_an_error():
    answer = read(TWO, b"q\tx\nr\ty\n", tolerance=Tolerance(1, False))
    assert answer == (
        "22P02",
        "skipped more than REJECT_LIMIT (1) rows due to data type incompatibility",
        'COPY t, line 2, column a: "r"',
    )


def test_a_header_must_match():
    data = b"a\tc\n1\tx\n"
    assert read(TWO, data, header=True, names=["a", "b"]) == (
        "22P04",
        'column name mismatch in header line field 2: got "c", expected "b"',
        'COPY t, line 1: "a\tc"',
    )
    assert read(TWO, b"a\tb\n1\tx\n", header=True, names=["a", "b"]) == [(1, "x")]


def test_batches_are_row_groups_and_lines_are_known():
    some = columns("BIGINT")
    copying = reader(some, checked=True)
    data = b"".join(b"%d\n" % number for number in range(BATCH_ROWS + 5))
    given, sizes = copying.read([data], final=True), []
    for batch, _ in given:
        sizes.append(batch.num_rows)
        last = batch.num_rows - 1
        number = sum(sizes)
        assert batch.column(0)[last].as_py() == number - 1
        assert copying.line_of(last) == (number, b"%d" % (number - 1))
    assert sizes == [BATCH_ROWS, 5]


def test_half_a_row_waits():
    copying = reader(TWO)
    assert list(copying.read([b"1\tx\n2\t", b"y"], final=False)) == []
    assert copying.waiting == 3
    assert copying.context == "COPY t, line 2"
    (batch, _), *_ = copying.read([b"z\n"], final=True)
    assert rows_of(batch, TWO) == [(1, "x"), (2, "yz")]


def test_a_binary_stream_has_no_place_before_its_header():
    copying = reader(TWO, None)
    assert copying.context == ""
    assert binary_encoder(TWO[0].type)(5) == struct.pack(">i", 5)
    list(copying.read([HEADER], final=False))
    assert copying.context == "COPY t, line 1"
