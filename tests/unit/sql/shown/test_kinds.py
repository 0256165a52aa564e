"""Types and constants as PostgreSQL writes them."""

import pytest

from duckgres.sql.shown import kinds, tables


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("varchar(10)", "character varying(10)"),
        ("char(3)[]", "character(3)[]"),
        ("char", "character(1)"),
        ("numeric(10,2)", "numeric(10,2)"),
        ("numeric(5,-2)", "numeric(5,-2)"),
        ("timestamp(3)", "timestamp(3) without time zone"),
        ("timestamptz", "timestamp with time zone"),
        ("interval", "interval"),
        ("interval day to second(3)", "interval day to second(3)"),
        ("interval(3)", "interval(3)"),
        ('"char"', '"char"'),
        ("bit(3)", "bit(3)"),
        ("s.mood", "s.mood"),
        ("public.mood[]", "mood[]"),
        ('"Mood"', '"Mood"'),
        ("serial", "integer"),
    ],
)
def test_format_type(written, shown):
    assert kinds.format_type(*tables.kind_named(written)) == shown


def test_a_text_of_any_length_is_bpchar():
    assert kinds.format_type("bpchar") == "bpchar"


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("5", "int4", "5"),
        ("-5", "int4", "'-5'::integer"),
        ("5", "int8", "'5'::bigint"),
        ("1.50", "numeric", "1.50"),
        ("1e3", "numeric", "'1000'::numeric"),
        ("yes", "bool", "true"),
        ("off", "bool", "false"),
        ('{"b":1}', "jsonb", "'{\"b\": 1}'::jsonb"),
        ("1 hour", "interval", "'01:00:00'::interval"),
        ("2020-1-2", "date", "'2020-01-02'::date"),
        ("nonsense", "date", "'nonsense'::date"),
        ("public.s", "regclass", "'s'::regclass"),
    ],
)
def test_constant(text, kind, shown):
    assert kinds.constant(text, kind) == shown
