"""ALTER TABLE: each action changes the model, and says how DuckDB could do it by itself.

Where DuckDB can do all of a statement's actions it does them; otherwise the table is made anew
(``rebuild``). DuckDB refuses most changes of a table that has an index, a key or a foreign key,
and knows no constraint that comes later, so what it can do is asked of the model, not tried: an
error would end the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from duckgres.engine.ddl import create, model, rebuild
from duckgres.engine.ddl.door import Door, Place, quoted
from duckgres.engine.ddl.model import Column, Constraint, Table
from duckgres.engine.ddl.texts import mentions, renamed
from duckgres.engine.errors.type_names import postgres_type
from duckgres.errors import PgError
from duckgres.sql.ddl import changes, steps
from duckgres.sql.ddl.steps import Name

UNDEFINED_COLUMN = "42703"


@dataclass(slots=True)
class Work:
    """One ALTER TABLE.

    Attributes:
        table: As it will be.
        native: DuckDB's own statements, ``None`` once one of the actions needs the table anew.
        children: The tables whose foreign keys point at it.
        behind: What is to be done at the end.
    """

    door: Door
    table: Table
    children: list[Table]
    native: list[str] | None = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The table's name, as messages say it."""
        return self.table.place.name

    def do(self, text: str, *, possible: bool = True) -> None:
        """Add one of DuckDB's statements, if it can do this."""
        if not possible:
            self.native = None
        elif self.native is not None:
            self.native.append(text)

    def alter(self, action: str, *, possible: bool = True) -> None:
        """Add an ALTER TABLE of DuckDB's."""
        self.do(f"ALTER TABLE {self.table.place.text} {action}", possible=possible)

    def column(self, name: str) -> Column:
        """Return a column.

        Raises:
            PgError: There is none of this name.
        """
        found = self.table.column(name)
        if found is None:
            message = f'column "{name}" of relation "{self.name}" does not exist'
            raise PgError(message, sqlstate=UNDEFINED_COLUMN)
        return found

    @property
    def has_keys(self) -> bool:
        """Whether an index of any kind is on the table, or a foreign key points at it."""
        keys = any(constraint.kind != "c" for constraint in self.table.constraints)
        return bool(keys or self.table.indexes or self.children)


def alter(door: Door, step: changes.Alter) -> None:
    """Change an object."""
    found = door.find(step.kind, step.target) if step.skips else door.get(step.kind, step.target)
    if found is None:
        door.tell(f'relation "{step.target.name}" does not exist, skipping')
        return
    work = Work(door, model.read(door, found), rebuild.children(door, found))
    old = model.read(door, found)
    for change in step.changes:
        CHANGES[type(change)](work, change)
    if work.native is None:
        rebuild.rebuild(door, old, work.table, work.children)
    else:
        for text in work.native:
            door.run(text)
        where = work.table.place
        model.keep_names(door, where, [c.name for c in work.table.constraints])
        for column in work.table.columns:
            before = old.column(column.name)
            if before is None or before.facts != column.facts:
                model.keep_facts(door, where, column.name, column.comment, column.facts)
    for text in work.behind:
        door.run(text)


def add_column(work: Work, change: changes.AddColumn) -> None:
    """ADD COLUMN."""
    wanted = change.column
    if work.table.column(wanted.name) is not None:
        message = f'column "{wanted.name}" of relation "{work.name}" already exists'
        if not change.skips:
            raise PgError(message, sqlstate="42701")
        work.door.tell(f"{message}, skipping", "42701")
        return
    column = Column(wanted.name, wanted.type, wanted.default, wanted.not_null, None, {})
    column.facts.update({key: value for key, value in wanted.facts if key != "sequence"})
    if wanted.sequence is not None:
        add_sequence(work, column, wanted.sequence, wanted.identity)
    if wanted.generated is not None:
        column.default = wanted.generated
    else:
        column.value = f"({column.default})" if column.default is not None else "NULL"
    work.table.columns.append(column)
    plain = not (column.not_null or change.constraints or wanted.sequence or wanted.generated)
    volatile = column.default is not None and "(" in column.default
    default = f" DEFAULT ({column.default})" if column.default is not None else ""
    work.alter(
        f"ADD COLUMN {quoted(column.name)} {column.type}{default}",
        possible=plain and not volatile,
    )
    for constraint in change.constraints:
        add_constraint(work, changes.AddConstraint(constraint))


