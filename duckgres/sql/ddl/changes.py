"""What ALTER TABLE does to a table, one class for each kind of action."""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.sql.ddl.steps import ColumnDefinition, Constraint, FactItems, Name, Sequence


@dataclass(frozen=True, slots=True)
class AddColumn:
    """ADD COLUMN; ``skips`` is IF NOT EXISTS."""

    column: ColumnDefinition
    constraints: tuple[Constraint, ...]
    skips: bool


@dataclass(frozen=True, slots=True)
class DropColumn:
    """DROP COLUMN; ``skips`` is IF EXISTS."""

    name: str
    skips: bool
    cascades: bool


@dataclass(frozen=True, slots=True)
class ColumnType:
    """ALTER COLUMN … TYPE.

    Attributes:
        type: DuckDB's.
        using: The value of the column in a row, ``None`` for its cast.
        facts: What DuckDB forgets of the type.
        check: The CHECK that keeps the type's length.
    """

    name: str
    type: str
    using: str | None
    facts: FactItems
    check: str | None


@dataclass(frozen=True, slots=True)
class Default:
    """SET DEFAULT; ``None`` is DROP DEFAULT.

    Attributes:
        written: In PostgreSQL's words.
    """

    name: str
    value: str | None
    written: str = ""


@dataclass(frozen=True, slots=True)
class NotNull:
    """SET NOT NULL and DROP NOT NULL."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """ADD CONSTRAINT; ``index`` is the one of USING INDEX."""

    constraint: Constraint
    index: str = ""


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """DROP CONSTRAINT; ``skips`` is IF EXISTS."""

    name: str
    skips: bool
    cascades: bool


@dataclass(frozen=True, slots=True)
class KnownConstraint:
    """VALIDATE CONSTRAINT, ALTER CONSTRAINT: nothing to do if it is there."""

    name: str


@dataclass(frozen=True, slots=True)
class Identity:
    """ADD, SET and DROP of GENERATED … AS IDENTITY.

    Attributes:
        action: ``add``, ``set`` or ``drop``.
        when: ``a`` always, ``d`` by default, empty for no change.
        skips: DROP IDENTITY IF EXISTS.
    """

    name: str
    action: str
    when: str = ""
    options: Sequence | None = None
    skips: bool = False


@dataclass(frozen=True, slots=True)
class DropExpression:
    """DROP EXPRESSION: a generated column becomes a plain one."""

    name: str
    skips: bool


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """RENAME COLUMN."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """RENAME CONSTRAINT."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Move:
    """RENAME TO and SET SCHEMA; what stays is empty."""

    name: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An action that changes no answer: OWNER, SET STATISTICS and the like."""


Change = (
    AddColumn | DropColumn | ColumnType | Default | NotNull | AddConstraint | DropConstraint
    | KnownConstraint | Identity | DropExpression | RenameColumn | RenameConstraint | Move
    | Nothing
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alter:
    """ALTER TABLE, and of other kinds of object what they share with it.

    Attributes:
        kind: ``table``, ``view``, ``sequence``, ``index``, ``materialized view`` or ``type``.
        skips: IF EXISTS.
    """

    kind: str
    target: Name
    skips: bool
    changes: tuple[Change, ...]
