"""Sequences: made, changed and set.

DuckDB changes nothing of a sequence. So it is made anew with what it shall be, and the columns
that take its values let go of it meanwhile; a default can be set and dropped on every table.
Where a sequence only goes forward its values are drawn, some ten nanoseconds each: that, as in
PostgreSQL, is no part of the transaction, and in nobody's way.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replace_fields

from duckgres.engine.ddl import dependents, model, numbers
from duckgres.engine.ddl.create import keep_type, sequence_options
from duckgres.engine.ddl.door import Door, Place, missing
from duckgres.engine.facts import facts_of, user_comment
from duckgres.engine.functions.sequences import note
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import parse
from duckgres.sql.ddl import steps
from duckgres.sql.ddl.steps import Name, Sequence
from duckgres.sql.positions import Source
from duckgres.sql.rules.sequences import NAME, NAME_OF, OWNED, SESSION
from duckgres.sql.statement import Statement

MOST_DRAWN = 1_000_000
_STATE = """
    SELECT start_value, min_value, max_value, increment_by, cycle, last_value, comment
    FROM duckdb_sequences()
    WHERE database_name = ? AND schema_name = ? AND sequence_name = ?
"""


@dataclass(slots=True)
class State:
    """A sequence.

    Attributes:
        first: Where it was told to start, and starts again.
        start: Where it starts now; the value that comes next where ``last`` is ``None``.
        last: The value taken last.
    """

    first: int
    start: int
    minimum: int
    maximum: int
    increment: int
    cycle: bool
    last: int | None

    @property
    def options(self) -> str:
        """The options as DuckDB writes them."""
        cycle = "CYCLE" if self.cycle else "NO CYCLE"
        return (
            f"START WITH {self.start} INCREMENT BY {self.increment} MINVALUE {self.minimum}"
            f" MAXVALUE {self.maximum} {cycle}"
        )


def state(door: Door, place: Place) -> State:
    """Return what a sequence is."""
    (row,) = door.cursor.execute(_STATE, [place.database, place.schema, place.name]).fetchall()
    start, minimum, maximum, increment, cycle, last, comment = row
    first = facts_of(comment).get("start", start)
    return State(int(str(first)), start, minimum, maximum, increment, cycle, last)


def replace(door: Door, place: Place, wanted: State) -> None:
    """Make a sequence anew under its columns."""
    users = dependents.defaults(door, place)
    said = comment_of(door, place)
    for table, column, _ in users:
        door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(column)} DROP DEFAULT")
    temporary = place.database == "temp"
    word = "TEMPORARY SEQUENCE" if temporary else "SEQUENCE"
    name = quoted(place.name) if temporary else place.text
    door.run(f"CREATE OR REPLACE {word} {name} {wanted.options}")
    for table, column, text in users:
        door.run(f"ALTER TABLE {table.text} ALTER COLUMN {quoted(column)} SET DEFAULT {text}")
    keep(door, place, wanted, said)


def comment_of(door: Door, place: Place) -> str | None:
    """Return a sequence's comment, with its facts."""
    found = door.value(_COMMENT, place.database, place.schema, place.name)
    return None if found is None else str(found)


def keep(
    door: Door, place: Place, wanted: State, said: str | None, old: Place | None = None
) -> None:
    """Keep a sequence's comment and facts when it is made anew, and the OID of its old name."""
    facts = {key: value for key, value in facts_of(said).items() if key != "start"}
    facts |= {} if wanted.first == wanted.start else {"start": wanted.first}
    if old is not None:
        numbers.keep(door, old, facts)
    if said is not None or facts:
        text = model.comment_text(user_comment(said), facts)
        door.run(f"COMMENT ON SEQUENCE {place.text} IS {text}")


_COMMENT = """
    SELECT comment FROM duckdb_sequences()
    WHERE database_name = ? AND schema_name = ? AND sequence_name = ?
"""


