"""What the SQL front knows about one statement before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any


class StatementKind(Enum):
    """Who starts the statement; ``session.execution`` has one entry for each."""

    EMPTY = auto()
    # SELECT, VALUES, TABLE, WITH … SELECT, DuckDB's FROM/DESCRIBE/SHOW TABLES/PRAGMA/CALL
    QUERY = auto()
    MODIFY = auto()  # INSERT, UPDATE, DELETE, MERGE, with or without RETURNING
    # everything DuckDB runs that returns no rows: DDL, COMMENT, VACUUM, CHECKPOINT …
    UTILITY = auto()
    EXPLAIN = auto()
    TRANSACTION = auto()  # command is a TransactionCommand
    SET = auto()  # SET, SET LOCAL, RESET, SET TRANSACTION: command is a SettingCommand
    SHOW = auto()  # command is a SettingCommand
    DISCARD = auto()  # command is a DiscardCommand
    DEALLOCATE = auto()  # command is a DeallocateCommand
    REFUSED = auto()  # known and not supported: refusal holds the PgError fields to raise


class TransactionAction(Enum):
    """The verbs of transaction statements."""

    BEGIN = auto()
    COMMIT = auto()
    ROLLBACK = auto()
    SAVEPOINT = auto()
    RELEASE = auto()
    ROLLBACK_TO = auto()


@dataclass(frozen=True, slots=True)
class TransactionCommand:
    """BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT and savepoints.

    Attributes:
        action: The verb.
        chain: ``AND CHAIN``.
        options: Lower-case names and values of ``ISOLATION LEVEL``, ``READ ONLY``/``READ WRITE``,
            ``DEFERRABLE``: keys ``transaction_isolation``, ``transaction_read_only``,
            ``transaction_deferrable``.
        savepoint: Its name.
    """

    action: TransactionAction
    chain: bool = False
    options: Mapping[str, str] = ()  # type: ignore[assignment]  # an empty default that cannot be changed
    savepoint: str = ""


class SettingAction(Enum):
    """The verbs of SET, RESET and SHOW."""

    SET = auto()
    SET_DEFAULT = auto()  # SET x TO DEFAULT, RESET x
    RESET_ALL = auto()
    SHOW = auto()
    SHOW_ALL = auto()


@dataclass(frozen=True, slots=True)
class SettingCommand:
    """SET, RESET and SHOW of session settings; values are literals only.

    Attributes:
        action: The verb.
        name: The setting's name as written (PostgreSQL's special forms already folded: ``SET TIME
            ZONE`` is ``TimeZone``, ``SET NAMES`` is ``client_encoding``, ``SHOW TRANSACTION
            ISOLATION LEVEL`` is ``transaction_isolation``, ``SET SESSION CHARACTERISTICS AS
            TRANSACTION …`` sets ``default_transaction_…``).
        values: The literal values of the list, as text; several settings of one statement
            (``SET TRANSACTION ISOLATION LEVEL …, READ ONLY``) are in ``more``.
        local: ``SET LOCAL``, and everything ``SET TRANSACTION`` sets.
        more: Further settings of the same statement.
        transaction: Written as ``SET TRANSACTION``, which its warning says.
    """

    action: SettingAction
    name: str = ""
    values: tuple[str, ...] = ()
    local: bool = False
    more: tuple[tuple[str, tuple[str, ...]], ...] = ()
    transaction: bool = False


@dataclass(frozen=True, slots=True)
class DiscardCommand:
    """``what`` is ALL, PLANS, SEQUENCES or TEMP."""

    what: str


@dataclass(frozen=True, slots=True)
class DeallocateCommand:
    """``name`` is ``None`` for DEALLOCATE ALL."""

    name: str | None


Command = TransactionCommand | SettingCommand | DiscardCommand | DeallocateCommand


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a REFUSED statement answers."""

    message: str
    sqlstate: str = "0A000"
    hint: str | None = None
    detail: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """A statement as the client wrote it.

    Attributes:
        text: Its text.
        start: Where it begins in the query string, in characters.
        pieces: The text, cut at its parameters.
        slots: The parameters.
    """

    text: str
    start: int
    pieces: tuple[str, ...] = ("",)
    slots: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """What PostgreSQL calls a column's type, where DuckDB's type does not tell.

    An empty schema is the search path's; an empty type leaves what is known as it is.
    """

    schema: str
    table: str
    column: str
    type_name: str
    typmod: int = -1


@dataclass(frozen=True, slots=True)
class Insertion:
    """Where an INSERT puts its rows.

    Attributes:
        schema: Empty is the search path's.
        columns: As they are listed; nothing is all of them.
        width: Values in a row of VALUES, ``None`` where only the query knows.
        overriding: ``system``, ``user`` or empty.
    """

    schema: str
    table: str
    columns: tuple[str, ...]
    width: int | None
    overriding: str = ""


