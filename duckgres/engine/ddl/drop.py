"""DROP of several objects, with PostgreSQL's say on what depends on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from duckgres.engine.ddl import dependents, foreign, model, rebuild, relations
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.errors.type_names import written_type
from duckgres.errors import ErrorFields, Notice, PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql.ddl import objects
from duckgres.sql.ddl.steps import Name

_HINT = "Use DROP ... CASCADE to drop the dependent objects too."
_CODES = {"type": "42704", "index": "42704", "function": "42883", "extension": "42704"}


def drop(door: Door, step: objects.Drop) -> None:
    """Drop objects of one kind."""
    if step.kind in _OTHERS:
        _OTHERS[step.kind](door, step)
        return
    found = [place for name in step.names if (place := _found(door, step, name)) is not None]
    found = list(dict.fromkeys(found))
    others = _Others(door, step.cascades, [dependents.shown(door, p) for p in found], step.kind)
    for place in found:
        _DEPENDENTS.get(step.kind, _no_dependents)(others, place, found)
    others.settle()
    for place in children_first(door, found) if step.kind == "table" else found:
        _DROPS.get(step.kind, _plain)(door, place)


def _found(door: Door, step: objects.Drop, name: Name) -> Place | None:
    """Return an object that is to be dropped; a missing one is a notice where that is allowed."""
    wants_stored = step.kind == "materialized view"
    place = door.find("rows" if wants_stored else step.kind, name)
    if place is not None and (wants_stored or place.kind in ("table", "view")):
        is_stored = "query" in relations.facts_of_relation(door, place)
        if is_stored is wants_stored:
            return place
        raise _other_kind(name, step.kind, "materialized view" if is_stored else place.kind)
    if place is not None:
        return place
    other = door.find("relation", name)
    if other is not None and step.kind in ("table", "view", "sequence", "index"):
        raise _other_kind(name, step.kind, other.kind)
    if name.schema and door.value(_SCHEMA, name.schema) is None:
        message, code = f'schema "{name.schema}" does not exist', "3F000"
    else:
        shown = name.shown
        message, code = f'{step.kind} "{shown}" does not exist', _CODES.get(step.kind, "42P01")
    if not step.skips:
        raise PgError(message, sqlstate=code)
    door.tell(f"{message}, skipping")
    return None


_SCHEMA = "SELECT 1 FROM duckdb_schemas() WHERE lower(schema_name) = lower(?)"


def _other_kind(name: Name, wanted: str, is_a: str) -> PgError:
    article = "an" if is_a[0] in "aeiou" else "a"
    told = "an" if wanted[0] in "aeiou" else "a"
    return PgError(
        f'"{name.name}" is not {told} {wanted}',
        sqlstate="42809",
        hint=f"Use DROP {is_a.upper()} to remove {article} {is_a}.",
    )


class _Others:
    """What depends on the objects that go, and goes with them."""

    def __init__(self, door: Door, cascades: bool, names: list[str], kind: str) -> None:
        self.door = door
        self._cascades = cascades
        self._names = names
        self._kind = kind
        self.found: dict[str, str] = {}
        self.actions: list[Callable[[], None]] = []

    def add(self, what: str, on: str, action: Callable[[], None]) -> None:
        """Note an object that depends on ``on``."""
        if what not in self.found:
            self.found[what] = on
            self.actions.append(action)

    def settle(self) -> None:
        """Let them go, or refuse.

        Raises:
            PgError: 2BP01.
        """
        if not self.found:
            return
        if not self._cascades:
            one = len(self._names) == 1
            what = f"{self._kind} {self._names[0]}" if one else "desired object(s)"
            raise PgError(
                f"cannot drop {what} because other objects depend on {'it' if one else 'them'}",
                sqlstate="2BP01",
                detail="\n".join(f"{a} depends on {b}" for a, b in self.found.items()),
                hint=_HINT,
            )
        for action in self.actions:
            action()
        self.door.notices.append(cascade_notice(list(self.found)))


def cascade_notice(found: list[str]) -> Notice:
    """Return the notice that names what has gone, too."""
    if len(found) == 1:
        return Notice(f"drop cascades to {found[0]}")
    detail = "\n".join(f"drop cascades to {what}" for what in found)
    return Notice(
        f"drop cascades to {len(found)} other objects", fields=ErrorFields(detail=detail)
    )


def _no_dependents(others: _Others, place: Place, dropped: list[Place]) -> None:
    """Know of none."""


def _of_relation(others: _Others, place: Place, dropped: list[Place]) -> None:
    door = others.door
    kind = "table" if place.kind == "table" else place.kind
    on = f"{kind} {dependents.shown(door, place)}"
    if place.kind == "table":
        _of_table(others, place, dropped, on)
    for view, read in dependents.views(door, place):
        if view not in dropped:
            above = f"{read.kind} {dependents.shown(door, read)}"
            others.add(
                f"view {dependents.shown(door, view)}", above, partial(_drop_view, door, view)
            )


def _drop_view(door: Door, view: Place) -> None:
    door.run(f"DROP VIEW IF EXISTS {view.text}")


def _of_table(others: _Others, place: Place, dropped: list[Place], on: str) -> None:
    door = others.door
    for child in rebuild.children(door, place):
        if child.place in dropped:
            continue
        for constraint in child.constraints:
            if constraint.kind == "f" and constraint.parent.casefold() == place.name.casefold():
                told = (
                    f"constraint {constraint.name} on table {dependents.shown(door, child.place)}"
                )
                others.add(told, on, partial(_forget_key, door, child.place, place))
    for child_place, key in foreign.pointing_at(door, place):
        if child_place not in dropped:
            told = f"constraint {key.name} on table {dependents.shown(door, child_place)}"
            forget = foreign.without(place, [key.name])
            others.add(told, on, partial(foreign.change, door, [child_place], forget))
    for sequence in owned(door, place):
        for table, column, _ in dependents.defaults(door, sequence):
            if table != place and table not in dropped:
                what = f"default value for column {column} of table {table.name}"
                on_sequence = f"sequence {dependents.shown(door, sequence)}"
                others.add(what, on_sequence, partial(_no_default, door, table, column))


def _forget_key(door: Door, child: Place, parent: Place) -> None:
    """Make a table anew without its foreign keys to another."""
    old, new = model.read(door, child), model.read(door, child)
    new.constraints = [
        c for c in new.constraints
        if c.kind != "f" or c.parent.casefold() != parent.name.casefold()
    ]  # fmt: skip
    rebuild.rebuild(door, old, new, rebuild.children(door, child))


def _no_default(door: Door, table: Place, column: str) -> None:
    door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(column)} DROP DEFAULT")


def owned(door: Door, table: Place) -> list[Place]:
    """Return the sequences of a table's serial and identity columns."""
    found = []
    for column in model.read(door, table).columns:
        stored = column.facts.get("sequence")
        if stored:
            place = door.find("sequence", dependents.parse_name(stored))
            if place is not None:
                found.append(place)
    return found


