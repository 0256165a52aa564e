"""The columns that an INSERT gives values of its own."""

import pytest

from duckgres.sql.ddl.given import given
from tests.unit.sql.ddl.planning import planned


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("insert into t (a, b) values (default, 1), (2, default)", {"a", "b"}),
        ("insert into t (a, b) values (default, 1)", {"b"}),
        ("insert into t values (1, default)", {1}),
        ("insert into t default values", set()),
        ("insert into t (a) select x from u", {"a"}),
        ("insert into t (a) select * from u", {"a"}),
        ("insert into t (a, b) values ($1, default)", {"a"}),
    ],
)
def test_given(text, columns):
    statement = planned(text)
    assert given(statement) == columns
    assert given(statement) is given(statement)
