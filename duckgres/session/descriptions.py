"""What a session's statements take and return, remembered while the catalog stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from duckgres.engine.describe import Description
from duckgres.engine.shape import result_changed
from duckgres.session.execution import show_columns
from duckgres.sql.session_commands import SettingCommand
from duckgres.sql.statement import Statement, StatementKind

if TYPE_CHECKING:
    from duckgres.engine.connection import EngineConnection
    from duckgres.session.prepared import PreparedStatement
    from duckgres.session.settings import Settings

_Key = tuple[int, tuple[int, ...]]  # a statement's identity and the types given for it

CAPACITY = 500  # descriptions a session keeps

NOTHING = Description(parameter_oids=(), columns=None)
_BY_ENGINE = frozenset(
    {StatementKind.QUERY, StatementKind.MODIFY, StatementKind.UTILITY, StatementKind.EXPLAIN}
)


class Descriptions:
    """A cache by statement and given parameter types, void after any change of the catalog."""

    def __init__(self, engine: EngineConnection, settings: Settings) -> None:
        """Begin empty.

        Args:
            engine: Describes what DuckDB runs.
            settings: Name the column of SHOW.
        """
        self._engine = engine
        self._settings = settings
        self._known: OrderedDict[_Key, tuple[Statement, Description]] = OrderedDict()
        self._version = -1

    def describe(self, statement: Statement, oids: tuple[int, ...]) -> Description:
        """Return the statement's description; ``oids`` are those the client named in Parse."""
        if statement.kind is StatementKind.SHOW:
            assert isinstance(statement.command, SettingCommand), "the planner's promise"
            return Description((), show_columns(self._settings, statement.command))
        if statement.kind not in _BY_ENGINE:
            return NOTHING
        version = self._engine.catalog_version
        if version != self._version:
            self.forget()
            self._version = version
        key = (id(statement), oids)  # the entry keeps the statement, so its id stays its own
        entry = self._known.get(key)
        if entry is not None:
            self._known.move_to_end(key)
            return entry[1]
        description = self._engine.describe(statement, oids)
        self._known[key] = (statement, description)
        if len(self._known) > CAPACITY:
            self._known.popitem(last=False)
        return description

    def revalidate(self, prepared: PreparedStatement) -> Description:
        """Return the description of a prepared statement as the catalog is now.

        Raises:
            PgError: What it stands on is gone, or 0A000: its columns are no longer those the
                client was told of.
        """
        now = self.describe(prepared.statement, prepared.parameter_oids)
        then = prepared.description
        if now is not then and row_type(now) != row_type(then):
            raise result_changed()
        return now

    def forget(self) -> None:
        """Drop everything, as when ``search_path`` changes."""
        self._known.clear()


def row_type(description: Description) -> list[tuple[str, int]] | None:
    """Return what a client was told of the rows: names and types."""
    if description.columns is None:
        return None
    return [(column.name, column.type.oid) for column in description.columns]