def _of_sequence(others: _Others, place: Place, dropped: list[Place]) -> None:
    door = others.door
    for table, column, _ in dependents.defaults(door, place):
        what = f"default value for column {column} of table {dependents.shown(door, table)}"
        on = f"sequence {dependents.shown(door, place)}"
        others.add(what, on, partial(_no_default, door, table, column))


def _of_type(others: _Others, place: Place, dropped: list[Place]) -> None:
    door = others.door
    for table, column in reversed(dependents.typed(door, place)):
        what = f"column {column} of table {dependents.shown(door, table)}"
        text = f"ALTER TABLE {table.text} DROP COLUMN {quoted(column)}"
        others.add(what, f"type {dependents.shown(door, place)}", partial(door.run, text))


_DEPENDENTS = {
    "table": _of_relation,
    "view": _of_relation,
    "materialized view": _of_relation,
    "sequence": _of_sequence,
    "type": _of_type,
}


def children_first(door: Door, found: list[Place]) -> list[Place]:
    """Order tables so that a table goes before those its foreign keys point at."""
    ordered: list[Place] = []
    for place in found:
        for child in reversed([c.place for c in rebuild.children(door, place)]):
            if child in found and child not in ordered:
                ordered.append(child)
        if place not in ordered:
            ordered.append(place)
    return ordered


def _table(door: Door, place: Place) -> None:
    sequences_gone = owned(door, place)
    door.run(f"DROP TABLE {place.text}")
    door.on_commit.pop(place.text, None)
    for sequence in sequences_gone:
        door.run(f"DROP SEQUENCE IF EXISTS {sequence.text}")


def _plain(door: Door, place: Place) -> None:
    door.run(f"DROP {place.kind.upper()} {place.text}")


def _stored_view(door: Door, place: Place) -> None:
    if place.kind == "view":  # it was never filled
        _plain(door, place)
    else:
        _table(door, place)


_DROPS = {"table": _table, "materialized view": _stored_view}


