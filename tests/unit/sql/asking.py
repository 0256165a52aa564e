"""DuckDB's parser as the engine hands it to the planner, and parsers that must not be asked."""

import duckdb

from duckgres.errors import PgError
from duckgres.sql.statement import ForeignStatement

_cursor = duckdb.connect(":memory:").cursor()


def duckdb_parser(text):
    try:
        found = _cursor.extract_statements(text)
    except duckdb.Error as error:
        raise PgError(str(error)) from error
    return [
        ForeignStatement(one.query, one.type.name, frozenset(one.named_parameters))
        for one in found
    ]


def unasked(text):
    raise AssertionError(f"DuckDB's parser was asked: {text}")