def add_sequence(work: Work, column: Column, options: steps.Sequence, identity: str) -> None:
    """Make the sequence of a column, at once: its values are the default."""
    where = work.table.place
    name = Name(where.schema, where.name, where.database == "temp")
    slot = f"sequence {column.name}"
    create.new_sequence(work.door, steps.NewSequence(slot, name, column.name, options))
    text = work.door.slots[slot]
    column.default = f"nextval({text})"
    column.not_null = True
    column.facts["sequence"] = text[1:-1].replace("''", "'")
    if identity:
        column.facts["identity"] = identity


def drop_column(work: Work, change: changes.DropColumn) -> None:
    """DROP COLUMN, with the constraints and indexes that name it."""
    column = work.table.column(change.name)
    if column is None:
        message = f'column "{change.name}" of relation "{work.name}" does not exist'
        if not change.skips:
            raise PgError(message, sqlstate=UNDEFINED_COLUMN)
        work.door.tell(f"{message}, skipping")
        return
    used = work.table.using(column.name)
    _check_children(work, used, change.cascades, f"column {column.name} of table {work.name}")
    possible = not (used or work.has_keys) and len(work.table.columns) > 1
    table = work.table
    table.columns.remove(column)
    table.constraints = [c for c in table.constraints if c not in used]
    table.indexes = [i for i in table.indexes if not mentions(i.text, column.name)]
    if not table.columns:
        raise PgError(
            "a table without columns is not supported",
            sqlstate="0A000",
            hint="Drop the table instead.",
        )
    work.alter(f"DROP COLUMN {quoted(column.name)}", possible=possible)
    if column.facts.get("sequence"):
        work.behind.append(f"DROP SEQUENCE IF EXISTS {sequence_text(column.facts['sequence'])}")


def sequence_text(stored: str) -> str:
    """Return a sequence's name for a statement, of how ``nextval`` is given it."""
    return stored


def _check_children(work: Work, used: list[Constraint], cascades: bool, what: str) -> None:
    """Let no foreign key of another table lose what it points at, unless it goes, too."""
    keys = [set(c.columns) for c in used if c.kind in "pu"]
    for child in work.children:
        for constraint in list(child.constraints):
            if constraint.kind != "f" or constraint.parent.casefold() != work.name.casefold():
                continue
            if set(constraint.parent_columns) not in keys:
                continue
            described = f"constraint {constraint.name} on table {child.place.name}"
            if not cascades:
                raise PgError(
                    f"cannot drop {what} because other objects depend on it",
                    sqlstate="2BP01",
                    detail=f"{described} depends on {what}",
                    hint="Use DROP ... CASCADE to drop the dependent objects too.",
                )
            work.door.tell(f"drop cascades to {described}")
            child.constraints.remove(constraint)


def column_type(work: Work, change: changes.ColumnType) -> None:
    """ALTER COLUMN … TYPE."""
    column = work.column(change.name)
    wanted = str(work.door.value(f"SELECT typeof(CAST(NULL AS {change.type}))"))
    if change.using is None and column.type == "VARCHAR" and not _is_text(change):
        told = postgres_type(wanted)
        raise PgError(
            f'column "{column.name}" cannot be cast automatically to type {told}',
            sqlstate="42804",
            hint=f'You might need to specify "USING {column.name}::{told}".',
        )
    used = work.table.using(column.name)
    hidden = [c for c in used if c.name == model.HIDDEN]
    possible = not used and change.check is None and not work.table.indexes and not work.children
    for constraint in hidden:
        work.table.constraints.remove(constraint)
    value = change.using if change.using is not None else quoted(column.name)
    if column.value is None:
        column.value = f"CAST({value} AS {wanted})"
    column.type = wanted
    kept = {k: v for k, v in column.facts.items() if k in ("sequence", "identity", "generated")}
    column.facts = kept | dict(change.facts)
    if change.check is not None:
        _add(work, Constraint("c", [column.name], change.check, model.HIDDEN))
    work.alter(
        f"ALTER COLUMN {quoted(column.name)} TYPE {wanted} USING {column.value}",
        possible=possible and not column.facts.get("generated"),
    )


