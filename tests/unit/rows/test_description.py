"""RowDescription and Bind's format list."""

import pytest

from duckgres.errors import PgError, ProtocolViolation
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.rows.description import MAX_COLUMNS, Column, encode_row_description, resolve_formats


def test_row_description_as_postgresql_sends_it():
    """Recorded from PostgreSQL 15: ``SELECT 1 AS a, 1.5::numeric(10,2) AS "ü"``, binary."""
    columns = [Column("a", column_type("INTEGER")), Column("ü", column_type("DECIMAL(10,2)"))]
    assert encode_row_description(columns, [1, 1]) == (
        b"T\x00\x00\x00\x2f\x00\x02"
        b"a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x17\x00\x04\xff\xff\xff\xff\x00\x01"
        b"\xc3\xbc\x00\x00\x00\x00\x00\x00\x00\x00\x00\x06\xa4\xff\xff\x00\x0a\x00\x06\x00\x01"
    )


def test_row_description_names_the_table_column():
    message = encode_row_description([Column("a", column_type("VARCHAR"), 2**32 - 1, 3)], [0])
    assert message[9:15] == b"\xff\xff\xff\xff\x00\x03"


def test_row_description_of_no_columns():
    assert encode_row_description([], []) == b"T\x00\x00\x00\x06\x00\x00"


@pytest.mark.parametrize(
    ("formats", "count", "resolved"),
    [((), 3, (0, 0, 0)), ((1,), 3, (1, 1, 1)), ((0, 1), 2, (0, 1)), ((), 0, ()), ((1,), 0, ())],
)
def test_formats_spread_over_columns(formats, count, resolved):
    assert resolve_formats(formats, count) == resolved


def test_wrong_number_of_formats_is_a_violation():
    with pytest.raises(ProtocolViolation) as caught:
        resolve_formats([0, 1], 3)
    assert caught.value.sqlstate == "08P01"
    assert str(caught.value) == "bind message has 2 result formats but query has 3 columns"


def test_more_columns_than_can_be_counted_are_54011():
    columns = [Column("a", column_type("INTEGER"))] * (MAX_COLUMNS + 1)
    with pytest.raises(PgError) as caught:
        encode_row_description(columns, (0,) * len(columns))
    assert caught.value.sqlstate == "54011"
    assert encode_row_description(columns[1:], (0,) * MAX_COLUMNS)[5:7] == b"\x7f\xff"
