"""What the engine does for a statement of DDL, step by step, in one transaction.

DuckDB does less in one statement than PostgreSQL, and much depends on what is in the catalog. So
the planner says what is wanted, in the order of the steps; ``engine.ddl`` has a procedure for each
kind. Texts are DuckDB's; a session value or a name that is found when the step runs stands there
between ``OPENING`` and ``CLOSING``.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.errors import Notice

OPENING, CLOSING = "\x02", "\x03"

Columns = tuple[str, ...]
FactItems = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the client wrote it; an empty schema is the search path's."""

    schema: str
    name: str
    temporary: bool = False

    @property
    def shown(self) -> str:
        """The name in PostgreSQL's messages."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a foreign key points, and what it does.

    Attributes:
        parent: The table.
        columns: Its columns, none for its primary key.
        full: MATCH FULL.
        on_delete: As ``pg_constraint.confdeltype``.
        on_update: As ``pg_constraint.confupdtype``.
        set_columns: Those that ON DELETE SET NULL and SET DEFAULT name.
        deferrable: It may wait for the end of the transaction.
        deferred: It does.
        skips_rows: NOT VALID.
    """

    parent: Name
    columns: Columns
    full: bool = False
    on_delete: str = "a"
    on_update: str = "a"
    set_columns: Columns = ()
    deferrable: bool = False
    deferred: bool = False
    skips_rows: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of a table.

    Attributes:
        kind: ``p`` primary key, ``u`` unique, ``c`` check, ``f`` foreign key.
        columns: Its own columns; of a check those it names.
        text: What stands behind ``CHECK``.
        name: As the client named it.
        hidden: It keeps a type's limit and is no constraint to PostgreSQL.
        reference: Of a foreign key.
        written: A check's condition in PostgreSQL's words.
    """

    kind: str
    columns: Columns
    text: str = ""
    name: str = ""
    hidden: bool = False
    reference: Reference | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """The options of a sequence that are written; ``None`` is the default."""

    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool | None = None
    restart: int | None = None
    restarts: bool = False
    bits: int | None = None
    owner: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ColumnDefinition:
    """A column that is to be made.

    Attributes:
        default: DuckDB's expression, ``None`` for none.
        generated: The expression of a generated column.
        sequence: For serial and identity columns.
        identity: ``a`` always, ``d`` by default.
        facts: What DuckDB forgets of its type.
    """

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    generated: str | None = None
    sequence: Sequence | None = None
    identity: str = ""
    facts: FactItems = ()


@dataclass(frozen=True, slots=True)
class Main:
    """The statement's own text."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a notice."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Unless:
    """IF NOT EXISTS: nothing more is done where ``name`` is there, and ``tag`` is answered."""

    kind: str
    name: Name
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class NewSequence:
    """Make the sequence of a serial or identity column, and fill ``slot`` with its name."""

    slot: str
    table: Name
    column: str
    options: Sequence


@dataclass(frozen=True, slots=True)
class Like:
    """Fill ``slot`` with the columns and constraints of ``source``."""

    slot: str
    source: Name
    defaults: bool
    constraints: bool
    indexes: bool
    identity: bool
    generated: bool
    comments: bool


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep what DuckDB forgets of a new table.

    Attributes:
        columns: Facts by column; a value may be a slot.
        constraints: In the order of the statement.
    """

    table: Name
    columns: tuple[tuple[str, FactItems], ...]
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class OnCommit:
    """What becomes of a temporary table at the end of a transaction."""

    table: Name
    drops: bool


@dataclass(frozen=True, slots=True)
class Freeze:
    """Make a view anew with the columns that its stars stand for now, as PostgreSQL keeps it."""

    name: Name
    query: str


@dataclass(frozen=True, slots=True)
class KeepQuery:
    """Keep a view's query as PostgreSQL shows it.

    Attributes:
        written: The query in PostgreSQL's words.
        columns: The view's own names for its columns, as far as they are written.
    """

    name: Name
    written: str
    columns: Columns


@dataclass(frozen=True, slots=True)
class Skip:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class SetValues:
    """``setval``: a query whose rows are a name, a value, and if it is taken, for each call."""

    query: str


@dataclass(frozen=True, slots=True)
class NewNamedSequence:
    """CREATE SEQUENCE."""

    name: Name
    options: Sequence
    skips: bool


@dataclass(frozen=True, slots=True)
class ChangeSequence:
    """ALTER SEQUENCE; ``skips`` is IF EXISTS."""

    name: Name
    options: Sequence
    skips: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One of DuckDB's statements."""

    text: str
