"""Every step has its procedure, and what fails stops the rest."""

import inspect

import pytest

from duckgres.engine import ddl
from duckgres.errors import PgError
from duckgres.sql.ddl import changes, comments, functions, objects, relations, steps, types
from duckgres.sql.ddl.steps import Name, Run, Unless

HELPERS = {"Name", "Constraint", "Sequence", "ColumnDefinition", "Reference"}


def test_every_step_has_a_procedure():
    modules = (steps, objects, types, comments, relations, functions)
    made = {
        kind
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__ and not name.startswith("_")
    }
    known = {kind for kind in made if kind.__name__ not in HELPERS}
    assert known | {changes.Alter} == set(ddl.PROCEDURES)


def test_steps_end_where_all_is_done(engine):
    engine.run("create table t (a int)")
    door = engine.door()
    ddl.run(door, [Unless("relation", Name("", "t")), Run("DROP TABLE t")])
    assert engine.door().find("table", Name("", "t")) is not None


def test_an_error_is_let_out(engine):
    with pytest.raises(PgError, match='table "nope" does not exist'):
        engine.run("drop table nope")
