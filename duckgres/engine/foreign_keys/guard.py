"""What a session's writes do to foreign keys: checked, carried on to the children, or put off.

Before a write the keys are asked for that it will take away (``KeyChange.query``); behind it those
that it has brought, which are the rows beyond the highest ``rowid`` of the transaction's own. Both
become events in a queue, which is worked off at the end of the client's statement, as PostgreSQL
works off its triggers: the oldest first, in the order in which the foreign keys were made. What an
action writes (CASCADE, SET NULL, SET DEFAULT) brings further events. Those of a deferred key wait
for COMMIT.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import duckdb

from duckgres.engine.foreign_keys import checks, keys
from duckgres.engine.foreign_keys.actions import Action, action_of
from duckgres.engine.foreign_keys.key import NO_ACTION, RESTRICT, TEMPORARY, ForeignKey, TableName
from duckgres.engine.foreign_keys.keys import Keys
from duckgres.engine.foreign_keys.known import ForeignKeys
from duckgres.engine.foreign_keys.locks import EVERY, KeyLocks, Lock
from duckgres.engine.relation import Relation
from duckgres.engine.write_log import Write
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import key_changes
from duckgres.sql.key_changes import DELETE, INSERT, KeyChange
from duckgres.sql.session_commands import ConstraintsCommand
from duckgres.sql.statement import Statement


@dataclass(frozen=True, slots=True)
class Event:
    """Keys that are to be looked at.

    Attributes:
        key: The foreign key.
        keys: Of the child's values, or of the parent's old ones, with the new ones behind.
        of_parent: They go from the parent.
        updates: They go since they become others.
        were_all: They are all that were there before; some may still be.
    """

    key: ForeignKey
    keys: Keys
    of_parent: bool
    updates: bool = False
    were_all: bool = False


class Guard:
    """Keeps foreign keys for one session; used on its worker thread.

    Attributes:
        changed: The tables, in lower case, that actions have written since the last look.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        known: Callable[[], ForeignKeys],
        locks: KeyLocks,
        owner: int,
    ) -> None:
        """Begin with nothing to check.

        Args:
            cursor: The session's.
            known: Returns the foreign keys of the present catalog.
            locks: The database's.
            owner: The session's number.
        """
        self._cursor = cursor
        self._known = known
        self._locks = locks
        self._owner = owner
        self._mark = 0
        self._alone = False
        self._queue: deque[Event] = deque()
        self._late: list[Event] = []
        self._behind: list[Callable[[], None]] = []
        self._modes: dict[str, bool] = {}
        self._tables: list[str] = []
        self.changed: set[str] = set()

    # --- transactions

    def begun(self, *, alone: bool = False) -> None:
        """Note that DuckDB's transaction begins now; ``alone``: for one statement."""
        self._mark = self._locks.mark
        self._alone = alone

    def end(self, *, committed: bool) -> None:
        """Forget the transaction."""
        self._locks.end(self._owner, committed=committed)
        self._late.clear()
        self._modes.clear()
        self.forget()

    def forget(self) -> None:
        """Forget the statement."""
        self._queue.clear()
        self._behind.clear()
        self._tables.clear()

    # --- a statement's writes

    def concerns(self, statement: Statement) -> bool:
        """Whether a statement may bring or take away a key."""
        if not statement.writes or statement.changes_catalog:
            return False
        known = self._known()
        return bool(known) and known.concern(statement)

    def before(self, text: str, statement: Statement) -> None:
        """Look at what a write will take away, and get ready for what it brings.

        Args:
            text: DuckDB's.
            statement: Whose it is.
        """
        known = self._known()
        try:
            change = key_changes.read(text)
        except PgError:  # DuckDB's own words, or what a rule has made of PostgreSQL's
            self._behind.append(lambda: self._all_of(key_changes.names_in(text)))
            return
        if change is None:
            return
        table = known.find(change.schema, change.table)
        if table is None:
            return
        certain = not (statement.volatile or statement.takes_numbers)
        for key in known.of_parent.get(table.key, ()):
            self._before_parent(key, change, certain)
        self._before_child(table, known.of_child.get(table.key, ()), change, certain)

    def copies_into(self, table: Relation) -> None:
        """Get ready for rows that COPY will put into a table."""
        self.forget()
        place = TableName(TEMPORARY if table.catalog == "temp" else table.schema, table.name)
        self._after_insert(place, self._known().of_child.get(place.key, ()))

    def after(self) -> None:
        """Look at what a write has brought."""
        for look in self._behind:
            look()
        self._behind.clear()

    def _before_parent(self, key: ForeignKey, change: KeyChange, certain: bool) -> None:
        types = self._known().types_of(key.parent, key.parent_columns)
        width = len(types)
        sets = not change.sets.isdisjoint(c.casefold() for c in key.parent_columns)
        if not (sets or change.deletes):
            return
        updates = change.kind not in (DELETE, INSERT) and sets
        query = change.query(key.parent_columns, new=sets) if certain else None
        if query is not None:
            found = keys.fetch(self._cursor, query, types * 2 if sets else types, width)
            self._note(Event(key, found, True, updates))
            return
        if sets and key.on_update not in (NO_ACTION, RESTRICT):
            raise PgError(
                "ON UPDATE of a foreign key is not supported where the new keys are not known"
                " before",
                sqlstate="0A000",
                hint="Set the key in an UPDATE of its own, to values that are the same each time.",
            )
        # What is there now and is not afterwards has gone.
        columns = ", ".join(f"{c} AS k{n}" for n, c in enumerate(_quoted(key.parent_columns)))
        query = f"SELECT {columns} FROM {key.parent.text}"
        found = keys.fetch(self._cursor, query, types, width)
        self._note(Event(key, found, True, updates, were_all=True))

    def _before_child(
        self, table: TableName, own: Sequence[ForeignKey], change: KeyChange, certain: bool
    ) -> None:
        if change.kind == INSERT:
            only_new = [k for k in own if change.sets.isdisjoint(map(str.casefold, k.columns))]
            self._after_insert(table, only_new)
            own = [key for key in own if key not in only_new]
        for key in own:
            sets = not change.sets.isdisjoint(c.casefold() for c in key.columns)
            if change.kind == DELETE or (change.kind not in (INSERT, key_changes.MERGE)
                                         and not sets):  # fmt: skip
                continue
            types = self._known().types_of(table, key.columns)
            query = change.query(key.columns, new=True) if certain else None
            if query is None:
                self._behind.append(partial(self._note, Event(key, keys.every(types), False)))
                continue
            found = keys.fetch(self._cursor, query, types * 2, len(types), only_new=True)
            self._note(Event(key, found, False))

    def _after_insert(self, table: TableName, own: Sequence[ForeignKey]) -> None:
        if not own:
            return
        highest = keys.NO_ROW if self._alone else keys.last_row(self._cursor, table)

        def look() -> None:
            for key in own:
                columns = ", ".join(f"{c} AS k{n}" for n, c in enumerate(_quoted(key.columns)))
                query = f"SELECT {columns} FROM {table.text} WHERE rowid > {highest}"
                types = self._known().types_of(table, key.columns)
                found = keys.fetch(self._cursor, query, types, len(types))
                self._note(Event(key, found, False))

        self._behind.append(look)

    def _all_of(self, names: Iterable[str]) -> None:
        """Look at all keys of tables, of which one was written in DuckDB's own words."""
        known, named = self._known(), set(names)
        for key in [key for own in known.of_child.values() for key in own]:
            if {key.child.key[1], key.parent.key[1]} & named:
                types = known.types_of(key.child, key.columns)
                self._note(Event(key, keys.every(types), key.parent.key[1] in named))

    def _note(self, event: Event) -> None:
        if event.keys.table:
            self._tables.append(event.keys.table)
        if event.keys or event.key.full:
            self._queue.append(event)

    # --- the end of a statement

    def settle(self) -> None:
        """Work off what the statement has done.

        Raises:
            PgError: 23503; 40001 as ``WriteConflict``, where another session is in the way.
        """
        self.after()
        while self._queue:
            event = self._queue.popleft()
            if event.were_all and event.keys:
                event = self._gone(event)
            self._lock(event)
            if event.of_parent:
                self._parent(event)
            elif self._is_deferred(event.key):
                self._put_off(event)
            else:
                self._check(event, asks_child=True)
        for table in self._tables:
            if not any(event.keys.table == table for event in self._late):
                self._cursor.execute(f"DROP TABLE IF EXISTS {table}")
        self.forget()

    def check_late(self, names: Iterable[str] | None = None) -> None:
        """Check what was put off.

        Args:
            names: The constraints, ``None`` for all.

        Raises:
            PgError: 23503.
        """
        wanted = None if names is None else set(names)
        waiting, self._late = self._late, []
        for event in waiting:
            if wanted is not None and event.key.name not in wanted:
                self._late.append(event)
            else:
                self._check(event, asks_child=True)

    def _put_off(self, event: Event) -> None:
        if event.keys.table:
            types = event.keys.types[: event.keys.width]
            event = Event(event.key, keys.every(types), event.of_parent, event.updates)
        self._late.append(event)

    def _parent(self, event: Event) -> None:
        key, action = event.key, event.key.action(updates=event.updates)
        if event.keys.every or action in (NO_ACTION, RESTRICT):
            if action == NO_ACTION and self._is_deferred(key):
                self._put_off(event)
            else:
                self._check(event, asks_child=True, asks_parent=action != RESTRICT)
            return
        if event.keys:
            self._act(action_of(key, action, event.keys, updates=event.updates))

    def _gone(self, event: Event) -> Event:
        """Return the event with those of all keys that are not there any more."""
        columns = ", ".join(event.keys.columns)
        pairs = enumerate(_quoted(event.key.parent_columns))
        joined = " AND ".join(f"p.{name} = k.k{n}" for n, name in pairs)
        query = (
            f"SELECT {columns} FROM {event.keys.source('k')}"
            f" WHERE NOT EXISTS (SELECT 1 FROM {event.key.parent.text} AS p WHERE {joined})"
        )
        found = keys.fetch(self._cursor, query, event.keys.types, event.keys.width)
        if found.table:
            self._tables.append(found.table)
        return replace(event, keys=found, were_all=False)

    def _act(self, action: Action) -> None:
        """Write the children of keys that have gone."""
        key, known = action.key, self._known()
        child = key.child
        self.changed.add(child.key[1])
        sets = {column.casefold() for column in action.sets}
        for other in known.of_parent.get(child.key, ()):
            if action.deletes or not sets.isdisjoint(c.casefold() for c in other.parent_columns):
                types = known.types_of(child, other.parent_columns)
                new = not action.deletes
                query = action.query(other.parent_columns, new=new)
                if query is None:
                    query, new = action.query(other.parent_columns, new=False), False
                assert query is not None, "the old values are always there"
                found = keys.fetch(self._cursor, query, types * 2 if new else types, len(types))
                self._note(Event(other, found, True, not action.deletes))
        self._cursor.execute(action.text)
        for own in known.of_child.get(child.key, ()):
            touched = not sets.isdisjoint(c.casefold() for c in own.columns)
            if touched and (own is not key or action.defaults):
                self._note(Event(own, keys.every(known.types_of(child, own.columns)), False))

    def _check(self, event: Event, *, asks_child: bool, asks_parent: bool = True) -> None:
        key = event.key
        if key.full and not event.of_parent:
            checks.check_full(self._cursor, key)
        if not event.keys:
            return
        row = checks.missing(
            self._cursor, key, event.keys, asks_child=asks_child, asks_parent=asks_parent
        )
        if row is not None:
            raise (checks.still_referenced if event.of_parent else checks.no_parent)(key, row)

    def _lock(self, event: Event) -> None:
        """Hold the keys of an event against other sessions."""
        found, key, known = event.keys, event.key, self._known()
        types = known.types_of(key.child, key.columns)
        same = types == known.types_of(key.parent, key.parent_columns)
        wanted: list[Lock] = [(key.identity, EVERY)]
        if same and not (found.every or found.table):
            wanted = [(key.identity, row[: found.width]) for row in found.rows]
        self._locks.take(self._owner, wanted, self._mark, alone=event.of_parent)

    def hold(self, key: ForeignKey) -> None:
        """Hold all keys of a parent that is emptied."""
        self._locks.take(self._owner, [(key.identity, EVERY)], self._mark, alone=True)

    # --- SET CONSTRAINTS

    def _is_deferred(self, key: ForeignKey) -> bool:
        if not key.deferrable:
            return False
        return self._modes.get(key.name, self._modes.get("", key.deferred))

    def set_constraints(self, command: object) -> None:
        """Put checks off, or do those that were put off.

        Args:
            command: A ConstraintsCommand.

        Raises:
            PgError: 42704, 42809; 23503 for what was put off and does not hold.
        """
        assert isinstance(command, ConstraintsCommand), "the planner's promise"
        known = [key for own in self._known().of_child.values() for key in own]
        for name in command.names:
            found = [key for key in known if key.name == name]
            if not found:
                raise PgError(f'constraint "{name}" does not exist', sqlstate="42704")
            if not all(key.deferrable for key in found):
                raise PgError(f'constraint "{name}" is not deferrable', sqlstate="42809")
        if not command.names:
            self._modes.clear()
        self._modes.update(dict.fromkeys(command.names or ("",), command.deferred))
        if not command.deferred:
            self.check_late(command.names or None)

    def put_back(self, writes: Iterable[Write]) -> None:
        """Look, at COMMIT, at rows that were put back without their statement."""
        known = self._known()
        for write in writes if known else ():
            effects = write.statement.effects
            if write.kept is None or effects is None:
                continue
            table = known.find(effects.schema, effects.table)
            for key in known.of_child.get(table.key, ()) if table is not None else ():
                event = Event(key, keys.every(known.types_of(key.child, key.columns)), False)
                self._lock(event)
                self._put_off(event)


def _quoted(columns: Iterable[str]) -> list[str]:
    return [quoted(column) for column in columns]
