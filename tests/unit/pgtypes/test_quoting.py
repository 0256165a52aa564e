"""Names and strings as SQL has them."""

import duckdb
import pytest

from duckgres.pgtypes.quoting import literal, quoted

TEXTS = ["a", "A b", 'a"b', "a'b", "''", '""', "ä\n", "a\\b"]


@pytest.mark.parametrize("text", TEXTS)
def test_duckdb_reads_them_back(text):
    relation = duckdb.connect(":memory:").sql(f"SELECT {literal(text)} AS {quoted(text)}")
    assert relation.columns == [text]
    assert relation.fetchall() == [(text,)]
