"""``pg_temp`` is DuckDB's catalog of temporary tables."""

import pytest

from tests.unit.sql.rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select a from pg_temp.t", "SELECT a FROM temp.t"),
        (
            "insert into pg_temp.t (a) select a from public.u",
            "INSERT INTO temp.t (a) SELECT a FROM public.u",
        ),
        ("update pg_temp.t set a = 1", "UPDATE temp.t SET a = 1"),
        ("delete from pg_temp.t", "DELETE FROM temp.t"),
    ],
)
def test_the_schema_of_temporary_tables(text, expected):
    assert rewritten(text) == expected
