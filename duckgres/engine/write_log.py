"""What a transaction has written, so that it can be written again.

DuckDB has no savepoints. ROLLBACK TO SAVEPOINT undoes DuckDB's transaction, begins another one
and repeats what this log holds up to the savepoint; docs/decisions/0012-savepoints.md says when
that is the same, and what is refused. The log holds statements and their values as they were
given, and the rows of those INSERTs that would make others. It is kept from BEGIN on, since nobody
knows whether a savepoint comes, and given up beyond ``MOST_BYTES``: a bulk load is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from duckgres.engine.changes import ANYTHING
from duckgres.engine.kept_rows import Kept
from duckgres.errors import PgError
from duckgres.sql.statement import Statement
from duckgres.sql.volatility import names_of

MOST_BYTES = 64 * 1024 * 1024  # of texts, values and rows that one transaction keeps
_OVERHEAD = 300  # bytes of a write beside its values
_STORED = frozenset({"CREATE VIEW", "CREATE TABLE", "COMMENT", "CREATE INDEX"})


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that has run.

    Attributes:
        statement: It.
        parameters: Its values.
        settings: DuckDB's settings of the session, as texts, when it ran.
        count: Rows it changed, ``None`` where that is not told.
        kept: The rows it made, where it is not run again but they are put back.
        also: The names of tables that were changed for it.
    """

    statement: Statement
    parameters: tuple[str, ...]
    settings: Mapping[str, str]
    count: int | None = None
    kept: Kept | None = None
    also: frozenset[str] = frozenset()

    @property
    def changed(self) -> Set[str]:
        """The names of the tables it may have changed."""
        return tables_of(self.statement) | self.also

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        text = sum(map(len, self.parameters)) + len(self.statement.pieces[0])
        return _OVERHEAD + text + (self.kept.size if self.kept else 0)

    @property
    def doubt(self) -> str:
        """Why it may come out otherwise when it is repeated; empty where it does not."""
        statement = self.statement
        if self.kept is not None:
            conflict = self.kept.conflict
            unknown = conflict is not None and conflict.sets and not conflict.keys
            return "ON CONFLICT without the names of columns" if unknown else ""
        if statement.duckdb_syntax:
            return "DuckDB's own syntax"
        if statement.tag == "CREATE FUNCTION":
            return "what is called later"
        if statement.tag in _STORED or not statement.writes:
            return ""
        return statement.volatile or self._doubt_of_defaults

    @property
    def _doubt_of_defaults(self) -> str:
        """Whether columns may get other defaults, of a statement whose rows were not looked at."""
        statement, effects = self.statement, self.statement.effects
        if effects is None:
            is_with = statement.stages and not statement.changes_catalog
            return "a WITH that changes something" if is_with else ""
        if effects.inserts:
            looked_at = effects.table and not statement.several
            return "" if looked_at else "a WITH that changes something"
        if effects.may_insert:
            return "what MERGE inserts"
        return "DEFAULT" if effects.defaults else ""

    @property
    def reads(self) -> frozenset[str]:
        """The names of the tables and views that decide what it does."""
        effects = self.statement.effects
        if self.kept is not None:
            conflict = self.kept.conflict
            updates = effects is not None and conflict is not None and conflict.sets
            return frozenset({effects.table.casefold()} if effects and updates else ())
        if not self.statement.writes:  # it takes a number
            return frozenset()
        names = names_of(self.statement)
        values_only = effects is not None and effects.values and names.places == 1
        if values_only and effects is not None and effects.conflict is None:
            return frozenset()
        return names.relations

    @property
    def calls(self) -> frozenset[str]:
        """The names of the functions that it calls when it is repeated."""
        return frozenset() if self.kept is not None else names_of(self.statement).functions


def tables_of(statement: Statement) -> set[str]:
    """Return the names of the tables a statement may change."""
    effects = statement.effects
    named = effects is not None and effects.table and not statement.several
    return {effects.table.casefold()} if effects is not None and named else {ANYTHING}


class WriteLog:
    """The writes of one transaction.

    Attributes:
        changed: The names of the tables they change.
        changes_catalog: Whether one of them changes the catalog.
        given_up: Why they are forgotten, if they are.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._writes: list[Write] = []
        self._size = 0
        self._count = 0
        self.changed: set[str] = set()
        self.changes_catalog = False
        self.given_up = ""

    def __len__(self) -> int:
        return self._count

    @property
    def room(self) -> int:
        """Bytes that may still be kept."""
        return 0 if self.given_up else MOST_BYTES - self._size

    def clear(self) -> None:
        """Forget everything: the transaction is over."""
        if self._count:
            self.__init__()  # type: ignore[misc]  # the same as a new one

    def add(self, write: Write) -> None:
        """Keep a write that was done."""
        self._count += 1
        statement = write.statement
        if statement.writes:
            self.changed |= write.changed
            self.changes_catalog |= statement.changes_catalog
        if not self.given_up:
            self._size += write.size
            self._writes.append(write)
            if self._size > MOST_BYTES:
                self._count -= 1
                self.give_up(f"it has written more than {MOST_BYTES >> 20} MB before it")

    def give_up(self, why: str) -> None:
        """Keep no more writes, and forget those that are kept."""
        self._count += 1
        self.given_up = self.given_up or why
        self._writes, self._size = [], 0

    def forget(self, position: int) -> None:
        """Forget the writes behind a position; what they have changed is as it was."""
        del self._writes[position:]
        self._size = sum(write.size for write in self._writes)
        self._count = position
        self.changed = set().union(*(write.changed for write in self._writes))
        self.changes_catalog = any(w.statement.changes_catalog for w in self._writes)
        if not position:
            self.given_up = ""

    @property
    def kept(self) -> list[Write]:
        """The writes whose rows are kept."""
        return [write for write in self._writes if write.kept is not None]

    def up_to(self, position: int) -> list[Write]:
        """Return the writes before a position, which are to be repeated.

        Raises:
            PgError: They cannot be.
        """
        if self.given_up and position:
            raise not_repeatable(self.given_up)
        found = self._writes[:position]
        for write in found:
            if write.doubt:
                tag = write.statement.tag.removesuffix(" 0")
                raise not_repeatable(f"{tag} before it depends on {write.doubt}")
        return found


def not_repeatable(detail: str) -> PgError:
    """Return the error for what comes out otherwise when it is repeated, whoever else writes."""
    return PgError(
        "cannot roll back to the savepoint",
        sqlstate="0A000",
        detail=f"The transaction would have to be repeated up to the savepoint, but {detail}.",
        hint="Roll back the whole transaction, and set the savepoint before such statements.",
    )


def overtaken(detail: str) -> PgError:
    """Return the error for a transaction that others have made another one of."""
    return PgError(
        "could not roll back to the savepoint due to concurrent changes",
        sqlstate="40001",
        detail=detail,
        hint="The transaction might succeed if retried.",
    )


def refuse_macros(writes: Iterable[Write], macros: frozenset[str]) -> None:
    """Raise for a write that calls one of the user's own functions, which may do anything."""
    for write in writes:
        if not macros.isdisjoint(write.calls):
            raise not_repeatable(f"{write.statement.tag} before it calls a function of its own")
