"""What ALTER TABLE does to columns."""

from __future__ import annotations

from duckgres.engine.ddl import create, dependents, foreign, model, rebuild, shown, types
from duckgres.engine.ddl.constraints import add_constraint
from duckgres.engine.ddl.door import Place
from duckgres.engine.ddl.model import Column, Constraint
from duckgres.engine.ddl.texts import is_constant, mentions, renamed
from duckgres.engine.ddl.work import UNDEFINED_COLUMN, Work, add, check_children, keys_to
from duckgres.engine.errors.type_names import postgres_type
from duckgres.engine.foreign_keys.key import put
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl import changes, steps
from duckgres.sql.ddl.steps import Name


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
    work.table.columns.append(column)
    before = len(work.table.constraints)
    types.apply_domain(work.door, work.table, column)
    shown.show_default(work.table, column)
    column.is_shown = True
    limited = len(work.table.constraints) > before
    if wanted.generated is None:
        column.value = f"({column.default})" if column.default is not None else "NULL"
    plain = not (
        limited
        or column.not_null
        or wanted.sequence
        or wanted.generated
        or any(constraint.reference is None for constraint in change.constraints)
    )
    # Of any other default DuckDB makes several statements, and a setting that is locked.
    constant = column.default is None or is_constant(column.default)
    default = f" DEFAULT ({column.default})" if column.default is not None else ""
    work.alter(
        f"ADD COLUMN {quoted(column.name)} {column.type}{default}",
        possible=plain and constant,
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
    _drop_views(work, column, cascades=change.cascades)
    used = work.table.using(column.name)
    check_children(work, used, change.cascades, f"column {column.name} of table {work.name}")
    possible = not (used or work.has_keys) and len(work.table.columns) > 1
    table = work.table
    table.columns.remove(column)
    table.constraints = [c for c in table.constraints if c not in used]
    table.indexes = [i for i in table.indexes if not mentions(i.text, column.name)]
    put(table.facts, [key for key in foreign.of(table) if column.name not in key.columns])
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


def _views_of(work: Work, column: Column) -> list[Place]:
    """Return the views that read a column."""
    found = dependents.views_with_text(work.door, work.table.place)
    return [view for view, text in found if mentions(text, column.name)]


def _drop_views(work: Work, column: Column, *, cascades: bool) -> None:
    """Let the views that read a column go with it."""
    found = _views_of(work, column)
    views = [dependents.shown(work.door, view) for view in found]
    what = f"column {column.name} of table {work.name}"
    if views and not cascades:
        raise PgError(
            f"cannot drop {what} because other objects depend on it",
            sqlstate="2BP01",
            detail="\n".join(f"view {name} depends on {what}" for name in views),
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    for view, name in zip(found, views, strict=True):
        work.door.run(f"DROP VIEW IF EXISTS {view.text}")
        work.door.tell(f"drop cascades to view {name}")


def _check_views(work: Work, column: Column) -> None:
    """Let no column change under the views that read it."""
    for view in _views_of(work, column):
        name = dependents.shown(work.door, view)
        raise PgError(
            "cannot alter type of a column used by a view or rule",
            sqlstate="0A000",
            detail=f'rule _RETURN on view {name} depends on column "{column.name}"',
        )


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
    keys = [*keys_to(work), *(c for c in work.table.using(column.name) if c.kind == "f")]
    names = {name for key in keys for name in (*key.parent_columns, *key.columns)}
    if column.name in names and wanted != column.type:
        raise PgError(
            f'column "{column.name}" is part of a foreign key, and its type cannot change',
            sqlstate="0A000",
            hint="Drop the foreign key, change both columns, and add it again.",
        )
    _check_views(work, column)
    work.made += [key for key in foreign.of(work.table) if column.name in key.columns]
    work.made += [key for _, key in work.pointing if column.name in key.parent_columns]
    used = work.table.using(column.name)
    hidden = [c for c in used if c.name == model.HIDDEN]
    possible = not used and change.check is None and not work.table.indexes and not work.children
    for constraint in hidden:
        work.table.constraints.remove(constraint)
    value = change.using if change.using is not None else quoted(column.name)
    if column.value is None:
        column.value = f"CAST({value} AS {wanted})"
    column.type = wanted
    kept = {k: v for k, v in column.facts.items() if k in _KEPT}
    column.facts = kept | dict(change.facts)
    if change.check is not None:
        add(work, Constraint("c", [column.name], change.check, model.HIDDEN))
    work.alter(
        f"ALTER COLUMN {quoted(column.name)} TYPE {wanted} USING {column.value}",
        possible=possible and not column.facts.get("generated"),
    )


_KEPT = frozenset({"sequence", "identity", "generated", "default"})


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
    if column.default is not None and column.type.endswith("]") and column.default[:1] == "'":
        column.default = f"CAST(_pg_array({column.default}) AS {column.type})"
    column.facts.pop(shown.DEFAULT, None)
    if change.written:
        column.facts[shown.DEFAULT] = change.written
        shown.show_default(work.table, column)
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
        column.facts.pop(shown.DEFAULT, None)
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
    column.facts.pop(shown.DEFAULT, None)
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
    shown.rename_column(work.table, old, change.new)
    for other in work.table.columns:
        if other.facts.get("generated") and other.default is not None:
            other.default = renamed(other.default, old, change.new)
    for constraint in work.table.constraints:
        constraint.columns = [change.new if c == old else c for c in constraint.columns]
        if constraint.kind == "c":
            constraint.text = renamed(constraint.text, old, change.new)
    for index in work.table.indexes:
        index.text = renamed(index.text, old, change.new)
    own = [key.renamed(old, change.new, parent=False) for key in foreign.of(work.table)]
    pointed = foreign.parent_column(work.table.place, old, change.new)
    put(work.table.facts, list(map(pointed, own)))
    others = [place for place, _ in work.pointing if place != work.table.place]
    foreign.change(work.door, others, pointed)
    for constraint in keys_to(work):
        names = [change.new if c == old else c for c in constraint.parent_columns]
        constraint.parent_columns = names
        columns = ", ".join(map(quoted, names))
        constraint.text = f"{work.table.place.text} ({columns})"
