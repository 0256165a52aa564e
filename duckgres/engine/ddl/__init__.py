"""DDL on a worker thread: the procedures for the steps of ``sql.ddl``.

A table from the class of a step to its procedure. All steps of a statement run in one transaction,
which the session has opened, so that an error leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from duckgres.engine.ddl import (
    alter,
    comments,
    create,
    drop,
    indexes,
    relations,
    sequences,
    truncate,
    types,
    viewed,
)
from duckgres.engine.ddl.door import Door
from duckgres.sql.ddl import changes, objects, steps
from duckgres.sql.ddl import comments as wanted_comments
from duckgres.sql.ddl import functions as wanted_functions
from duckgres.sql.ddl import relations as wanted_relations
from duckgres.sql.ddl import types as wanted_types

PROCEDURES: dict[type, Callable[[Door, Any], None]] = {  # Any: the step of that class
    steps.Main: create.main,
    steps.Tell: create.tell,
    steps.Skip: create.skip,
    steps.Freeze: relations.freeze,
    steps.KeepQuery: viewed.keep,
    steps.Run: create.run,
    steps.Unless: create.unless,
    steps.NewSequence: create.new_sequence,
    steps.Remember: create.remember,
    steps.Like: create.like,
    steps.OnCommit: create.on_commit,
    steps.SetValues: sequences.set_values,
    steps.NewNamedSequence: sequences.create,
    steps.ChangeSequence: sequences.change,
    wanted_relations.NewMaterializedView: relations.new_materialized_view,
    wanted_relations.Refresh: relations.refresh,
    wanted_functions.NewFunction: relations.new_function,
    wanted_comments.Comment: comments.comment,
    wanted_types.NewType: types.new_type,
    wanted_types.NewDomain: types.new_domain,
    wanted_types.EnumValue: types.change_enum,
    changes.Alter: alter.alter,
    objects.Drop: drop.drop,
    objects.Truncate: truncate.truncate,
    objects.NewIndex: indexes.create,
}


def run(door: Door, wanted: Iterable[object]) -> None:
    """Take the steps, until one of them says that all is done."""
    for step in wanted:
        PROCEDURES[type(step)](door, step)
        if door.done:
            return
