"""Functions of strings and bytea that DuckDB lacks."""

from __future__ import annotations

import hashlib

from duckgres.engine.functions.vector import Function
from duckgres.pgtypes import strings
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


FUNCTIONS = (
    Function("_pg_bytea", ("VARCHAR",), "BLOB", _bytea),
    Function("_pg_bytea_escape", ("BLOB",), "VARCHAR", _escape),
    Function("_pg_format", ("VARCHAR", "VARCHAR[]"), "VARCHAR", strings.format_text),
    Function("_pg_initcap", ("VARCHAR",), "VARCHAR", strings.initcap),
    Function("_pg_quote_ident", ("VARCHAR",), "VARCHAR", strings.quote_identifier),
    Function("_pg_quote_literal", ("VARCHAR",), "VARCHAR", strings.quote_literal),
    Function("_pg_normalize", ("VARCHAR", "VARCHAR"), "VARCHAR", strings.normalize),
    Function("_pg_sha224", ("BLOB",), "BLOB", _sha224),
    Function("_pg_sha384", ("BLOB",), "BLOB", _sha384),
    Function("_pg_sha512", ("BLOB",), "BLOB", _sha512),
    Function("_pg_unistr", ("VARCHAR",), "VARCHAR", strings.unistr),
)
