"""Names that a text speaks of."""

import pytest

from duckgres.sql.volatility import called, relations, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("select * from A join s.b using (x), (select 1 from c) d", {"a", "b", "c"}),
        ("insert into t values ($1)", {"t"}),
        (
            "with x as (select 1) update t set a = 1 from x where a in (select b from y)",
            {"x", "t", "y"},
        ),
        ("delete from only t using u", {"t", "u"}),
        ("select 'from z'", set()),
    ],
)
def test_relations(text, wanted):
    assert relations(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nextval('a(b)')", {"nextval"}),
        ('CAST("My F"(1) AS DECIMAL(3,2))', {"cast", "my f", "decimal"}),
        ("'f(x)'", set()),
        ("a + b", set()),
    ],
)
def test_called(text, wanted):
    assert called(text) == wanted


def test_words():
    assert words("Current_Date + 'X'") == ["current_date", "+", "'x'"]
