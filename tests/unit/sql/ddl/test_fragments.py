"""Parts of trees as DuckDB's text."""

import pytest

from duckgres.sql import parse, tree
from duckgres.sql.ddl import fragments
from duckgres.sql.ddl.steps import CLOSING, OPENING, Name
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context


def expression(text):
    (parsed,) = parse.parse(Source(f"select {text}"))
    return parsed.node.target_list[0].res_target.val


@pytest.mark.parametrize("text", ["a + 1", "'it''s'", "(SELECT max(x) FROM t)", "x IS NULL"])
def test_expression(text):
    assert fragments.expression(expression(text), Context(Source(text))) == text


def test_a_session_value_stands_between_signs():
    context = Context(Source(""))
    node = context.session_value("current_user", "")
    assert fragments.expression(node, context) == f"{OPENING}current_user{CLOSING}"


@pytest.mark.parametrize(
    ("text", "written"), [("varchar(3)", "varchar(3)"), ("int[]", "int[]"), ("mood", "mood")]
)
def test_type_name(text, written):
    kind = expression(f"null::{text}").type_cast.type_name
    assert fragments.type_name(kind, Context(Source(""))) == written


def test_quoting():
    assert fragments.quoted_list(("a", "b")) == '"a", "b"'


def test_names():
    parts = [tree.name_part("s"), tree.name_part("t")]
    assert fragments.name(parts) == Name("s", "t")
    assert fragments.name(parts[1:]) == Name("", "t")


def test_columns_of_an_expression_come_once():
    assert sorted(fragments.columns_of(expression("a > 1 and t.b < a"))) == ["a", "b"]


def test_what_was_written_before_the_rules():
    (parsed,) = parse.parse(Source("select A + 1, 'x'::text"))
    target = parsed.node.target_list[0].res_target.val
    assert fragments.written(target) == "a + 1"
    assert fragments.written(None) == ""
