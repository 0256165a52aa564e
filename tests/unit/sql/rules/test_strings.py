"""Strings: what DuckDB gets."""

import pytest

from duckgres.errors import PgError
from tests.unit.sql.rewriting import expression


def joined(text):
    fields = f"_pg.joinable({text}, typeof({text}))"
    return f"struct_extract({fields}, _pg.joinable_field(typeof({text})))"


@pytest.mark.parametrize(
    ("postgresql", "duckdb"),
    [
        ("'a' || 'b'", "'a' || 'b'"),
        ("a || 'b'", f"{joined('a')} || 'b'"),
        ("lower(a) || 'b'", "lower(a) || 'b'"),
        ("a::char(3) || 'b'", "rtrim(\"left\"(_pg.as_text(a)::text, 3), ' ') || 'b'"),
        ("concat(a, 'b')", "concat(_pg.output_of(a), 'b')"),
        ("concat_ws(a, b, 'c')", "concat_ws(a, _pg.output_of(b), 'c')"),
        ("format('%s', a)", "_pg_format('%s', list_value(_pg.output_of(a))::text[])"),
        ("format('%s', variadic a)", "_pg_format('%s', a::text[])"),
        ("format('x')", "_pg_format('x', list_value()::text[])"),
        ("upper(a::char(3))", "upper(rtrim(\"left\"(_pg.as_text(a)::text, 3), ' '))"),
        ("a::char(3) = 'x  '", "rtrim(\"left\"(_pg.as_text(a)::text, 3), ' ') = 'x'"),
        ('a collate "C"', "a"),
        ('a collate pg_catalog."default"', "a"),
        ("a collate nocase", "a COLLATE nocase"),
    ],
)
def test_expression(postgresql, duckdb):
    assert expression(postgresql) == duckdb


def test_an_unknown_collation():
    with pytest.raises(PgError) as refusal:
        expression('a collate "nowhere"')
    assert refusal.value.message == 'collation "nowhere" for encoding "UTF8" does not exist'
    assert (refusal.value.sqlstate, refusal.value.fields.position) == ("42704", 10)
