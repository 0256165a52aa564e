"""Casts: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression

NUMERIC = "struct_extract(_pg.numeric_of(a, typeof(a)), _pg.numeric_of_field(typeof(a)))"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("a::text", "_pg.as_text(a)::text"),
        ("'a'::text", "'a'::text"),
        ("$1::text", "$1::text"),
        ("a::varchar(2)", '"left"(_pg.as_text(a)::text, 2)'),
        ("a::char(3)", '_pg.bpchar("left"(_pg.as_text(a)::text, 3), 3)'),
        ("a::char(3)::text", "rtrim(\"left\"(_pg.as_text(a)::text, 3), ' ')::text"),
        ("a::name", '"left"(_pg.as_text(a)::text, 63)'),
        ("a::numeric", NUMERIC),
        ("1::numeric", "1."),
        ("1.50::numeric", "1.50"),
        ("'1.50'::numeric", "1.50"),
        ("a::numeric(10,2)", "a::numeric(10, 2)"),
        ("nullif('NaN'::numeric, a)", "NULLIF('NaN'::double precision, a)"),
        ("a::bool", "_pg.boolean_of(a)"),
        ("'yes'::bool", "true"),
        ("$1::bool", "$1::bool"),
        ("a::int", "_pg.whole_text(a, 'integer')::int"),
        ("' 12 '::bigint", "(12)::bigint"),
        ("count(a)::int", "count(a)::int"),
        ("a::bytea", "_pg.bytea_of(a)"),
        (r"'\xDEad'::bytea", r"E'\\xDE\\xAD'::blob"),
        ("'a'::bytea", r"E'\\x61'::blob"),
        ("'101'::bit(3)", "_pg.\"bit\"('101'::bitstring, 3)"),
        ("'101'::varbit", "'101'::bitstring::bitstring"),
        ("a::text[]", "a::text[]"),
    ],
)
def test_cast(postgresql, duckdb):
    assert expression(postgresql) == duckdb


@pytest.mark.parametrize(
    ("postgresql", "sqlstate", "position"),
    [
        ("'maybe'::bool", "22P02", 8),
        ("'1.5'::int", "22P02", 8),
        ("'99999'::smallint", "22003", 8),
        ("'x'::numeric", "22P02", 8),
        (r"'\xD'::bytea", "22023", 8),
        ("'12'::bit(2)", "22P02", 8),
        ("a::numeric(50,2)", "0A000", 11),
        (f"'{'9' * 39}'::numeric", "0A000", 8),
    ],
)
def test_refusal(postgresql, sqlstate, position):
    with pytest.raises(PgError) as refusal:
        expression(postgresql)
    assert (refusal.value.sqlstate, refusal.value.fields.position) == (sqlstate, position)
