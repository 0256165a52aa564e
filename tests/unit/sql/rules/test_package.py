"""The walk that rules share."""

from duckgres.sql import rules
from duckgres.sql.parse import parse
from duckgres.sql.positions import Source


def test_walk_reaches_every_node():
    (parsed,) = parse(Source("select f(a + 1, (select b from u where c = 2)) from t"))
    kinds = {node.WhichOneof("node") for node in rules.walk(parsed.node)}
    assert {"func_call", "a_expr", "sub_link", "column_ref", "a_const", "range_var"} <= kinds
