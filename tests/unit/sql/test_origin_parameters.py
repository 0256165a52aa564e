"""Where a parameter's value goes."""

import pytest

from duckgres.pgtypes import oids
from duckgres.sql.origins import of_text
from duckgres.sql.sources import Column, ElementOf, Known, Table

T = Table("", "t")


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "insert into t (a, b) values (1, $1), ($2, 2)",
            {1: Column("b", (T,)), 2: Column("a", (T,))},
        ),
        ("insert into t select $1", {1: Column("#1", (T,))}),
        ("update t set a = $1 where b = $2", {1: Column("a", (T,)), 2: Column("b", (T,))}),
        ("select $1::jsonb, $2::int", {1: Known(oids.JSONB), 2: None}),
        ("select $1", {}),
        ("select a || $1 from t", {1: Column("a", (T,))}),
        ("select array_cat($1, a) from t", {1: Column("a", (T,))}),
        ("select a from t where $1 = any(b)", {}),
        ("select a ->> $1 from t", {}),
        ("select array_append(a, $1) from t", {1: ElementOf(Column("a", (T,)))}),
        (
            "select jsonb_set($1, $2, $3), jsonb_typeof($4)",
            {1: Known(oids.JSONB), 3: Known(oids.JSONB), 4: Known(oids.JSONB)},
        ),
    ],
)
def test_parameters(text, sources):
    assert dict(of_text(text).parameters) == sources
