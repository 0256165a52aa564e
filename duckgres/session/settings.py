"""A session's settings: SET, RESET and SHOW, and what becomes of them in a transaction.

Three layers: what is committed, what the transaction SET, and what it SET LOCAL. COMMIT keeps the
second, ROLLBACK drops both, so an open transaction needs no mark of its own. Readers ask for
typed values; ``take_reports`` and ``take_engine_changes`` compare with what was last told, so a
rollback is told like any other change. The rows are in ``setting_table``, texts and values in
``setting_values``, single settings in ``setting_checks``. Sends and runs nothing itself. Source:
PostgreSQL 15's ``guc.c``; answers recorded in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from duckgres.errors import FatalError, Notice, PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.quoting import literal
from duckgres.pgtypes.types import OutputStyle
from duckgres.session.rights import ORDINARY, Rights
from duckgres.session.setting_checks import (
    CHECKS,
    Situation,
    path_name,
    quote_name,
    refuse_untrue,
    split_names,
)
from duckgres.session.setting_table import REPORTED, SETTINGS, Setting
from duckgres.session.setting_values import (
    DEFAULTS,
    Layers,
    Value,
    layered,
    parse_value,
    show_value,
)
from duckgres.session.time_limits import NAMES, TimeLimits

_CUSTOM_NAME = re.compile(r"[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)+")
_CHARACTERISTICS = {
    "transaction_isolation": "default_transaction_isolation",
    "transaction_read_only": "default_transaction_read_only",
    "transaction_deferrable": "default_transaction_deferrable",
}
_UNCHANGEABLE = {
    "internal": 'parameter "{}" cannot be changed',
    "internal-hidden": 'parameter "{}" cannot be changed',
    "postmaster": 'parameter "{}" cannot be changed without restarting the server',
    "sighup": 'parameter "{}" cannot be changed now',
    "backend": 'parameter "{}" cannot be set after connection start',
}
# What client_min_messages counts, from the least; INFO is always sent.
_LEVELS = ("debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error")

_SOCKET = [row.name for row in SETTINGS.values() if row.applies == "socket"]
_DATE_ORDER = "VARIABLE date_order"  # how ``catalog/functions/datetime.sql`` knows it


class Settings:
    """The settings of one session."""

    def __init__(
        self,
        login_parameters: Mapping[str, str],
        user: str = "",
        *,
        defaults: Mapping[str, str] | None = None,
        schemas: Callable[[], Collection[str]] | None = None,
        rights: Rights = ORDINARY,
        socket_option: Callable[[str], int | None] = lambda name: None,
    ) -> None:
        """Begin with the server's defaults and what the client asked for at login.

        Args:
            login_parameters: Settings of the startup packet and of its ``options``.
            user: The name logged in with.
            defaults: The user's own defaults, instead of PostgreSQL's.
            schemas: Tells the schemas that exist: PostgreSQL leaves missing ones of search_path
                out, DuckDB refuses them. ``None``: only ``"$user"`` is left out.
            rights: What the administrator gave the user, which bounds what he sets.
            socket_option: Asks the kernel for a setting of the socket; ``None``: it has none.

        Raises:
            FatalError: A parameter that is unknown, or a value that cannot be.
        """
        self._user = user
        self._rights = rights
        self._schemas = schemas
        self._socket_option = socket_option
        # Each layer holds what differs from DEFAULTS: idle sessions are many, their wishes few.
        self._reset: dict[str, Value] = {}
        self._committed: dict[str, Value] = {}
        self._session: dict[str, Value] = {}
        self._local: dict[str, Value] = {}
        self._own: dict[str, str] = {}  # the client's own settings, as first written
        self._reported: dict[str, str] = {}
        # Every instance begins with this; a cursor that sets its own zone holds 8 kB more.
        self._applied: dict[str, str] = {"TimeZone": "UTC", _DATE_ORDER: "MDY"}
        self._told_socket: dict[str, int] = {}
        self._untold_socket = True
        self._dirty = True  # something may differ from what was committed
        self._untold = True  # … or from what the client was told
        self._style: OutputStyle | None = None
        self._limits: TimeLimits | None = None
        self._session["session_authorization"] = user
        for given in (defaults or {}, login_parameters):
            for name, text in given.items():
                self._start_with(name, text)
        self._reset = dict(self._session)
        self._committed = dict(self._session)

    def _start_with(self, name: str, text: str) -> None:
        try:
            if (row := self._find(name, new=True)) and row.name in _CHARACTERISTICS:
                verb = "ISOLATION LEVEL" if row.name.endswith("isolation") else "mode"
                raise PgError(
                    f"SET TRANSACTION {verb} must be called before any query", sqlstate="25001"
                )
            key, value = self._evaluate(row, name, text, at_start=True)
        except PgError as error:
            raise FatalError(
                error.message, sqlstate=error.sqlstate, fields=error.fields
            ) from error
        self._session[key] = value

    # --- SET and RESET

    def set(self, name: str, values: tuple[str, ...], *, local: bool = False) -> None:
        """Run SET; ``local`` is SET LOCAL.

        Raises:
            PgError: 42704 no such setting, 22023 no such value, 0A000 one that cannot be
                honoured, 55P02 and 42501 a setting that cannot be changed.
        """
        self.set_text(name, self._text(self._find(name, new=True), name, values), local=local)

    def set_text(self, name: str, text: str, *, local: bool = False) -> None:
        """Run set_config, whose value is one text, lists included; raises as ``set``."""
        key, value = self._evaluate(self._find(name, new=True), name, text)
        self._store(key, value, local=local)

    def reset(self, name: str, *, local: bool = False) -> None:
        """Run RESET, or SET … TO DEFAULT.

        Raises:
            PgError: As ``set``.
        """
        row = self._find(name, new=True)
        key = name.lower() if row is None else row.name
        if row is not None:
            self._refuse_unchangeable(row, name)
        self._store(key, layered(self._reset, key), local=local)

    def reset_all(self) -> None:
        """Run RESET ALL; who is logged in and the transaction's own settings stay."""
        for key in {**DEFAULTS, **self._session}:
            row = SETTINGS.get(key.lower())
            if row is None or (row.shown_in_all and key not in _CHARACTERISTICS):
                self._store(key, layered(self._reset, key), local=False)

    def _store(self, key: str, value: Value, *, local: bool) -> None:
        self._touch()
        if key in _CHARACTERISTICS:
            local = True  # they belong to one transaction, however they are set
        if local:
            self._local[key] = value
        else:
            self._session[key] = value
            self._local.pop(key, None)

    def _touch(self) -> None:
        """Note that a value may have changed; every statement asks, few change anything."""
        self._dirty = self._untold = self._untold_socket = True
        self._style = self._limits = None

    def _text(self, row: Setting | None, name: str, values: tuple[str, ...]) -> str:
        """Join a list's values as PostgreSQL's flatten_set_variable_args does."""
        if row is not None and row.type == "list":
            return ", ".join(map(quote_name, values))
        if row is not None and row.type == "words":
            return ", ".join(values)
        if len(values) != 1:
            raise PgError(f"SET {name} takes only one argument", sqlstate="22023")
        return values[0]

    def _evaluate(
        self, row: Setting | None, name: str, text: str, *, at_start: bool = False
    ) -> tuple[str, Value]:
        """Return the key and the value of a text, or refuse it."""
        if row is None:
            self._own.setdefault(name.lower(), name)
            return name.lower(), text
        self._refuse_unchangeable(row, name, at_start=at_start)
        value = parse_value(row, name, text)
        if row.name in CHECKS and isinstance(value, str):
            current, default = self.get(row.name), show_value(row, layered(self._reset, row.name))
            value = CHECKS[row.name](value, Situation(self._user, current, default))
        refuse_untrue(row.name, value, show_value(row, value))
        return row.name, value

    def _refuse_unchangeable(self, row: Setting, name: str, *, at_start: bool = False) -> None:
        if row.context == "superuser" or (row.context == "backend" and at_start):
            raise PgError(f'permission denied to set parameter "{name}"', sqlstate="42501")
        if row.context in _UNCHANGEABLE:
            raise PgError(_UNCHANGEABLE[row.context].format(name), sqlstate="55P02")

    def _find(self, name: str, *, new: bool = False) -> Setting | None:
        """Return the row; ``None`` is a setting of the client's own, ``a.b``.

        Args:
            name: In any case.
            new: Whether one of the client's own may come into being.
        """
        row = SETTINGS.get(name.lower())
        if row is not None or name.lower() in self._own:
            return row
        if not new or "." not in name:
            raise PgError(f'unrecognized configuration parameter "{name}"', sqlstate="42704")
        if not _CUSTOM_NAME.fullmatch(name):
            raise PgError(
                f'invalid configuration parameter name "{name}"',
                sqlstate="42602",
                detail="Custom parameter names must be two or more simple identifiers separated"
                " by dots.",
            )
        return None

    # --- SHOW

    def canonical_name(self, name: str) -> str:
        """Return the name that heads the column of SHOW.

        Raises:
            PgError: 42704.
        """
        row = self._find(name)
        return self._own[name.lower()] if row is None else row.name

    def get(self, name: str) -> str:
        """Return what SHOW prints.

        Raises:
            PgError: 42704.
        """
        row = self._find(name)
        if row is None:
            return str(self._value(name.lower()))
        return self._shown(row)

    def _shown(self, row: Setting) -> str:
        """Print a row's value; of the socket's settings the kernel's word is the true one."""
        if row.applies == "socket" and (kernel := self._socket_option(row.name)) is not None:
            return str(kernel)
        return show_value(row, self._value(row.name))

    def show_all(self) -> list[tuple[str, str, str]]:
        """Return name, value and description of every setting that SHOW ALL lists."""
        rows = sorted(SETTINGS.values(), key=lambda row: row.name.lower())
        return [
            (row.name, self._shown(row), row.description + ".") for row in rows if row.shown_in_all
        ]

    def layers(self, name: str) -> tuple[Value, Value, str]:
        """Return a setting's value, what RESET makes of it, and the word for who set it."""
        source = "client" if name in self._reset else "default"
        if name in self._local or self._session.get(name) != self._reset.get(name):
            source = "session"
        return self._value(name), layered(self._reset, name), source

    def _value(self, key: str) -> Value:
        if key in self._local:
            return self._local[key]
        if key in _CHARACTERISTICS:  # fixed when the transaction began
            return layered(self._committed, _CHARACTERISTICS[key])
        return layered(self._session, key)

    # --- Typed

    def _number(self, name: str) -> int:
        value = self._value(name)
        assert isinstance(value, int), "the row says integer"
        return value

    @property
    def time_limits(self) -> TimeLimits:
        """The limits of time that are in force now; remembered, since every statement asks."""
        if self._limits is None:
            limits = TimeLimits(*(self._number(name) / 1000 for name in NAMES))
            self._limits = self._rights.bound(limits)
        return self._limits

    @property
    def transaction_read_only(self) -> bool:
        """Whether the transaction, or the next one, may not write."""
        return self._rights.read_only or self._value("transaction_read_only") is True

    @property
    def time_zone(self) -> str:
        """The canonical name of the zone."""
        return str(self._value("TimeZone"))

    @property
    def search_path(self) -> tuple[str, ...]:
        """The schemas as they were set, ``$user`` replaced, missing ones included."""
        names = split_names(str(self._value("search_path"))) or []
        return tuple(self._user if name == "$user" else name for name in names if name)

    @property
    def output_style(self) -> OutputStyle:
        """What decides how values are written."""
        if self._style is None:
            digits = self._number("extra_float_digits")
            self._style = OutputStyle(time_zone=self.time_zone, extra_float_digits=digits)
        return self._style

    def wants(self, notice: Notice) -> bool:
        """Whether client_min_messages lets a notice through."""
        level = notice.severity.lower()
        if level == "info":
            return True
        level = "debug1" if level == "debug" else level
        least = str(self._value("client_min_messages"))
        least = "notice" if least == "info" else least
        return _LEVELS.index(level) >= _LEVELS.index(least)

    # --- Transactions

    def commit(self) -> None:
        """Keep what was SET; what was SET LOCAL ends with the transaction."""
        if not self._dirty:
            return
        if self._local:
            self._local.clear()
            self._touch()
        self._committed = dict(self._session)
        self._dirty = False

    def rollback(self) -> None:
        """Undo what the transaction changed."""
        if not self._dirty:
            return
        self._session = dict(self._committed)
        self._local.clear()
        self._touch()
        self._dirty = False

    def mark(self) -> Layers:
        """Return what :meth:`restore` brings back, for a savepoint."""
        return dict(self._session), dict(self._local)

    def restore(self, mark: Layers, *, anew: bool = False) -> None:
        """Undo what was changed since ``mark``; ``anew``: what DuckDB has is not known."""
        self._session, self._local = map(dict, mark)
        self._applied = {} if anew else self._applied
        self._touch()

    # --- Telling

    def take_reports(self) -> list[tuple[str, str]]:
        """Return the ParameterStatus messages that are due: all at first, then what differs."""
        if not self._untold:
            return []
        self._untold = False
        now = {name: self.get(name) for name in REPORTED}
        due = [(name, text) for name, text in now.items() if self._reported.get(name) != text]
        self._reported = now
        return due

    def take_engine_changes(self) -> list[str]:
        """Return the DuckDB statements that bring a cursor up to date."""
        now = {"TimeZone": zones.engine_name(self.time_zone) or "UTC", "search_path": self._path()}
        now[_DATE_ORDER] = self.get("DateStyle").rpartition(", ")[2]
        told, self._applied = self._applied, now
        return [f"SET {n} = {literal(text)}" for n, text in now.items() if told.get(n) != text]

    def take_socket_changes(self) -> dict[str, int]:
        """Return the settings the kernel must know: all at first, then what differs."""
        if not self._untold_socket:
            return {}
        self._untold_socket = False
        now = {name: self._number(name) for name in _SOCKET}
        due = {name: value for name, value in now.items() if self._told_socket.get(name) != value}
        self._told_socket = now
        return due

    def _path(self) -> str:
        """Return DuckDB's search_path: existing schemas, and ``main`` where the macros live."""
        known = None if self._schemas is None else {name.lower() for name in self._schemas()}
        own = "$user" in (split_names(str(self._value("search_path"))) or [])
        found: list[str] = []
        for name in self.search_path:
            if name in ("pg_catalog", "pg_temp", "main") or name in found:
                continue  # searched anyway
            missing = own and name == self._user if known is None else name.lower() not in known
            if not missing:
                found.append(name)
        return ",".join(path_name(name) for name in (*found, "main"))
