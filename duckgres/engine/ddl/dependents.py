"""Who depends on what: views on what they read, defaults on sequences, columns on types.

DuckDB lets a table go from under its views, and knows no type of a column by its name. A view's
query is parsed here to see what it reads; what a column's type is called is among its facts.
"""

from __future__ import annotations

from collections.abc import Iterator

from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.texts import mentions
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import parse
from duckgres.sql.ddl.steps import Name
from duckgres.sql.positions import Source
from duckgres.sql.rules import messages

_VIEWS = """
    SELECT database_name, schema_name, view_name, sql FROM duckdb_views()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
    ORDER BY view_oid
"""
_DEFAULTS = """
    SELECT database_name, schema_name, table_name, column_name, column_default
    FROM duckdb_columns()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
      AND contains(column_default, 'nextval(')
"""
_TYPED = """
    SELECT database_name, schema_name, table_name, column_name, comment
    FROM duckdb_columns()
    WHERE NOT internal AND database_name IN (current_database(), 'temp')
      AND contains(comment, chr(31))
"""


def views(door: Door, relation: Place) -> list[tuple[Place, Place]]:
    """Return the views that read a relation, and those that read them, each with what it reads."""
    known = [(Place(str(d), str(s), str(n), "view"), str(q)) for d, s, n, q in door.rows(_VIEWS)]
    found: dict[Place, Place] = {}
    waiting = [relation]
    while waiting:
        read = waiting.pop(0)
        for view, text in known:
            if view not in found and view != read and reads(door, text, view, read):
                found[view] = read
                waiting.append(view)
    return list(found.items())


def views_with_text(door: Door, relation: Place) -> list[tuple[Place, str]]:
    """Return the views that read a relation themselves, with their texts."""
    known = [(Place(str(d), str(s), str(n), "view"), str(q)) for d, s, n, q in door.rows(_VIEWS)]
    return [(view, text) for view, text in known if reads(door, text, view, relation)]


def reads(door: Door, text: str, view: Place, relation: Place) -> bool:
    """Whether a view's text reads a relation."""
    found = places(door, text, view, relation)
    if found is None:
        return mentions(text, relation.name) and view.schema == relation.schema
    return bool(found)


def places(door: Door, text: str, view: Place, relation: Place) -> dict[int, bool] | None:
    """Return where a view's text names a relation, in bytes; ``None`` for one that cannot be read.

    A name without a schema is looked for in the view's own first, and then in the search path.
    With each place stands whether the relation has an alias there.
    """
    try:
        (parsed,) = parse.parse(Source(text))
        query = parsed.node.query
    except (PgError, ValueError, AttributeError):
        return None
    at: dict[int, bool] = {}
    for message in messages(query):
        if type(message).__name__ == "RangeVar" and _same(message.relname, relation.name):
            schema = str(message.schemaname)
            if schema:
                found: Place | None = door.find("rows", Name(schema, relation.name))
            else:
                found = door.find(
                    "rows", Name(view.schema, relation.name, view.database == "temp")
                )
                found = found or door.find("rows", Name("", relation.name))
            if found == relation:
                at[int(message.location)] = message.HasField("alias")
    return at


def _same(one: str, other: str) -> bool:
    return str(one).casefold() == other.casefold()


def defaults(door: Door, sequence: Place) -> list[tuple[Place, str, str]]:
    """Return table, column and default of the columns that take a sequence's values."""
    found = []
    for database, schema, table, column, text in door.rows(_DEFAULTS):
        if any(_is(door, name, sequence) for name in sequences_of(str(text))):
            place = Place(str(database), str(schema), str(table))
            found.append((place, str(column), str(text)))
    return found


def sequences_of(text: str) -> Iterator[Name]:
    """Yield the names that ``nextval`` is given in an expression."""
    for argument in arguments_of(text):
        yield parse_name(argument[1:-1].replace("''", "'"))


def arguments_of(text: str) -> Iterator[str]:
    """Yield the constants that ``nextval`` is given in an expression, as they are written."""
    tokens = parse.tokens(Source(text))
    for index, token in enumerate(tokens[:-2]):
        argument = tokens[index + 2].text
        if token.word == "nextval" and argument.startswith("'"):
            yield argument


def parse_name(text: str) -> Name:
    """Return the name in a text as ``nextval`` takes one; what is not quoted is folded.

    Raises:
        PgError: It is none.
    """
    try:
        tokens = parse.tokens(Source(text))
    except PgError:
        tokens = []
    parts = [_folded(token.text) for token in tokens[::2]]
    if not parts or any(token.text != "." for token in tokens[1::2]):
        raise PgError("invalid name syntax", sqlstate="42602")
    temporary = parts[:2] == ["temp", "main"] or parts[0] == "pg_temp"
    return Name(parts[-2] if len(parts) > 1 and not temporary else "", parts[-1], temporary)


def _folded(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


def _is(door: Door, name: Name, sequence: Place) -> bool:
    return (
        name.name.casefold() == sequence.name.casefold()
        and door.find("sequence", name) == sequence
    )


def typed(door: Door, kind: Place) -> list[tuple[Place, str]]:
    """Return table and name of the columns of a type."""
    found = []
    for database, schema, table, column, comment in door.rows(_TYPED):
        said = facts_of(str(comment)).get("type")
        if not isinstance(said, str) or said.rpartition(".")[2].casefold() != kind.name.casefold():
            continue
        *schemas, last = said.split(".")
        if door.find("type", Name(schemas[-1] if schemas else "", last)) == kind:
            found.append((Place(str(database), str(schema), str(table)), str(column)))
    return found


def shown(door: Door, place: Place) -> str:
    """Return a name as PostgreSQL shows it: with its schema where the search path has it not."""
    path = door.value("SELECT list_contains(current_schemas(true), ?)", place.schema)
    plain = place.database == "temp" or path
    return place.name if plain else f"{place.schema}.{place.name}"


def text_of(place: Place, column: str) -> str:
    """Return a column's name in a statement."""
    return f"{place.text}.{quoted(column)}"
