"""Functions of strings and bytea that DuckDB lacks."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from duckgres.engine.functions.vectors import TEXT, Function, by_row
from duckgres.pgtypes import hashing, strings
from duckgres.pgtypes.binary import decode_bytea_text, encode_bytea_escape


def _bytea(text: str) -> bytes:
    return decode_bytea_text(text.encode())


def _escape(value: bytes) -> str:
    return encode_bytea_escape(value).decode()


def _sha224(value: bytes) -> bytes:
    return hashlib.sha224(value).digest()


def _sha384(value: bytes) -> bytes:
    return hashlib.sha384(value).digest()


def _sha512(value: bytes) -> bytes:
    return hashlib.sha512(value).digest()


BYTES = pa.binary()

FUNCTIONS = (
    Function("_pg_bytea", ("VARCHAR",), "BLOB", by_row(_bytea, BYTES)),
    Function("_pg_bytea_escape", ("BLOB",), "VARCHAR", by_row(_escape, TEXT)),
    Function("_pg_format", ("VARCHAR", "VARCHAR[]"), "VARCHAR", by_row(strings.format_text, TEXT)),
    Function("_pg_hashtext", ("VARCHAR",), "INTEGER", by_row(hashing.hash_text, pa.int32())),
    Function(
        "_pg_hashtextextended",
        ("VARCHAR", "BIGINT"),
        "BIGINT",
        by_row(hashing.hash_text_extended, pa.int64()),
    ),
    Function("_pg_initcap", ("VARCHAR",), "VARCHAR", by_row(strings.initcap, TEXT)),
    Function("_pg_quote_ident", ("VARCHAR",), "VARCHAR", by_row(strings.quote_identifier, TEXT)),
    Function("_pg_quote_literal", ("VARCHAR",), "VARCHAR", by_row(strings.quote_literal, TEXT)),
    Function("_pg_normalize", ("VARCHAR", "VARCHAR"), "VARCHAR", by_row(strings.normalize, TEXT)),
    Function("_pg_sha224", ("BLOB",), "BLOB", by_row(_sha224, BYTES)),
    Function("_pg_sha384", ("BLOB",), "BLOB", by_row(_sha384, BYTES)),
    Function("_pg_sha512", ("BLOB",), "BLOB", by_row(_sha512, BYTES)),
    Function("_pg_unistr", ("VARCHAR",), "VARCHAR", by_row(strings.unistr, TEXT)),
)
