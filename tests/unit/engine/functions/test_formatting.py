"""to_char and its kin in DuckDB."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    connection.execute("SET TimeZone = 'Europe/Berlin'")
    return connection


def _to_char(value, template):
    return f"_pg_to_char({value}, '{template}', typeof({value}), now())"


@pytest.mark.parametrize(
    ("value", "template", "text"),
    [
        ("DATE '2024-07-05'", "YYYY TZ", "2024 CEST"),
        ("TIMESTAMP '2024-07-05 13:00'", "HH12 pm", "01 pm"),
        ("TIMESTAMPTZ '2024-07-05 13:00:00+00'", "HH24", "15"),
        ("INTERVAL '26 hours'", "HH24:MI", "26:00"),
        ("TIME '10:20'", "HH24:MI", "10:20"),
        ("1234", "9,999", " 1,234"),
        ("1.50::DECIMAL(10,2)", "9.99", " 1.50"),
        ("1.1::FLOAT", "9.9999999", " 1.10000"),
        ("1.1::DOUBLE", "9.9999999", " 1.1000000"),
        ("12345678901234567890::HUGEINT", "FM99999999999999999999", "12345678901234567890"),
        ("NULL", "9", None),
        ("NULL::DATE", "YYYY", None),
        ("TIMESTAMP 'infinity'", "YYYY", None),
        ("DATE '-infinity'", "YYYY", None),
        ("DATE '2024-01-01'", "", None),
    ],
)
def test_to_char(root, value, template, text):
    assert root.sql(f"select {_to_char(value, template)}").fetchone() == (text,)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("_pg_to_date('05/06/2024', 'DD/MM/YYYY')", 19_879),
        ("_pg_to_date(NULL, 'DD')", None),
        ("_pg_to_timestamp('2024-07-05 12:00', 'YYYY-MM-DD HH24:MI', now())",
         1_720_173_600_000_000),
        ("_pg_to_timestamp('1970-01-01 +00', 'YYYY-MM-DD TZH', now())", 0),
        ("_pg_to_timestamp('x', NULL, now())", None),
        ("_pg_to_number('1,234.5', '9,999.9')", "1234.5"),
        ("_pg_to_number('1', '')", None),
    ],
)  # fmt: skip
def test_reading(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)


def test_there_is_no_to_char_of_a_text(root):
    with pytest.raises(duckdb.Error, match=r"pg_error:42883:function to_char\(text, unknown\)"):
        root.sql("select " + _to_char("'a'::VARCHAR", "9")).fetchone()