def restart(door: Door, place: Place) -> None:
    """Let a sequence begin anew."""
    found = state(door, place)
    found.start = found.first
    replace(door, place, found)


def set_values(door: Door, step: steps.SetValues) -> None:
    """``setval``, for every row and every call in it."""
    for row in door.rows(door.filled(step.query)):
        for name, value, called in zip(row[::3], row[1::3], row[2::3], strict=True):
            if value is not None and called is not None:
                place = door.get("sequence", dependents.parse_name(str(name)))
                set_value(door, place, int(str(value)), bool(called))


def set_value(door: Door, place: Place, value: int, called: bool) -> None:
    """Let a sequence go on behind ``value``, or with it.

    Raises:
        PgError: It is no value of the sequence.
    """
    found = state(door, place)
    if not found.minimum <= value <= found.maximum:
        raise PgError(
            f'setval: value {value} is out of bounds for sequence "{place.name}"'
            f" ({found.minimum}..{found.maximum})",
            sqlstate="22003",
        )
    if called:
        note(int(door.slots[SESSION]), place.text, value)
    upcoming = found.start if found.last is None else found.last + found.increment
    wanted = value + found.increment if called else value
    steps_ahead, rest = divmod(wanted - upcoming, found.increment)
    if rest == 0 and 0 <= steps_ahead <= MOST_DRAWN and wanted <= found.maximum:
        if steps_ahead:
            name = literal(place.text)
            door.value(f"SELECT max(nextval({name})) FROM range({steps_ahead})")
        return
    if wanted > found.maximum or wanted < found.minimum:
        if not found.cycle:
            found.start = value
            replace(door, place, found)
            door.value(f"SELECT nextval({literal(place.text)})")
            return
        wanted = found.minimum if found.increment > 0 else found.maximum
    found.start = wanted
    replace(door, place, found)


def create(door: Door, step: steps.NewNamedSequence) -> None:
    """CREATE SEQUENCE."""
    where = door.new(step.name, "sequence")
    if door.find("relation", Name(where.schema, where.name, where.database == "temp")) is not None:
        message = f'relation "{where.name}" already exists'
        if not step.skips:
            raise PgError(message, sqlstate="42P07")
        door.tell(f"{message}, skipping", "42P07")
        return
    check(step.options)
    temporary = where.database == "temp"
    word = "TEMPORARY SEQUENCE" if temporary else "SEQUENCE"
    name = quoted(where.name) if temporary else where.text
    door.run(f"CREATE {word} {name} {sequence_options(step.options)}")
    keep_type(door, where, step.options)
    own(door, where, step.options)


def check(options: Sequence) -> None:
    """Refuse options that contradict each other.

    Raises:
        PgError: 22023.
    """
    increment = 1 if options.increment is None else options.increment
    if increment == 0:
        raise PgError("INCREMENT must not be zero", sqlstate="22023")
    top = 2 ** ((options.bits or 64) - 1)
    low, high = (1, top - 1) if increment > 0 else (-top, -1)
    minimum = low if options.minimum is None else options.minimum
    maximum = high if options.maximum is None else options.maximum
    if minimum >= maximum:
        raise PgError(
            f"MINVALUE ({minimum}) must be less than MAXVALUE ({maximum})", sqlstate="22023"
        )
    start = options.start
    if start is not None and start < minimum:
        raise PgError(
            f"START value ({start}) cannot be less than MINVALUE ({minimum})", sqlstate="22023"
        )
    if start is not None and start > maximum:
        raise PgError(
            f"START value ({start}) cannot be greater than MAXVALUE ({maximum})", sqlstate="22023"
        )


def change(door: Door, step: steps.ChangeSequence) -> None:
    """ALTER SEQUENCE."""
    place = door.find("sequence", step.name)
    if place is None:
        if not step.skips:
            raise missing("sequence", step.name)
        door.tell(f'relation "{step.name.name}" does not exist, skipping')
        return
    options = step.options
    if options != Sequence(owner=options.owner):
        replace(door, place, changed(state(door, place), options))
    own(door, place, options)


