"""Fields the slow way: lengths, labels, ranges, and forms that are cut."""

import pytest

from duckgres.errors import PgError
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import ColumnType
from duckgres.rows.copy_batch import InputColumn
from duckgres.rows.copy_fields import clip, field_reader, shown
from tests.unit.rows.copying import STYLE


def read(column, data, *, binary=False):
    try:
        return field_reader(column, STYLE, binary=binary)(data)
    except PgError as error:
        return error.sqlstate, error.message


def test_labels():
    column = InputColumn(
        "a", column_type("ENUM('x', 'y')"), labels=frozenset({"x", "y"}), enum="mood"
    )
    assert read(column, b"x") == "x"
    assert read(column, b"z") == ("22P02", 'invalid input value for enum mood: "z"')


@pytest.mark.parametrize(("kind", "name"), [(1043, "character varying"), (1042, "character")])
def test_lengths(kind, name):
    column = InputColumn(
        "a", ColumnType(kind, "bpchar" if kind == 1042 else "varchar", source="VARCHAR"), limit=2
    )
    assert read(column, "é€".encode()) == "é€"
    assert read(column, b"ab  ") == "ab"
    assert read(column, b"abc") == ("22001", f"value too long for type {name}(2)")


@pytest.mark.parametrize(
    ("name", "data", "value"),
    [
        ("TINYINT", b"-128", -128),
        ("TINYINT", b"128", ("22003", 'value "128" is out of range for type tinyint')),
        ("UBIGINT", b"-1", ("22003", 'value "-1" is out of range for type ubigint')),
        ("HUGEINT", b"1.5", ("22003", 'value "1.5" is out of range for type hugeint')),
    ],
)
def test_duckdbs_own_integers(name, data, value):
    assert read(InputColumn("a", column_type(name)), data) == value


def test_an_empty_bit_string_is_refused():
    assert read(InputColumn("a", column_type("BIT")), b"")[0] == "0A000"
    assert read(InputColumn("a", column_type("BIT")), b"10") == "10"


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"123", ("08P01", "insufficient data left in message")),
        (b"12345", ("22P03", "incorrect binary data format")),
        (b"\0\0\0\5", 5),
    ],
)
def test_binary_forms_of_the_wrong_size(data, answer):
    assert read(InputColumn("a", column_type("INTEGER")), data, binary=True) == answer


def test_values_are_shown_cut():
    assert shown("x" * 70, InputColumn("a", column_type("VARCHAR")), STYLE) == "x" * 64 + "..."
    assert shown(5, InputColumn("a", column_type("INTEGER")), STYLE) == "5"
    assert clip("aé".encode(), 2) == "a..."
