"""Calls, with all that aggregates and windows have."""

import pytest

from duckgres.sql.shown import tables
from duckgres.sql.shown.value import NotShown

COLUMNS = tables.Columns({"a": ("int4", -1), "t": ("text", -1), "d": ("date", -1)})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("count(*)", "count(*)"),
        ("count(distinct a)", "count(DISTINCT a)"),
        ("string_agg(t, ',' order by a desc)", "string_agg(t, ','::text ORDER BY a DESC)"),
        ("sum(a) filter (where a > 0)", "sum(a) FILTER (WHERE (a > 0))"),
        (
            "row_number() over (partition by t order by a)",
            "row_number() OVER (PARTITION BY t ORDER BY a)",
        ),
        ("sum(a) over w", "sum(a) OVER w"),
        ("overlay(t placing 'x' from 1 for 2)", "OVERLAY(t PLACING 'x'::text FROM 1 FOR 2)"),
        ("trim(leading 'x' from t)", "TRIM(LEADING 'x'::text FROM t)"),
        ("extract(year from d)", "EXTRACT(year FROM d)"),
        ("s.mine(a, 'x')", "s.mine(a, 'x')"),
    ],
)  # fmt: skip
def test_call(text, shown):
    assert tables.written(text, COLUMNS).text == shown


def test_a_frame_is_left():
    with pytest.raises(NotShown):
        tables.written("sum(a) over (order by a rows 1 preceding)", COLUMNS)
