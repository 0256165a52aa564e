"""A plan is announced as text, json or xml."""

import pytest

from duckgres.engine.explain.column import explain_columns
from duckgres.sql.plan import plan
from tests.unit.sql.asking import unasked


@pytest.mark.parametrize(
    ("form", "oid"), [("text", 25), ("json", 114), ("xml", 142), ("yaml", 25)]
)
def test_the_column_of_each_form(form, oid):
    (statement,) = plan(f"explain (format {form}) select 1", unasked)
    (column,) = explain_columns(statement)
    assert (column.name, column.type.oid) == ("QUERY PLAN", oid)
