"""ADD, DROP, RENAME and VALIDATE CONSTRAINT."""

from __future__ import annotations

from duckgres.engine.ddl import model
from duckgres.engine.ddl.model import Constraint
from duckgres.engine.ddl.work import UNDEFINED_COLUMN, Work, add, check_children
from duckgres.errors import PgError
from duckgres.sql.ddl import changes


def add_constraint(work: Work, change: changes.AddConstraint) -> None:
    """ADD CONSTRAINT."""
    wanted = change.constraint
    table = work.table
    if wanted.name and table.constraint(wanted.name) is not None:
        message = f'constraint "{wanted.name}" for relation "{work.name}" already exists'
        raise PgError(message, sqlstate="42710")
    columns = list(wanted.columns)
    if change.index:
        columns = _index_columns(work, change.index)
    for name in columns:
        if table.column(name) is None:
            told = f'column "{name}" does not exist'
            if wanted.kind in "pu":
                told = f'column "{name}" named in key does not exist'
            elif wanted.kind == "f":
                told = f'column "{name}" referenced in foreign key constraint does not exist'
            raise PgError(told, sqlstate=UNDEFINED_COLUMN)
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
    """VALIDATE CONSTRAINT: all are valid."""
    if work.table.constraint(change.name) is None:
        message = f'constraint "{change.name}" of relation "{work.name}" does not exist'
        raise PgError(message, sqlstate="42704")


def rename_constraint(work: Work, change: changes.RenameConstraint) -> None:
    """RENAME CONSTRAINT."""
    found = work.table.constraint(change.old)
    if found is None:
        message = f'constraint "{change.old}" for table "{work.name}" does not exist'
        raise PgError(message, sqlstate="42704")
    if work.table.constraint(change.new) is not None:
        message = f'constraint "{change.new}" for relation "{work.name}" already exists'
        raise PgError(message, sqlstate="42710")
    found.name = change.new
    said = work.table.facts.get("comments", {})
    if change.old in said:
        said[change.new] = said.pop(change.old)
