"""Functions of strings and bytea in DuckDB."""

import duckdb
import pytest

from duckgres.engine import functions


@pytest.fixture(scope="module")
def root():
    connection = duckdb.connect(":memory:")
    functions.register(connection)
    return connection


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("_pg_bytea('\\xDEad')", b"\xde\xad"),
        ("_pg_bytea('a\\001')", b"a\x01"),
        ("_pg_bytea_escape('\\x00\\xFF\\x5C'::BLOB)", r"\000\377\\"),
        ("_pg_format('%s-%s', ['a', NULL])", "a-"),
        ("_pg_format(NULL, ['a'])", None),
        ("_pg_initcap('ab cd')", "Ab Cd"),
        ("_pg_quote_ident('A')", '"A"'),
        ("_pg_quote_literal('a''b')", "'a''b'"),
        ("_pg_normalize('a' || chr(776), 'NFC')", "ä"),
        ("_pg_unistr('\\0061')", "a"),
        ("octet_length(_pg_sha224('a'::BLOB))", 28),
        ("octet_length(_pg_sha384('a'::BLOB))", 48),
        ("octet_length(_pg_sha512('a'::BLOB))", 64),
    ],
)
def test_value(root, expression, value):
    assert root.sql(f"select {expression}").fetchone() == (value,)