@dataclass(frozen=True, slots=True)
class NewRelation:
    """The table or view that a query makes; an empty schema is the search path's."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a query string, ready for DuckDB but for its values.

    Attributes:
        kind: Who starts it.
        tag: The command tag without counts: ``SELECT``, ``INSERT 0``, ``CREATE TABLE``.
        counts: Whether the tag ends in the row count.
        pieces: DuckDB's text, cut at the slots: one piece more than slots.
        slots: What stands between the pieces: an ``int`` n is parameter ``$n``, a ``str`` is a
            session value (``version``, ``current_user``, ``current_database``…).
        sources: For each piece, where it begins in the query string, in characters; error
            positions are mapped back through it. Empty for a rewritten statement.
        origin: For a rewritten statement: what the client wrote.
        before: DuckDB's statements that run before it, in its transaction.
        after: The same for behind it; it then returns no rows.
        facts: What is to be remembered of columns, once it has run.
        makes: For CREATE TABLE AS and CREATE VIEW: what they make.
        steps: For DDL that DuckDB does not do in one: what is done, in order (``sql.ddl.steps``).
        inserts: For INSERT: into what.
        returns_rows: The statement answers rows (SELECT, RETURNING, EXPLAIN, SHOW…).
        column_names: PostgreSQL's names of the result columns; a ``None`` entry is a star whose
            names DuckDB gives, ``None`` for the whole is DuckDB's names for all.
        result_oids: PostgreSQL's type of a result column where the tree alone says it and DuckDB
            differs (``length`` is int4, DuckDB says BIGINT); ``None`` entries and missing ones:
            DuckDB's type.
        computed: Indexes of the result columns, as ``column_names`` counts them, that are
            expressions: PostgreSQL announces those without a typmod.
        command: The server's own command, for the kinds that have one.
        refusal: For REFUSED.
        parameter_count: The highest ``$n``.
        any_parameters: The parameters that stand in ``= ANY ($n)``, ``op SOME/ALL ($n)``: arrays.
        changes_catalog: DDL: cached descriptions are void after it.
        writes: Needs a read-write transaction (25006 otherwise).
        duckdb_syntax: PostgreSQL's grammar refused the text and DuckDB's took it.
        memo: What others have worked out from the statement, by the type of what it is; no part
            of its value.
        explained: For EXPLAIN: the statement it explains.
    """

    kind: StatementKind
    tag: str
    counts: bool = False
    pieces: tuple[str, ...] = ("",)
    slots: tuple[int | str, ...] = ()
    sources: tuple[int, ...] = (0,)
    origin: Origin | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    facts: tuple[ColumnFact, ...] = ()
    makes: NewRelation | None = None
    steps: tuple[object, ...] = ()
    inserts: Insertion | None = None
    returns_rows: bool = False
    column_names: tuple[str | None, ...] | None = None
    result_oids: tuple[int | None, ...] = ()
    computed: frozenset[int] = frozenset()
    command: Command | None = None
    refusal: Refusal | None = None
    parameter_count: int = 0
    any_parameters: frozenset[int] = frozenset()
    changes_catalog: bool = False
    writes: bool = False
    duckdb_syntax: bool = False
    memo: dict[type, Any] = field(  # Any: each owner keeps its own kind of thing
        default_factory=dict, compare=False, repr=False
    )
    explained: Statement | None = None

    @property
    def several(self) -> bool:
        """Whether DuckDB runs more than one statement for it, in one transaction."""
        return bool(self.before or self.after or self.facts or self.makes or self.steps)

    @property
    def as_written(self) -> Statement | None:
        """The statement in the client's words, ``None`` where it is those already."""
        if self.origin is None:
            return None
        return replace(self, pieces=self.origin.pieces, slots=self.origin.slots, origin=None)

    def render(self, parameters: Sequence[str], session_values: Mapping[str, str]) -> str:
        """Return DuckDB's text with every slot filled.

        Args:
            parameters: One DuckDB expression (a typed literal) per parameter, ``$1`` first.
            session_values: DuckDB literal for each name a slot may have.
        """
        if not self.slots:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            parts.append(session_values[slot] if isinstance(slot, str) else parameters[slot - 1])
            parts.append(piece)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class ForeignStatement:
    """One statement as DuckDB's own parser saw it.

    Attributes:
        text: Its text; DuckDB gives none for the statements it makes up itself (PIVOT becomes a
            CREATE TYPE and a SELECT), and another one for a PRAGMA that stands for a query.
        kind: The name of DuckDB's StatementType: SELECT, INSERT, MERGE_INTO, SET…
        parameters: The names of its parameters, without ``$``.
    """

    text: str
    kind: str
    parameters: frozenset[str] = frozenset()


EMPTY = Statement(StatementKind.EMPTY, "")  # an empty query string, prepared

# Parses with DuckDB's grammar, by the user's own cursor; raises PgError when DuckDB refuses too.
ForeignParser = Callable[[str], Sequence[ForeignStatement]]