def _is_text(change: changes.ColumnType) -> bool:
    kind = dict(change.facts).get("type")
    return kind in ("varchar", "bpchar") or change.type.lower() in ("text", "name")


def default(work: Work, change: changes.Default) -> None:
    """SET DEFAULT and DROP DEFAULT."""
    column = work.column(change.name)
    if column.facts.get("identity"):
        message = f'column "{column.name}" of relation "{work.name}" is an identity column'
        raise PgError(message, sqlstate="42601")
    if column.facts.get("generated"):
        message = f'column "{column.name}" of relation "{work.name}" is a generated column'
        raise PgError(message, sqlstate="42601")
    column.default = None if change.value is None else work.door.filled(change.value)
    action = "DROP DEFAULT" if column.default is None else f"SET DEFAULT {column.default}"
    work.alter(f"ALTER COLUMN {quoted(column.name)} {action}")


def not_null(work: Work, change: changes.NotNull) -> None:
    """SET NOT NULL and DROP NOT NULL."""
    column = work.column(change.name)
    if not change.holds:
        if any(c.kind == "p" for c in work.table.using(column.name)):
            message = f'column "{column.name}" is in a primary key'
            raise PgError(message, sqlstate="42P16")
        if column.facts.get("identity"):
            message = f'column "{column.name}" of relation "{work.name}" is an identity column'
            raise PgError(message, sqlstate="42601")
    if column.not_null is change.holds:
        return
    column.not_null = change.holds
    possible = not (work.table.indexes or work.children)
    if change.holds and possible and work.native is not None and not work.native:
        rebuild.check_not_null(work.door, work.table, column, work.table.place.text)
    action = "SET NOT NULL" if change.holds else "DROP NOT NULL"
    work.alter(f"ALTER COLUMN {quoted(column.name)} {action}", possible=possible)


def _add(work: Work, constraint: Constraint) -> None:
    work.native = None
    work.table.constraints.append(constraint)


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
    _add(work, Constraint(wanted.kind, columns, text, named))
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
    _check_children(work, [found], change.cascades, what)
    work.table.constraints.remove(found)
    work.native = None


def known_constraint(work: Work, change: changes.KnownConstraint) -> None:
    """VALIDATE CONSTRAINT: all are valid."""
    if work.table.constraint(change.name) is None:
        message = f'constraint "{change.name}" of relation "{work.name}" does not exist'
        raise PgError(message, sqlstate="42704")


def identity(work: Work, change: changes.Identity) -> None:
    """ADD, SET and DROP of an identity."""
    column = work.column(change.name)
    there = column.facts.get("identity")
    told = f'column "{column.name}" of relation "{work.name}"'
    if change.action == "add":
        if there:
            raise PgError(f"{told} is already an identity column", sqlstate="55000")
        if column.default is not None:
            raise PgError(f"{told} already has a default value", sqlstate="55000")
        if not column.not_null:
            raise PgError(f"{told} must be declared NOT NULL before identity can be added",
                          sqlstate="55000")  # fmt: skip
        add_sequence(work, column, change.options or steps.Sequence(), change.when)
        work.alter(f"ALTER COLUMN {quoted(column.name)} SET DEFAULT {column.default}")
        return
    if not there:
        if not change.skips:
            raise PgError(f"{told} is not an identity column", sqlstate="55000")
        work.door.tell(f"{told} is not an identity column, skipping")
        return
    if change.action == "drop":
        column.default = None
        dropped = column.facts.pop("sequence")
        del column.facts["identity"]
        work.alter(f"ALTER COLUMN {quoted(column.name)} DROP DEFAULT")
        work.behind.append(f"DROP SEQUENCE {sequence_text(dropped)}")
        return
    if change.when:
        column.facts["identity"] = change.when
    if change.options is not None and change.options != steps.Sequence():
        raise PgError(
            "changing the sequence of an identity column here is not supported",
            sqlstate="0A000",
            hint=f"Use ALTER SEQUENCE {column.facts['sequence']}.",
        )


