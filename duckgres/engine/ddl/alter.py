"""ALTER TABLE: each action changes the model, and says how DuckDB could do it by itself.

Where DuckDB can do all of a statement's actions it does them; otherwise the table is made anew
(``rebuild``). DuckDB refuses most changes of a table that has an index, a key or a foreign key,
and knows no constraint that comes later, so what it can do is asked of the model, not tried: an
error would end the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from duckgres.engine.ddl import (
    columns,
    constraints,
    foreign,
    model,
    numbers,
    others,
    rebuild,
    shown,
    view_texts,
)
from duckgres.engine.ddl.door import Door, Place, missing
from duckgres.engine.ddl.model import Table
from duckgres.engine.ddl.work import Work, keys_to
from duckgres.engine.foreign_keys.key import put
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl import changes
from duckgres.sql.ddl.steps import Name

_RENAMES = (changes.Move, changes.RenameColumn)


def alter(door: Door, step: changes.Alter) -> None:
    """Change an object."""
    found = _found(door, step)
    if found is None:
        return
    if found.kind != "table":
        others.alter(door, found, step.changes)
        return
    work = Work(door, model.read(door, found), rebuild.children(door, found))
    work.pointing = foreign.pointing_at(door, found)
    old = model.read(door, found)
    renames = any(isinstance(change, _RENAMES) for change in step.changes)
    readers = view_texts.readers(door, found) if renames else []
    for change in step.changes:
        CHANGES[type(change)](work, change)
    shown.show_table(work.table)
    if work.native is None:
        rebuild.rebuild(door, old, work.table, work.children)
    else:
        _change(work, old, work.native)
    for text in work.behind:
        door.run(text)
    for key in work.made:
        foreign.check_rows(door, key)
    pairs = zip(old.columns, work.table.columns, strict=False)  # a rename stands alone
    columns = {before.name: after.name for before, after in pairs}
    view_texts.follow(door, readers, found, work.table.place, columns)


def _change(work: Work, old: Table, texts: list[str]) -> None:
    """Let DuckDB change a table, and write down what it forgets."""
    door, where = work.door, work.table.place
    for text in texts:
        door.run(text)
    model.keep_names(door, where, work.table)
    for column in work.table.columns:
        before = old.column(column.name)
        if before is None or before.facts != column.facts:
            model.keep_facts(door, where, column.name, column.comment, column.facts)
    if not foreign.same(old, work.table):
        foreign.store(door, where, foreign.of(work.table))


def _found(door: Door, step: changes.Alter) -> Place | None:
    """Return what is changed; ALTER TABLE takes views, sequences and indexes, too."""
    kind = "table" if step.kind == "materialized view" else step.kind
    found = door.find(kind, step.target)
    if found is None and kind == "table":
        found = door.find("relation", step.target)
    if found is None:
        if not step.skips:
            raise missing(kind, step.target)
        word = "relation" if kind != "type" else "type"
        door.tell(f'{word} "{step.target.name}" does not exist, skipping')
    return found


def move(work: Work, change: changes.Move) -> None:
    """RENAME TO and SET SCHEMA."""
    old = work.table.place
    schema = old.schema if not change.schema else work.door.home(Name(change.schema, ""))
    new = Place(old.database, schema, change.name or old.name)
    temporary = new.database == "temp"
    there = work.door.find("relation", Name(new.schema, new.name, temporary))
    if there is not None and there.database == new.database:
        raise PgError(f'relation "{new.name}" already exists', sqlstate="42P07")
    native = any(c.kind == "f" for c in work.table.constraints)
    if change.schema and (native or work.children):
        raise PgError(
            "foreign keys between schemas are not supported",
            sqlstate="0A000",
            hint="Drop the foreign key, move both tables, and add it again.",
        )
    numbers.keep(work.door, old, work.table.facts)
    plain = not (work.table.indexes or work.children or native or change.schema)
    work.alter(f"RENAME TO {quoted(new.name)}", possible=plain)
    for constraint in keys_to(work):
        names = ", ".join(map(quoted, constraint.parent_columns))
        constraint.parent = new.name
        constraint.text = f"{new.text} ({names})"
    for index in work.table.indexes:
        index.text = index_text(index.text, new)
    work.table.place = new
    others = [place for place, _ in work.pointing if place != old]
    foreign.change(work.door, others, foreign.moved(old, new))
    own = map(foreign.moved(old, new), foreign.of(work.table))
    put(work.table.facts, list(own))


def index_text(text: str, place: Place) -> str:
    """Return the text that makes an index on another table."""
    head, _, rest = text.partition(" ON ")
    return f"{head} ON {place.text}{rest[rest.index('(') :]}"


def nothing(work: Work, change: changes.Nothing) -> None:
    """Do nothing."""


CHANGES: dict[type, Callable[[Work, Any], None]] = {  # Any: the change of that class
    changes.AddColumn: columns.add_column,
    changes.DropColumn: columns.drop_column,
    changes.ColumnType: columns.column_type,
    changes.Default: columns.default,
    changes.NotNull: columns.not_null,
    changes.AddConstraint: constraints.add_constraint,
    changes.DropConstraint: constraints.drop_constraint,
    changes.KnownConstraint: constraints.known_constraint,
    changes.Identity: columns.identity,
    changes.DropExpression: columns.drop_expression,
    changes.RenameColumn: columns.rename_column,
    changes.RenameConstraint: constraints.rename_constraint,
    changes.Move: move,
    changes.Nothing: nothing,
}
