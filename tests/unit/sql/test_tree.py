"""Nodes that are made, as libpg_query writes them."""

import postgast
import pytest
from postgast import pg_query_pb2 as pb

from duckgres.sql import tree


def _written(node):
    result = pb.ParseResult(version=180_000)
    select = result.stmts.add().stmt.select_stmt
    select.target_list.add().res_target.val.CopyFrom(node)
    return postgast.deparse(result).removeprefix("SELECT ")


A, B = tree.call("a"), tree.call("b")


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (tree.string("it's"), "'it''s'"),
        (tree.integer(0), "0"),
        (tree.integer(-7), "-7"),
        (tree.boolean(True), "true"),
        (tree.boolean(False), "false"),
        (tree.null(), "NULL"),
        (tree.call("f", tree.integer(1), tree.string("x")), "f(1, 'x')"),
        (tree.call(("s", "f")), "s.f()"),
        (tree.cast(tree.integer(1), "varchar", 5), "1::varchar(5)"),
        (tree.cast(A, "int4", array=True), "a()::int[]"),
        (tree.operation(A, "+", B), "a() + b()"),
        (tree.operation(None, "-", A), "- a()"),
        (tree.negation(A), "NOT a()"),
        (tree.conjunction(A, B), "a() AND b()"),
        (tree.disjunction(A, B), "a() OR b()"),
        (tree.parameter(3), "$3"),
    ],
)
def test_made_nodes(node, text):
    assert _written(node) == text


def test_a_string_is_told_from_a_number():
    assert tree.string_value(tree.string("")) == ""
    assert tree.string_value(tree.integer(1)) is None
    assert tree.string_value(A) is None


def test_null_is_told():
    assert tree.is_null(tree.null())
    assert not tree.is_null(tree.string(""))


@pytest.mark.parametrize(
    ("parts", "name"),
    [(("f",), "f"), (("pg_catalog", "f"), "f"), (("s", "f"), ""), (("c", "s", "f"), "")],
)
def test_names_of_postgresqls_own(parts, name):
    assert tree.name_of(list(map(tree.name_part, parts))) == name


def test_a_copy_is_another_node():
    node = tree.string("x")
    made = tree.copy(node)
    made.a_const.sval.sval = "y"
    assert tree.string_value(node) == "x"