def drop_expression(work: Work, change: changes.DropExpression) -> None:
    """DROP EXPRESSION: the values stay as they are."""
    column = work.column(change.name)
    if not column.facts.pop("generated", None):
        message = f'column "{column.name}" of relation "{work.name}" is not a generated column'
        if not change.skips:
            raise PgError(message, sqlstate="55000")
        work.door.tell(f"{message}, skipping")
        return
    column.default = None
    column.value = quoted(column.name)
    work.native = None


def rename_column(work: Work, change: changes.RenameColumn) -> None:
    """RENAME COLUMN, in all that names it."""
    column = work.column(change.old)
    if work.table.column(change.new) is not None:
        message = f'column "{change.new}" of relation "{work.name}" already exists'
        raise PgError(message, sqlstate="42701")
    # DuckDB's keys go on telling the old name in their errors.
    keys = any(c.kind != "c" for c in work.table.using(column.name))
    possible = not (work.table.indexes or work.children or keys)
    work.alter(f"RENAME COLUMN {quoted(column.name)} TO {quoted(change.new)}", possible=possible)
    old = column.name
    if column.value is None and not column.facts.get("generated"):
        column.value = quoted(old)
    column.name = change.new
    for other in work.table.columns:
        if other.facts.get("generated") and other.default is not None:
            other.default = renamed(other.default, old, change.new)
    for constraint in work.table.constraints:
        constraint.columns = [change.new if c == old else c for c in constraint.columns]
        if constraint.kind == "c":
            constraint.text = renamed(constraint.text, old, change.new)
    for index in work.table.indexes:
        index.text = renamed(index.text, old, change.new)
    for constraint in _keys_to(work):
        names = [change.new if c == old else c for c in constraint.parent_columns]
        constraint.parent_columns = names
        columns = ", ".join(map(quoted, names))
        constraint.text = f"{work.table.place.text} ({columns})"


def _keys_to(work: Work) -> list[Constraint]:
    """Return the foreign keys that point at the table."""
    name = work.name.casefold()
    tables = [*work.children, work.table]
    every = [constraint for table in tables for constraint in table.constraints]
    return [c for c in every if c.kind == "f" and c.parent.casefold() == name]


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


def move(work: Work, change: changes.Move) -> None:
    """RENAME TO and SET SCHEMA."""
    old = work.table.place
    schema = old.schema if not change.schema else work.door.home(Name(change.schema, ""))
    new = Place(old.database, schema, change.name or old.name)
    temporary = new.database == "temp"
    there = work.door.find("relation", Name(new.schema, new.name, temporary))
    if there is not None and there.database == new.database:
        raise PgError(f'relation "{new.name}" already exists', sqlstate="42P07")
    foreign = any(c.kind == "f" for c in work.table.constraints)
    if change.schema and (foreign or work.children):
        raise PgError(
            "foreign keys between schemas are not supported",
            sqlstate="0A000",
            hint="Drop the foreign key, move both tables, and add it again.",
        )
    plain = not (work.table.indexes or work.children or foreign or change.schema)
    work.alter(f"RENAME TO {quoted(new.name)}", possible=plain)
    for constraint in _keys_to(work):
        columns = ", ".join(map(quoted, constraint.parent_columns))
        constraint.parent = new.name
        constraint.text = f"{new.text} ({columns})"
    for index in work.table.indexes:
        index.text = index_text(index.text, new)
    work.table.place = new


def index_text(text: str, place: Place) -> str:
    """Return the text that makes an index on another table."""
    head, _, rest = text.partition(" ON ")
    return f"{head} ON {place.text}{rest[rest.index('(') :]}"


def nothing(work: Work, change: changes.Nothing) -> None:
    """Do nothing."""


CHANGES: dict[type, Callable[[Work, Any], None]] = {  # Any: the change of that class
    changes.AddColumn: add_column,
    changes.DropColumn: drop_column,
    changes.ColumnType: column_type,
    changes.Default: default,
    changes.NotNull: not_null,
    changes.AddConstraint: add_constraint,
    changes.DropConstraint: drop_constraint,
    changes.KnownConstraint: known_constraint,
    changes.Identity: identity,
    changes.DropExpression: drop_expression,
    changes.RenameColumn: rename_column,
    changes.RenameConstraint: rename_constraint,
    changes.Move: move,
    changes.Nothing: nothing,
}
