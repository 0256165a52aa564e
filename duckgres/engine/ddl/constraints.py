"""ADD, DROP, RENAME and VALIDATE CONSTRAINT."""

from __future__ import annotations

from dataclasses import replace

from duckgres.engine.ddl import foreign, model
from duckgres.engine.ddl.model import Constraint
from duckgres.engine.ddl.work import UNDEFINED_COLUMN, Work, add, check_children
from duckgres.engine.foreign_keys.key import ForeignKey, put
from duckgres.errors import PgError
from duckgres.sql.ddl import changes


def add_constraint(work: Work, change: changes.AddConstraint) -> None:
    """ADD CONSTRAINT."""
    wanted = change.constraint
    table = work.table
    if wanted.name and (table.constraint(wanted.name) or _key(work, wanted.name)):
        message = f'constraint "{wanted.name}" for relation "{work.name}" already exists'
        raise PgError(message, sqlstate="42710")
    if wanted.reference is not None:
        made = foreign.add(work.door, table, wanted)
        if made.valid:
            work.made.append(made)
        return
    columns = list(wanted.columns)
    if change.index:
        columns = _index_columns(work, change.index)
    _check_columns(table, wanted.kind, columns)
    if wanted.kind == "p":
        if any(c.kind == "p" for c in table.constraints):
            message = f'multiple primary keys for table "{work.name}" are not allowed'
            raise PgError(message, sqlstate="42P16")
        for name in columns:
            work.column(name).not_null = True
    named = model.HIDDEN if wanted.hidden else wanted.name or change.index or None
    text = work.door.filled(wanted.text)
    add(work, Constraint(wanted.kind, columns, text, named, written=wanted.written))
    model.name_all(work.name, table.constraints)


def _check_columns(table: model.Table, kind: str, columns: list[str]) -> None:
    for name in columns:
        if table.column(name) is None:
            named = " named in key" if kind in "pu" else ""
            raise PgError(f'column "{name}"{named} does not exist', sqlstate=UNDEFINED_COLUMN)


def _index_columns(work: Work, name: str) -> list[str]:
    """Return the columns of the index that becomes a constraint, which takes its place."""
    index = next((i for i in work.table.indexes if i.name == name), None)
    if index is None:
        raise PgError(f'index "{name}" does not exist', sqlstate="42704")
    if not index.unique:
        raise PgError(f'"{name}" is not a unique index', sqlstate="42809")
    work.table.indexes.remove(index)
    return [column.strip(' "') for column in index.expressions.strip("[]").split(",")]


def drop_constraint(work: Work, change: changes.DropConstraint) -> None:
    """DROP CONSTRAINT."""
    if _key(work, change.name) is not None:
        put(work.table.facts, [k for k in foreign.of(work.table) if k.name != change.name])
        return
    found = work.table.constraint(change.name)
    if found is None or not change.name:
        message = f'constraint "{change.name}" of relation "{work.name}" does not exist'
        if not change.skips:
            raise PgError(message, sqlstate="42704")
        work.door.tell(f"{message}, skipping")
        return
    what = f"constraint {change.name} on table {work.name}"
    check_children(work, [found], change.cascades, what)
    work.table.constraints.remove(found)
    said = work.table.facts.pop("comments", {})
    said.pop(change.name, None)
    work.table.facts |= {"comments": said} if said else {}
    work.native = None


def known_constraint(work: Work, change: changes.KnownConstraint) -> None:
    """VALIDATE CONSTRAINT: all but foreign keys are valid."""
    key = _key(work, change.name)
    if key is not None:
        work.made.append(key)
        _replace(work, key, replace(key, valid=True))
        return
    if work.table.constraint(change.name) is None:
        message = f'constraint "{change.name}" of relation "{work.name}" does not exist'
        raise PgError(message, sqlstate="42704")


def rename_constraint(work: Work, change: changes.RenameConstraint) -> None:
    """RENAME CONSTRAINT."""
    found = work.table.constraint(change.old)
    key = _key(work, change.old)
    if found is None and key is None:
        message = f'constraint "{change.old}" for table "{work.name}" does not exist'
        raise PgError(message, sqlstate="42704")
    if work.table.constraint(change.new) or _key(work, change.new):
        message = f'constraint "{change.new}" for relation "{work.name}" already exists'
        raise PgError(message, sqlstate="42710")
    if key is not None:
        _replace(work, key, replace(key, name=change.new))
    elif found is not None:
        found.name = change.new
    said = work.table.facts.get("comments", {})
    if change.old in said:
        said[change.new] = said.pop(change.old)


def _key(work: Work, name: str) -> ForeignKey | None:
    """Return a foreign key by its name."""
    return next((key for key in foreign.of(work.table) if key.name == name), None)


def _replace(work: Work, old: ForeignKey, new: ForeignKey) -> None:
    """Put a foreign key in another's place."""
    put(work.table.facts, [new if key == old else key for key in foreign.of(work.table)])