def _schemas(door: Door, step: objects.Drop) -> None:
    """DROP SCHEMA."""
    for name in step.names:
        schema = door.value(_NAMED_SCHEMA, name.name)
        if schema is None:
            message = f'schema "{name.name}" does not exist'
            if not step.skips:
                raise PgError(message, sqlstate="3F000")
            door.tell(f"{message}, skipping")
            continue
        tables = [n for k, n in door.rows(_INSIDE, schema) if k == "table"]
        database = str(door.value("SELECT current_database()"))
        hidden = {
            sequence.name
            for table in tables
            for sequence in owned(door, Place(database, str(schema), str(table)))
        }
        inside = [
            f"{kind} {schema}.{what}"
            for kind, what in door.rows(_INSIDE, schema)
            if kind != "sequence" or what not in hidden
        ]
        pointing = _pointing_from_elsewhere(door, database, str(schema), tables)
        if inside and not step.cascades:
            details = [f"{what} depends on schema {schema}" for what in inside]
            details += [f"{what} depends on table {schema}.{on}" for what, on, _ in pointing]
            raise PgError(
                f"cannot drop schema {schema} because other objects depend on it",
                sqlstate="2BP01",
                detail="\n".join(details),
                hint=_HINT,
            )
        for what, _, forget in pointing:
            inside.append(what)
            forget()
        door.run(f"DROP SCHEMA {quoted(str(schema))} CASCADE")
        if inside:
            door.notices.append(cascade_notice(inside))


def _pointing_from_elsewhere(
    door: Door, database: str, schema: str, tables: list[object]
) -> list[tuple[str, str, Callable[[], None]]]:
    """Return the foreign keys of other schemas: what they are, their parent, what drops them."""
    found: list[tuple[str, str, Callable[[], None]]] = []
    for table in tables:
        place = Place(database, schema, str(table))
        for child, key in foreign.pointing_at(door, place):
            if child.schema != schema:
                what = f"constraint {key.name} on table {dependents.shown(door, child)}"
                forget = partial(foreign.change, door, [child], foreign.without(place, [key.name]))
                found.append((what, place.name, forget))
    return found


_NAMED_SCHEMA = """
    SELECT schema_name FROM duckdb_schemas()
    WHERE database_name = current_database() AND lower(schema_name) = lower(?) AND NOT internal
"""
_INSIDE = """
    SELECT kind, name FROM (
        SELECT 'table' AS kind, table_name AS name, table_oid AS oid FROM duckdb_tables()
        WHERE schema_name = $1 AND database_name = current_database()
        UNION ALL SELECT 'view', view_name, view_oid FROM duckdb_views()
        WHERE schema_name = $1 AND database_name = current_database() AND NOT internal
        UNION ALL SELECT 'sequence', sequence_name, sequence_oid FROM duckdb_sequences()
        WHERE schema_name = $1 AND database_name = current_database()
        UNION ALL SELECT 'type', type_name, type_oid FROM duckdb_types()
        WHERE schema_name = $1 AND database_name = current_database() AND NOT internal
    ) ORDER BY oid
"""


def _functions(door: Door, step: objects.Drop) -> None:
    """DROP FUNCTION."""
    for name, arguments in zip(step.names, step.arguments, strict=True):
        row = door.rows(_MACRO, name.name, name.schema or None)
        if not row:
            if not step.skips:
                raise _no_function(name, arguments)
            door.tell(
                f"function {name.shown}({', '.join(arguments or ())}) does not exist, skipping"
            )
            continue
        schema, kind = row[0]
        word = "MACRO TABLE" if kind == "table_macro" else "MACRO"
        door.run(f"DROP {word} {quoted(str(schema))}.{quoted(name.name)}")


def _no_function(name: Name, arguments: tuple[str, ...] | None) -> PgError:
    if arguments is None:
        message = f'could not find a function named "{name.shown}"'
    else:
        types = ", ".join(written_type(kind.rpartition(".")[2]) for kind in arguments)
        message = f"function {name.shown}({types}) does not exist"
    return PgError(message, sqlstate="42883")


_MACRO = """
    SELECT schema_name, function_type FROM duckdb_functions()
    WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro')
      AND NOT internal AND lower(function_name) = lower(?)
      AND schema_name = coalesce(?, schema_name)
    LIMIT 1
"""


def _extensions(door: Door, step: objects.Drop) -> None:
    """DROP EXTENSION: those that are there cannot go."""
    for name in step.names:
        message = f'extension "{name.name}" does not exist'
        if not step.skips:
            raise PgError(message, sqlstate="42704")
        door.tell(f"{message}, skipping")


_OTHERS = {"schema": _schemas, "function": _functions, "extension": _extensions}
