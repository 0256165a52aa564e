"""Names that a text speaks of."""

import pytest

from duckgres.sql.plan import plan
from duckgres.sql.volatility import called, functions, names_of, relations, words
from tests.unit.sql.asking import unasked


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
    assert set(relations(text)) == wanted


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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("insert into t (a) values (lower(b))", {"lower"}),
        ('update t set a = my."F"(1) where b in (1) and exists (select 1)', {"f"}),
        ("select coalesce(a, 1) from x as y (a)", set()),
    ],
)
def test_functions(text, wanted):
    assert functions(text) == wanted


def test_names_stay_with_the_statement():
    (statement,) = plan("insert into t select lower(a) from t where b = $1", unasked)
    names = names_of(statement)
    assert (names.relations, names.places, names.functions) == ({"t"}, 2, {"lower"})
    assert names_of(statement) is names
