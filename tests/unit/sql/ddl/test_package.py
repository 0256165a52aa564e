"""Which statements have steps, and where an INSERT puts its rows."""

import pytest

from duckgres.sql import ddl
from duckgres.sql.statement import Insertion
from tests.unit.sql.ddl.planning import planned, refused, steps


@pytest.mark.parametrize("text", ["create table t (a int)", "select 1"])
def test_what_is_run_as_it_is_has_no_steps(text):
    assert steps(text) == ()


def test_what_a_planner_refuses_is_refused_when_it_is_run():
    assert refused("create table t (a int, a2 int) inherits (u)")[0] == "0A000"


def test_every_planner_is_for_a_node_of_the_grammar():
    from postgast import pg_query_pb2 as pb

    names = {field.name for field in pb.Node.DESCRIPTOR.fields}
    assert set(ddl.PLANNERS) <= names


@pytest.mark.parametrize(
    ("text", "insertion"),
    [
        ("insert into s.t values (1, 2)", Insertion("s", "t", (), 2)),
        ("insert into t (a, b) select 1, 2", Insertion("", "t", ("a", "b"), None)),
        ("insert into t default values", Insertion("", "t", (), 0)),
        (
            "insert into t (a) overriding system value values (1)",
            Insertion("", "t", ("a",), 1, "system"),
        ),
        ("update t set a = 1", None),
    ],
)
def test_insertion(text, insertion):
    assert planned(text).inserts == insertion
