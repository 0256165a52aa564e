"""CREATE TABLE: the sequences before it and what is remembered behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duckgres.engine.ddl import foreign, model, rebuild, shown, types
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.texts import object_name
from duckgres.pgtypes.quoting import literal, quoted
from duckgres.sql.ddl import steps
from duckgres.sql.ddl.steps import Name


def main(door: Door, step: steps.Main) -> None:
    """Run the statement itself."""
    door.count = door.main()


def tell(door: Door, step: steps.Tell) -> None:
    """Send a notice."""
    door.notices.append(step.notice)


def skip(door: Door, step: steps.Skip) -> None:
    """Do nothing."""


def run(door: Door, step: steps.Run) -> None:
    """Run a text."""
    door.run(step.text)


def unless(door: Door, step: steps.Unless) -> None:
    """Stop where the object is there."""
    found = door.find(step.kind, step.name)
    if found is not None and (
        step.kind == "schema" or step.name.schema or _is_here(door, found, step.name)
    ):
        door.tell(f'{step.kind} "{step.name.name}" already exists, skipping', CODES[step.kind])
        door.done = True
        door.tag = step.tag


def _is_here(door: Door, found: Place, name: Name) -> bool:
    """Whether what was found stands where the new object would be made."""
    return found.database == "temp" or found.schema == door.home(name)


CODES = {"relation": "42P07", "schema": "42P06", "type": "42710", "index": "42P07"}


def new_sequence(door: Door, step: steps.NewSequence) -> None:
    """Make the sequence of a column, under PostgreSQL's name for it."""
    home = door.new(step.table)
    where = free_name(door, home, step.table, step.column)
    word = "TEMPORARY SEQUENCE" if home.database == "temp" else "SEQUENCE"
    name = quoted(where.name) if home.database == "temp" else where.text
    door.run(f"CREATE {word} {name} {sequence_options(step.options)}")
    keep_type(door, where, step.options)
    door.slots[step.slot] = literal(where.text)


def keep_type(door: Door, place: Place, options: steps.Sequence) -> None:
    """Keep the type of a sequence that is no bigint."""
    if options.bits in _SHORT:
        text = model.comment_text(None, {"type": _SHORT[options.bits]})
        door.run(f"COMMENT ON SEQUENCE {place.text} IS {text}")


_SHORT: dict[int | None, str] = {16: "int2", 32: "int4"}


def free_name(door: Door, home: Place, table: Name, column: str) -> Place:
    """Return the first name of ``table_column_seq``, ``…_seq1``, … that is free."""
    number = 0
    while True:
        suffix = f"seq{number or ''}"
        name = object_name(table.name, column, suffix)
        if door.find("relation", Name(home.schema, name, home.database == "temp")) is None:
            return Place(home.database, home.schema, name, "sequence")
        number += 1


def sequence_options(options: steps.Sequence) -> str:
    """Return the options as DuckDB writes them; PostgreSQL's limits follow the type."""
    increment = options.increment or 1
    top = 2 ** ((options.bits or 64) - 1)
    low, high = (1, top - 1) if increment > 0 else (-top, -1)
    minimum = low if options.minimum is None else options.minimum
    maximum = high if options.maximum is None else options.maximum
    start = options.start
    if start is None:
        start = minimum if increment > 0 else maximum
    cycle = "CYCLE" if options.cycle else "NO CYCLE"
    limits = f"MINVALUE {minimum} MAXVALUE {maximum} {cycle}"
    return f"START WITH {start} INCREMENT BY {increment} {limits}"


def remember(door: Door, step: steps.Remember) -> None:
    """Keep what DuckDB forgets of a table that has been made."""
    where = door.find("table", step.table)
    if where is None:
        return
    made = model.read(door, where, is_new=True)
    for column in made.columns:
        column.comment, copied = door.copied.get(column.name, (None, {}))
        column.facts = dict(copied)
        column.is_shown = bool(copied)
    for name, items in step.columns:
        found = made.column(name)
        if found is not None:
            found.facts = {key: _value(door, value) for key, value in items}
    _name(made, step.constraints, door.known_checks)
    domains = [c for c in made.columns if _is_own(c) and types.apply_domain(door, made, c)]
    model.name_all(made.place.name, made.constraints)
    shown.show_table(made)
    if domains:  # it is empty yet: made once more, with what its columns' types ask for
        rebuild.rebuild(door, model.read(door, where), made, [])
    else:
        model.keep(door, made)
    keys = [constraint for constraint in step.constraints if constraint.reference is not None]
    for constraint in keys:
        foreign.add(door, made, constraint)
    if keys:
        foreign.store(door, where, foreign.of(made))


def _name(
    made: model.Table, wanted: Sequence[steps.Constraint], known: Mapping[str, tuple[str, str]]
) -> None:
    """Give a new table's constraints their names, by what they are of and in their order."""
    for constraint in made.constraints:
        if constraint.kind == "c" and constraint.text in known:
            constraint.name, constraint.shown = known[constraint.text]
    for own in wanted:
        columns = {name.casefold() for name in own.columns}
        for constraint in made.constraints:
            same = {name.casefold() for name in constraint.columns} == columns
            if same and constraint.kind == own.kind and constraint.name is None:
                constraint.name = model.HIDDEN if own.hidden else own.name or _UNNAMED
                constraint.written = own.written
                break
    for constraint in made.constraints:
        if constraint.name == _UNNAMED:
            constraint.name = None


_UNNAMED = "\x1f"


def _is_own(column: model.Column) -> bool:
    """Whether a column's type is one of the user's."""
    return str(column.facts.get("type", "varchar")) not in ("varchar", "bpchar", "jsonb")


def _value(door: Door, value: str | int) -> str | int:
    """Return a fact; the name of a sequence is known by now."""
    if isinstance(value, int):
        return value
    filled = door.filled(value)
    return filled[1:-1].replace("''", "'") if filled != value else value


def like(door: Door, step: steps.Like) -> None:
    """Write out the columns of another table."""
    source = model.read(door, door.get("table", step.source))
    parts = []
    for column in source.columns:
        generated = column.facts.get("generated")
        if generated and not step.generated:
            del column.facts["generated"]
        # A serial column's default is the same sequence's; an identity's is nobody else's.
        if (generated and not step.generated) or (not generated and not step.defaults):
            column.default = None
        if column.facts.get("identity"):
            column.default = None
        parts.append(column.text)
        kept = shown.copied(column)
        comment = column.comment if step.comments else None
        if kept or comment:
            door.copied[column.name] = (comment, kept)
    for constraint in source.constraints:
        wanted = step.constraints if constraint.kind == "c" else step.indexes
        if (wanted and constraint.kind != "f") or constraint.name == model.HIDDEN:
            parts.append(constraint.definition)
        if constraint.kind == "c" and constraint.name is not None:
            door.known_checks[constraint.text] = (constraint.name, constraint.shown)
    door.slots[step.slot] = ", ".join(parts)


def on_commit(door: Door, step: steps.OnCommit) -> None:
    """Note what becomes of a temporary table at the end of the transaction."""
    door.on_commit[door.get("table", step.table).text] = step.drops
