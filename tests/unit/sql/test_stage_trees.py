import pytest

from duckgres.sql import parse, stage_trees
from duckgres.sql.positions import Source


def root(text):
    (parsed,) = parse.parse(Source(text))
    return parsed.name, parsed.node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("delete from t using u returning t.a", False),
        ("delete from t using u returning t.*", False),
        ("delete from t using u returning a", True),
        ("delete from t using u returning u.a", True),
        ("delete from t returning a", False),
        ("delete from t returning (select 1)", True),
        ("delete from t x using u returning x.a", False),
        ("delete from t", False),
    ],
)
def test_returns_more(text, expected):
    assert stage_trees.returns_more(*root(text)) is expected


def test_names_of_from_items():
    _, node = root("update t set a = 1 from u x join v on true, (select 1) s")
    assert stage_trees.item_names(list(node.from_clause)) == ["x", "v", "s"]


def test_a_shape_has_the_other_tables_only_where_they_may_be_needed():
    name, node = root("delete from t using u returning t.a")
    assert len(stage_trees.shape(name, node).select_stmt.from_clause) == 1
    name, node = root("delete from t using u returning u.a + 1")
    assert len(stage_trees.shape(name, node).select_stmt.from_clause) == 2