def changed(found: State, options: Sequence) -> State:
    """Return a sequence with other options.

    Raises:
        PgError: It would begin outside of its bounds.
    """
    if found.last is not None:
        found.start = found.last + found.increment
    found.increment = options.increment or found.increment
    found.minimum = found.minimum if options.minimum is None else options.minimum
    found.maximum = found.maximum if options.maximum is None else options.maximum
    found.cycle = found.cycle if options.cycle is None else options.cycle
    found.first = found.first if options.start is None else options.start
    if options.restarts:
        found.start = found.first if options.restart is None else options.restart
    if not found.minimum <= found.start <= found.maximum:
        word = "RESTART" if options.restarts else "START"
        low = found.start < found.minimum
        bound = f"less than MINVALUE ({found.minimum})"
        bound = bound if low else f"greater than MAXVALUE ({found.maximum})"
        message = f"{word} value ({found.start}) cannot be {bound}"
        raise PgError(message, sqlstate="22023")
    return found


def own(door: Door, place: Place, options: Sequence) -> None:
    """OWNED BY: the sequence goes with its column."""
    if not options.owner or options.owner == ("none",):
        return
    *table, column = options.owner
    where = door.get("table", Name(table[-2] if len(table) > 1 else "", table[-1]))
    found = model.read(door, where).column(column)
    if found is None:
        message = f'column "{column}" of relation "{where.name}" does not exist'
        raise PgError(message, sqlstate="42703")
    facts = found.facts | {"sequence": place.text}
    model.keep_facts(door, where, found.name, found.comment, facts)


def slot_value(door: Door, slot: str) -> str:
    """Return what a slot of a sequence's name stands for, as a constant.

    Raises:
        PgError: There is no such sequence, table or column.
    """
    if slot.startswith(NAME):
        text = slot.removeprefix(NAME)
        place = door.find("sequence", dependents.parse_name(text))
        if place is None:
            name = dependents.parse_name(text)
            if door.find("relation", name) is not None:
                raise PgError(f'"{name.name}" is not a sequence', sqlstate="42809")
            raise missing("sequence", name)
        return literal(place.text)
    whole = slot.startswith(NAME_OF)
    table, _, column = slot.removeprefix(NAME_OF).removeprefix(OWNED).partition("\x1f")
    where = door.get("table", dependents.parse_name(table))
    found = model.read(door, where).column(column)
    if found is None:
        message = f'column "{column}" of relation "{where.name}" does not exist'
        raise PgError(message, sqlstate="42703")
    stored = found.facts.get("sequence")
    if stored is None:
        return "CAST(NULL AS VARCHAR)"
    if whole:
        return literal(stored)
    return literal(shown(dependents.parse_name(stored)))


def shown(name: Name) -> str:
    """Return a name as ``pg_get_serial_sequence`` writes it."""
    parts = ("pg_temp" if name.temporary else name.schema, name.name)
    return ".".join(quote_identifier(part) for part in parts if part)


def with_name(text: str, place: Place) -> str:
    """Return a default that takes the values of another sequence."""
    (name,) = dependents.arguments_of(text)
    return text.replace(name, literal(place.text))


_OF_SEQUENCES = frozenset({"nextval", "currval", "setval"})


def located(error: PgError, statement: Statement) -> PgError:
    """Return an error about a name in a string with the place of that string."""
    origin = statement.origin
    if origin is None or error.sqlstate != "42P01" or error.fields.position is not None:
        return error
    source = Source(origin.text)
    name = error.message.split('"')[1] if '"' in error.message else ""
    tokens = parse.tokens(source)
    for function, token in zip(tokens, tokens[2:], strict=False):
        if function.word in _OF_SEQUENCES and token.text == f"'{name}'":
            position = origin.start + source.character(token.start) + 1
            fields = replace_fields(error.fields, position=position)
            return PgError(error.message, sqlstate=error.sqlstate, fields=fields)
    return error
