"""Views that go on reading what was renamed, as PostgreSQL's do, which know it by a number.

DuckDB's views know names. Where a view names a table or view that gets another name, the text of
the view is given the new one, and the old one as its alias; where a column gets another name, a
subselect stands there that has it under the old one. So nothing else of the text changes, which
DuckDB wrote and PostgreSQL's parser reads in most cases; a view that it cannot read is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duckgres.engine.ddl import dependents, model
from duckgres.engine.ddl.door import TEMPORARY, Door, Place
from duckgres.engine.ddl.relations import facts_of_relation
from duckgres.engine.facts import facts_of, user_comment
from duckgres.pgtypes.quoting import quoted
from duckgres.sql import parse
from duckgres.sql.positions import Source

Edit = tuple[int, int, str]
"""From and to which byte of a text something else is to stand, and what."""


_STORED = "CREATE VIEW stored AS "
_TABLES = """
    SELECT database_name, schema_name, table_name, comment FROM duckdb_tables()
    WHERE contains(comment, chr(31) || '{') AND contains(comment, '"query"')
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A view that reads what will be renamed.

    Attributes:
        view: Which; a materialized one is a table to DuckDB.
        text: DuckDB's, that made it; of a materialized one its query behind ``_STORED``.
        places: Where it names what it reads, and whether that has an alias there.
    """

    view: Place
    text: str
    places: Mapping[int, bool]


def readers(door: Door, relation: Place) -> list[Reader]:
    """Return the views that name a relation, before it is renamed."""
    found = []
    stored = [(Place(*map(str, row[:3])), str(row[3])) for row in door.rows(_TABLES)]
    queries = [(place, facts_of(comment).get("query")) for place, comment in stored]
    texts = [(place, f"{_STORED}{query}") for place, query in queries if query]
    for view, text in (*dependents.views_with_text(door, relation), *texts):
        places = dependents.places(door, text, view, relation)
        if places:
            found.append(Reader(view, text, places))
    return found


def follow(
    door: Door, found: list[Reader], old: Place, new: Place, columns: Mapping[str, str]
) -> None:
    """Make views anew that have named a relation.

    Args:
        door: The statement's.
        found: They.
        old: What it was called.
        new: What it is called now.
        columns: All its columns: what they are called now, by what they were called.
    """
    said = new.text
    if any(name != before for before, name in columns.items()):
        named = [f"{quoted(name)} AS {quoted(before)}" for before, name in columns.items()]
        said = f"(SELECT {', '.join(named)} FROM {new.text})"
    for reader in found:
        _make(door, reader, sorted(_edits(reader, old, said)))


def _edits(reader: Reader, old: Place, said: str) -> Iterator[Edit]:
    """Yield what is to be put into a view's text."""
    tokens = parse.tokens(Source(reader.text))
    for index, token in enumerate(tokens):
        end = _end_of_name(tokens, index)
        if token.start in reader.places:
            alias = "" if reader.places[token.start] else f" AS {quoted(old.name)}"
            yield token.start, tokens[end].end, said + alias
        elif end - index == _QUALIFIED and (index == 0 or tokens[index - 1].text != "."):
            parts = [_name(tokens[place].text) for place in (index, index + 2)]
            if parts == [old.schema.casefold(), old.name.casefold()]:  # s.t.column
                yield token.start, tokens[index + 2].start, ""


_QUALIFIED = 4  # tokens behind the first one of a name of three parts


def _end_of_name(tokens: list[parse.Token], index: int) -> int:
    """Return the place of the last token of a name with dots."""
    while index + 2 < len(tokens) and tokens[index + 1].text == ".":
        index += 2
    return index


def _name(text: str) -> str:
    return text.strip('"').replace('""', '"').casefold()


def _make(door: Door, reader: Reader, edits: list[Edit]) -> None:
    """Give a view its new text, and what is said of it."""
    view, query = reader.view, _edited(Source(reader.text), edits)
    facts, columns = facts_of_relation(door, view), model.read(door, view).columns
    facts.pop("definition", None)  # as the client wrote it
    if view.kind != "view":
        said = model.read(door, view).comment
        told = model.comment_text(said, facts | {"query": query.strip()})
        door.run(f"COMMENT ON TABLE {view.text} IS {told}")
        return
    comment = door.value(_COMMENT, view.database, view.schema, view.name)
    names = ", ".join(quoted(column.name) for column in columns)
    word, name = "VIEW", view.text
    if view.database == TEMPORARY:
        word, name = "TEMPORARY VIEW", quoted(view.name)
    door.run(f"CREATE OR REPLACE {word} {name}({names}) AS {query}")
    if comment is not None:
        told = model.comment_text(user_comment(str(comment)), facts)
        door.run(f"COMMENT ON VIEW {view.text} IS {told}")
    for column in columns:
        if column.facts or column.comment:
            model.keep_facts(door, view, column.name, column.comment, column.facts)


def _edited(source: Source, edits: list[Edit]) -> str:
    """Return the query of a view's text with other words in it."""
    parts, done = [], _query_start(source)
    for start, end, said in edits:
        parts.append(source.cut(done, start) + said)
        done = end
    return "".join(parts) + source.cut(done, len(source))


_COMMENT = """
    SELECT comment FROM duckdb_views()
    WHERE database_name = ? AND schema_name = ? AND view_name = ?
"""


def _query_start(source: Source) -> int:
    """Return where the query begins in a view's text: behind the first AS outside of brackets."""
    depth = 0
    for token in parse.tokens(source):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.word == "as" and not depth:
            return token.end
    return 0
