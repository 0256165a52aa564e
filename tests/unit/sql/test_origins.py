"""Where a result's columns are from; what it comes to is tested in the engine's ``test_facts``."""

import pytest

from duckgres.pgtypes import oids
from duckgres.sql.origins import of_statement, of_text
from duckgres.sql.plan import plan
from duckgres.sql.sources import ArrayOf, Column, ElementOf, Known, Query, Star, Table, Target
from duckgres.sql.statement import Statement, StatementKind
from tests.unit.sql.asking import unasked

T, U = Table("", "t"), Table("", "u")


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("select j from t", [Target("j", Column("j", (T,)))]),
        ("select x.j from s.t x", [Target("j", Column("j", (Table("s", "t"),)))]),
        ("select j from t x(a, b)", [Target("j", Column("j", (Table("", "t", ("a", "b")),)))]),
        ("select * from t, u", [Target(None, Star((T, U)))]),
        ("select u.* from t join u using (id)", [Target(None, Star((U,)))]),
        ("select nope.* from t", [Target(None, None)]),
        (
            "select y from (select j as y from t) s",
            [Target("y", Column("y", (Query((Target("y", Column("j", (T,))),)),)))],
        ),
        ("select (select j from u) from t", [Target("j", Column("j", (U, T)))]),
        ("select '{}'::jsonb[]", [Target("jsonb", ArrayOf(Known(oids.JSONB)))]),
        ("select array_agg(j) from t", [Target("array_agg", ArrayOf(Column("j", (T,))))]),
        ("select (array_agg(j))[1] from t", [Target("array_agg", Column("j", (T,)))]),
        ("select a[1] from t", [Target("a", ElementOf(Column("a", (T,))))]),
        ("select lower(a), 1 from t", [Target("lower", None), Target("?column?", None)]),
        ("values (1, '{}'::json)", [Target("column1", None), Target("column2", Known(oids.JSON))]),
        ("insert into t values (1) returning j", [Target("j", Column("j", (T,)))]),
        ("create view v as select j from t", [Target("j", Column("j", (T,)))]),
        ("drop table t", []),
        ("from t", []),
    ],
)
def test_targets(text, targets):
    assert list(of_text(text).targets) == targets


def test_they_are_worked_out_from_the_clients_text_once():
    (statement,) = plan("select j -> $1, current_user from t", unasked)
    found = of_statement(statement)
    assert found.targets[0].source == Column("j", (T,))
    assert of_statement(statement) is found


def test_names_of_columns_that_the_catalog_fills_in_are_no_columns():
    statement = Statement(
        StatementKind.MODIFY,
        "INSERT 0",
        pieces=("insert into t ", "values (1, ", ") returning j"),
        slots=('["listed", "", "t", 2]', 1),
        sources=(),
        parameter_count=1,
    )
    found = of_statement(statement)
    assert found.targets == (Target("j", Column("j", (T,))),)
    assert found.parameters == {1: Column("#2", (T,))}
