"""Which rules are asked, in which order, and that the others are not."""

from types import SimpleNamespace

import pytest
from postgast import pg_query_pb2 as pb

from duckgres.sql import parse, tree
from duckgres.sql.dispatch import Dispatch
from duckgres.sql.positions import Source
from duckgres.sql.rules import ARRAY, Context, messages


def target(text):
    """Return the Node of an expression, which keeps its statement alive."""
    (found,) = parse.parse(Source(f"select {text}"))
    return found.tree.select_stmt.target_list[0].res_target.val


def asked(text, *modules):
    """Return the node, once the rules have been asked about it."""
    node = target(text)
    Dispatch(modules).rewrite(node, node.WhichOneof("node"), Context(Source(text)))
    return node


def noting(log, name, answer=None):
    """Return a handler that notes when it is asked."""

    def handler(message, context):
        log.append((name, type(message).__name__))
        return answer

    return handler


@pytest.mark.parametrize(
    ("table", "name", "text"),
    [
        ("CALLS", "f", "f(1)"),
        ("CALLS", "f", "pg_catalog.f(1)"),
        ("OPERATORS", "+", "1 + 2"),
        ("OPERATORS", "+", "1 operator(pg_catalog.+) 2"),
        ("OPERATORS", pb.AEXPR_IN, "1 in (2)"),
        ("CASTS", "int4", "a::int"),
        ("CASTS", ARRAY, "a::int[]"),
    ],
)
def test_a_rule_is_asked_by_name(table, name, text):
    log = []
    asked(text, SimpleNamespace(**{table: {name: noting(log, "it")}}))
    assert [found for found, _ in log] == ["it"]


@pytest.mark.parametrize("text", ["g(1)", "mine.f(1)", "1 - 2", "1 + 2 in (3)", "a::int8"])
def test_another_name_is_not_its_business(text):
    log = []
    handler = noting(log, "it")
    tables = {"CALLS": {"f": handler}, "OPERATORS": {"+": handler}, "CASTS": {"int4": handler}}
    asked(text, SimpleNamespace(**tables))
    assert log == []


def test_rules_are_asked_in_the_order_of_their_modules():
    log = []
    first = SimpleNamespace(NODES={"func_call": noting(log, "every")})
    second = SimpleNamespace(
        CALLS={"f": noting(log, "named")}, NODES={"func_call": noting(log, "behind")}
    )
    asked("f(1)", first, second)
    assert log == [("every", "Node"), ("named", "FuncCall"), ("behind", "Node")]


def test_a_new_name_asks_the_modules_that_come_behind():
    log = []
    early = SimpleNamespace(CALLS={"g": noting(log, "early")})
    renaming = SimpleNamespace(CALLS={"f": noting(log, "renames", tree.call("g"))})
    late = SimpleNamespace(CALLS={"f": noting(log, "old"), "g": noting(log, "new")})
    node = asked("f(1)", early, renaming, late)
    assert [found for found, _ in log] == ["renames", "new"]
    assert tree.names(node.func_call.funcname) == ["g"]


def test_another_kind_of_node_ends_it():
    log = []
    first = SimpleNamespace(CALLS={"f": noting(log, "first", tree.integer(1))})
    second = SimpleNamespace(CALLS={"f": noting(log, "second")})
    node = asked("f(1)", first, second)
    assert [found for found, _ in log] == ["first"]
    assert node.a_const.ival.ival == 1


def test_parents_come_first_and_what_no_rule_knows_is_left_out():
    (found,) = parse.parse(Source("select f(g(1) + a), b::int from t"))
    rules = SimpleNamespace(NODES={"func_call": noting([], "")}, MESSAGES={"TypeName": None})
    every, todo = Dispatch([rules]).find(found.tree)
    assert [kind for _, kind in todo if kind] == ["func_call", "type_cast", "a_expr", "func_call"]
    assert [type(message).__name__ for message, kind in todo if kind is None] == ["TypeName"]
    assert every[0] is found.tree


@pytest.mark.parametrize(
    "text",
    [
        "select count(*) filter (where b > 1) over (partition by c order by d) from t group by a",
        "with x as (select 1) select * from x join lateral (select 2) y on true where a in (1, 2)",
        "insert into t values (1, '{}') on conflict (a) do update set b = excluded.b returning *",
    ],
)
def test_nothing_but_names_is_left_out(text):
    (found,) = parse.parse(Source(text))
    every, _ = Dispatch([]).find(found.tree)
    seen = {id(message) for message in every}
    left_out = [message for message in messages(found.tree) if id(message) not in seen]
    kinds = [m.WhichOneof("node") if type(m) is pb.Node else "string" for m in left_out]
    assert set(kinds) <= {"string"}


def test_what_is_noted_is_pointed_out_without_a_rule():
    statement = parse.parse(Source("select (select 1), lower('a')"))[0]
    _, todo = Dispatch([], [pb.SubLink]).find(statement.tree)
    noted = [type(message) for message, kind in todo if kind is None]
    assert noted == [pb.SubLink]


def test_a_constant_is_pointed_out_where_a_rule_may_be_about_it():
    rules = SimpleNamespace(NODES={"a_const": noting([], "constant")})
    statement = parse.parse(Source("select 1, 'a', true, null, 1.5, b'1'"))[0]
    _, todo = Dispatch([rules]).find(statement.tree)
    assert [node.a_const.WhichOneof("val") for node, kind in todo if kind == "a_const"] == [
        "fval",
        "bsval",
    ]
