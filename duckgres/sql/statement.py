"""What the SQL front knows about one statement before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from duckgres.errors import PgError
from duckgres.sql.copy_command import CopyCommand
from duckgres.sql.effects import Effects
from duckgres.sql.session_commands import (
    Answered,
    CloseCommand,
    ConstraintsCommand,
    DeallocateCommand,
    DeclareCommand,
    DiscardCommand,
    ExecuteCommand,
    ExplainCommand,
    FetchCommand,
    NotifyCommand,
    PrepareCommand,
    SettingCommand,
    TransactionCommand,
)


class StatementKind(Enum):
    """Who starts the statement; ``session.execution`` has one entry for each."""

    EMPTY = auto()
    # SELECT, VALUES, TABLE, WITH … SELECT, DuckDB's FROM/DESCRIBE/SHOW TABLES/PRAGMA/CALL
    QUERY = auto()
    MODIFY = auto()  # INSERT, UPDATE, DELETE, MERGE, with or without RETURNING
    # everything DuckDB runs that returns no rows: DDL, COMMENT, VACUUM, CHECKPOINT …
    UTILITY = auto()
    EXPLAIN = auto()  # command is an ExplainCommand
    TRANSACTION = auto()  # command is a TransactionCommand
    SET = auto()  # SET, SET LOCAL, RESET, SET TRANSACTION: command is a SettingCommand
    SHOW = auto()  # command is a SettingCommand
    DISCARD = auto()  # command is a DiscardCommand
    DEALLOCATE = auto()  # command is a DeallocateCommand
    PREPARE = auto()  # command is a PrepareCommand
    EXECUTE = auto()  # command is an ExecuteCommand
    DECLARE = auto()  # DECLARE CURSOR: command is a DeclareCommand
    FETCH = auto()  # FETCH and MOVE: command is a FetchCommand
    CLOSE = auto()  # CLOSE: command is a CloseCommand
    NOTIFY = auto()  # LISTEN, UNLISTEN and NOTIFY: command is a NotifyCommand
    CONSTRAINTS = auto()  # SET CONSTRAINTS: command is a ConstraintsCommand
    COPY = auto()  # command is a CopyCommand
    REFUSED = auto()  # known and not supported: refusal holds the PgError fields to raise


Command = (
    TransactionCommand
    | SettingCommand
    | DiscardCommand
    | DeallocateCommand
    | PrepareCommand
    | ExecuteCommand
    | ExplainCommand
    | DeclareCommand
    | FetchCommand
    | CloseCommand
    | NotifyCommand
    | ConstraintsCommand
    | CopyCommand
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a statement answers that is known to fail before it runs."""

    message: str
    sqlstate: str = "0A000"
    hint: str | None = None
    detail: str | None = None
    position: int | None = None

    @classmethod
    def of(cls, error: PgError) -> Refusal:
        """Return what an error says."""
        fields = error.fields
        return cls(error.message, error.sqlstate, fields.hint, fields.detail, fields.position)

    def error(self) -> PgError:
        """Return the error to raise."""
        return PgError(
            self.message,
            sqlstate=self.sqlstate,
            hint=self.hint,
            detail=self.detail,
            position=self.position,
        )


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
class Step:
    """One of the statements that DuckDB runs in front of the one that answers; see ``sql.stages``.

    Attributes:
        pieces: Its text, cut at the slots.
        slots: As a statement's; ``kept n`` is what the n-th kept result is read from.
        kept: The slot by which its rows are read, nothing where they are not kept.
        shape: A query with the columns of those rows, which binds without them.
    """

    pieces: tuple[str, ...]
    slots: tuple[int | str, ...] = ()
    kept: str = ""
    shape: Step | None = None

    def filled(self, values: Mapping[int | str, str]) -> Step:
        """Return the step with some of its slots filled for good."""
        pieces, slots = _filled(self.pieces, self.slots, values)
        shape = None if self.shape is None else self.shape.filled(values)
        return Step(pieces, slots, self.kept, shape)


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
        stages: Statements of the client's with slots, which run before it, in its transaction.
        selects: Its own text is a SELECT, whatever it is to the client.
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
        sums: A ``sum`` is somewhere in it, or a difference, which may be one of dates: only
            DuckDB's plan tells whether PostgreSQL has a smaller type for a result.
        digits: Indexes of the result columns that are numerics where DuckDB has a text.
        command: The server's own command, for the kinds that have one.
        refusal: For REFUSED.
        only_trusted: What those are told who are not trusted with the server's files.
        parameter_count: The highest ``$n``.
        any_parameters: The parameters that stand in ``= ANY ($n)``, ``op SOME/ALL ($n)``: arrays.
        changes_catalog: DDL: cached descriptions are void after it.
        writes: Needs a read-write transaction (25006 otherwise).
        duckdb_syntax: PostgreSQL's grammar refused the text and DuckDB's took it.
        memo: What others have worked out from the statement, by the type of what it is; no part
            of its value.
        explained: For EXPLAIN: the statement it explains.
        answered: For a statement that calls the server: the text that is run. The other one has
            nothing but the types of such calls, and is for describing.
        effects: For INSERT, UPDATE, DELETE and MERGE: what it changes.
        volatile: What it may come out otherwise by when it is run again; empty: by nothing.
        takes_numbers: It takes numbers from a sequence.
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
    stages: tuple[Step, ...] = ()
    selects: bool = False
    facts: tuple[ColumnFact, ...] = ()
    makes: NewRelation | None = None
    steps: tuple[object, ...] = ()
    inserts: Insertion | None = None
    returns_rows: bool = False
    column_names: tuple[str | None, ...] | None = None
    result_oids: tuple[int | None, ...] = ()
    computed: frozenset[int] = frozenset()
    sums: bool = False
    digits: frozenset[int] = frozenset()
    command: Command | None = None
    refusal: Refusal | None = None
    only_trusted: Refusal | None = None
    parameter_count: int = 0
    any_parameters: frozenset[int] = frozenset()
    changes_catalog: bool = False
    writes: bool = False
    duckdb_syntax: bool = False
    memo: dict[type, Any] = field(  # Any: each owner keeps its own kind of thing
        default_factory=dict, compare=False, repr=False
    )
    explained: Statement | None = None
    answered: Answered | None = None
    effects: Effects | None = None
    volatile: str = ""
    takes_numbers: bool = False

    @property
    def several(self) -> bool:
        """Whether DuckDB runs more than one statement for it, in one transaction."""
        return bool(
            self.before or self.after or self.stages or self.facts or self.makes or self.steps
        )

    @property
    def as_written(self) -> Statement | None:
        """The statement in the client's words, ``None`` where it is those already."""
        if self.origin is None:
            return None
        return replace(self, pieces=self.origin.pieces, slots=self.origin.slots, origin=None)

    def step(self, step: Step) -> Statement:
        """Return one of its steps as a statement."""
        return replace(self, pieces=step.pieces, slots=step.slots, stages=(), origin=self.origin)

    @property
    def text(self) -> str:
        """The statement in the client's words, its parameters as ``$n``."""
        if self.origin is not None:
            return self.origin.text
        parameters = [f"${number}" for number in range(1, self.parameter_count + 1)]
        # What the server adds to the client's words is nothing here.
        names = [slot for slot in self.slots if isinstance(slot, str)]
        return self.render(parameters, dict.fromkeys(names, ""))

    def filled(self, values: Mapping[int | str, str]) -> Statement:
        """Return the statement with some of its slots filled for good."""
        if not values:
            return self
        origin = self.origin
        if origin is None:
            origin = Origin(self.text, self.sources[0], self.pieces, self.slots)
        pieces, slots = _filled(self.pieces, self.slots, values)
        written = _filled(origin.pieces, origin.slots, values)
        return replace(
            self,
            pieces=pieces,
            slots=slots,
            stages=tuple(step.filled(values) for step in self.stages),
            sources=(),
            origin=replace(origin, pieces=written[0], slots=written[1]),
            parameter_count=max((slot for slot in slots if isinstance(slot, int)), default=0),
        )

    def running(self, values: Mapping[int | str, str]) -> Statement:
        """Return the statement that is run, with what the server answered to its calls."""
        assert self.answered is not None, "it calls the server"
        pieces, slots = _filled(self.answered.pieces, self.answered.slots, values)
        return replace(self, pieces=pieces, slots=slots, answered=None)

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


def _filled(
    pieces: Sequence[str], slots: Sequence[int | str], values: Mapping[int | str, str]
) -> tuple[tuple[str, ...], tuple[int | str, ...]]:
    """Return pieces and slots without the slots that have a value."""
    kept, left = [pieces[0]], []
    for slot, piece in zip(slots, pieces[1:], strict=True):
        if slot in values:
            kept[-1] += values[slot] + piece
        else:
            left.append(slot)
            kept.append(piece)
    return tuple(kept), tuple(left)


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
