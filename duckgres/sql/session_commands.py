"""What trees say to the server itself: transactions, settings, cursors, NOTIFY, calls of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.sql.statement import Statement

Constant = str | int | float | bool | None


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


@dataclass(frozen=True, slots=True)
class PrepareCommand:
    """PREPARE.

    Attributes:
        name: The prepared statement's.
        statement: What is prepared.
        types: Oids of the parameters' types, 0 for one that is to be found out.
        named: The types that only the catalog knows, as DuckDB writes them, and their places.
        text: The whole of PREPARE, as the client wrote it.
    """

    name: str
    statement: Statement
    types: tuple[int, ...]
    named: tuple[tuple[str, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class ExecuteCommand:
    """EXECUTE, also below EXPLAIN and CREATE TABLE AS.

    Attributes:
        name: The prepared statement's.
        arguments: For each: type and text of a constant, or ``None``; of those ``values`` is a
            query.
        places: The arguments' places in the query string.
        values: Selects the arguments that are no constants; ``None`` where all are.
        head: What stands in front of the prepared statement's text to make another one of it:
            ``EXPLAIN``, ``CREATE TABLE … AS``. Empty for EXECUTE itself.
        tail: The same for behind it.
    """

    name: str
    arguments: tuple[tuple[int, bytes | None] | None, ...] = ()
    places: tuple[int, ...] = ()
    values: Statement | None = None
    head: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class DeclareCommand:
    """DECLARE CURSOR.

    Attributes:
        name: The cursor's.
        statement: Its query.
        scroll: SCROLL, NO SCROLL, or ``None`` for neither.
        hold: WITH HOLD.
        binary: BINARY.
        text: The whole statement, as the client wrote it.
    """

    name: str
    statement: Statement
    scroll: bool | None
    hold: bool
    binary: bool
    text: str


class Direction(Enum):
    """Where FETCH and MOVE go."""

    FORWARD = auto()
    BACKWARD = auto()
    ABSOLUTE = auto()
    RELATIVE = auto()


@dataclass(frozen=True, slots=True)
class FetchCommand:
    """FETCH and MOVE; ``count`` is ``None`` for ALL."""

    name: str
    direction: Direction
    count: int | None
    move: bool


@dataclass(frozen=True, slots=True)
class CloseCommand:
    """``name`` is ``None`` for CLOSE ALL."""

    name: str | None


class NotifyAction(Enum):
    """The verbs of notifications."""

    LISTEN = auto()
    UNLISTEN = auto()
    NOTIFY = auto()


@dataclass(frozen=True, slots=True)
class ConstraintsCommand:
    """SET CONSTRAINTS.

    Attributes:
        names: Of the constraints; none for all.
        deferred: They wait for COMMIT, or are checked at once.
    """

    names: tuple[str, ...]
    deferred: bool


@dataclass(frozen=True, slots=True)
class NotifyCommand:
    """LISTEN, UNLISTEN and NOTIFY; ``channel`` is ``None`` for ``UNLISTEN *``."""

    action: NotifyAction
    channel: str | None
    payload: str = ""


@dataclass(frozen=True, slots=True)
class ExplainCommand:
    """EXPLAIN's options.

    Attributes:
        analyze: The statement is really run.
        format: ``text``, ``json``, ``xml`` or ``yaml``.
        costs: Estimates are shown.
        timing: Times of nodes are shown, behind ANALYZE.
        summary: Times of the whole are shown.
        verbose: Schemas of relations are shown.
        relation: The table that the statement changes.
    """

    analyze: bool = False
    format: str = "text"
    costs: bool = True
    timing: bool = True
    summary: bool = False
    verbose: bool = False
    relation: str = ""

    @property
    def head(self) -> str:
        """DuckDB's words in front of the statement: it always answers JSON."""
        return "EXPLAIN (ANALYZE, FORMAT JSON) " if self.analyze else "EXPLAIN (FORMAT JSON) "


@dataclass(frozen=True, slots=True)
class ServerCall:
    """A call that the server answers, before DuckDB gets the statement with its value.

    Attributes:
        slot: Stands for the value, in ``Statement.answered``.
        function: What is called; a name of the server's table.
        result: DuckDB's type of the value.
        arguments: The arguments' values, ``None`` where they have to be computed.
        query: Selects the arguments, where they have to be computed.
        place: The place of the first argument, in the query string.
    """

    slot: str
    function: str
    result: str
    arguments: tuple[Constant, ...] | None = ()
    query: Statement | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """DuckDB's text with a slot for each call that the server answers, in the order written."""

    pieces: tuple[str, ...]
    slots: tuple[int | str, ...]
    calls: tuple[ServerCall, ...]
