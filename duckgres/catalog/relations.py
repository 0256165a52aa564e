"""The relations of pg_catalog and information_schema, and the functions that read them.

A file of ``relations/`` holds CREATE VIEW and CREATE MACRO statements of one subject. Whatever
depends on the objects of a database is there twice: ``SHARED`` reads the snapshot of what is
committed, which all sessions of an instance share; ``OWN`` reads the session's own snapshot, for
one that has changed the catalog in its transaction, or has temporary tables. In the texts
``{now}`` stands in front of a table of the snapshot (``snapshot/``), ``{pg}`` in front of a
relation or function of the same variant, ``{is}`` in front of one of information_schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files

from duckgres.catalog import columns
from duckgres.catalog.registry import CATALOG, created, split
from duckgres.pgtypes.quoting import quoted

SNAPSHOT = "_pg_now"
"""The catalog of the snapshot that sessions share; in memory, one in each instance."""

TEMPORARY = "_pg_"
"""How the names of the session's own snapshot begin; they are temporary tables."""

TABLES = ("obj", "ns", "typ", "att", "con", "rel", "enum", "idx", "seq", "proc", "descr")
"""The tables of a snapshot, in the order in which they are made."""

_NAMED = re.compile(r"\{(?:pg|is)\}\w+")
_VIEW = re.compile(r"CREATE VIEW (\{(?:pg|is)\}\w+) AS")


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the two.

    Attributes:
        schema: Where its relations and functions are.
        information: Where its information_schema is.
        now: What stands in front of its snapshot's tables.
        kind: What a table of the snapshot is, for CREATE.
    """

    schema: str
    information: str
    now: str
    kind: str

    def fill(self, text: str) -> str:
        """Return a text with its places filled."""
        for place, name in (
            ("{now}", self.now),
            ("{pg}", f"{CATALOG}.{self.schema}."),
            ("{is}", f"{CATALOG}.{self.information}."),
        ):
            text = text.replace(place, name)
        return text


SHARED = Variant("main", "info", f"{SNAPSHOT}.main.", "TABLE")
OWN = Variant("own", "own_info", f"temp.main.{TEMPORARY}", "TEMP TABLE")
VARIANTS = (SHARED, OWN)


@cache
def snapshot(variant: Variant) -> tuple[str, ...]:
    """Return the statements that read DuckDB's catalog into the tables of a snapshot."""
    return tuple(
        f"CREATE OR REPLACE {variant.kind} {variant.now}{name} AS {variant.fill(_text(name))}"
        for name in TABLES
    )


def _text(table: str) -> str:
    path = files(__package__) / "snapshot" / f"{table}.sql"
    return path.read_text(encoding="utf-8")


def statements() -> list[str]:
    """Return what makes the relations of both variants, behind a snapshot of each."""
    made = [
        f"CREATE SCHEMA {CATALOG}.{name}"
        for name in (SHARED.information, OWN.schema, OWN.information)
    ]
    for variant in VARIANTS:
        made += (variant.fill(text) for text in _functions(_texts()))
    return made


def _functions(texts: tuple[str, ...]) -> list[str]:
    """Make functions without arguments of views, and calls of their names.

    DuckDB lists all views and their columns, of all catalogs, whenever it is asked for one: with
    these among them that took 8 ms more, and a user's own were hard to tell from them.
    """
    views = {match[1] for text in texts if (match := _VIEW.match(text))}

    def called(match: re.Match[str]) -> str:
        return f"{match[0]}()" if match[0] in views else match[0]

    made = []
    for text in texts:
        match = _VIEW.match(text)
        head = f"CREATE MACRO {match[1]}() AS TABLE" if match else ""
        made.append(head + _NAMED.sub(called, text[match.end() if match else 0 :]))
    return made


@cache
def function_names() -> frozenset[str]:
    """Return the names of the functions that read the catalog."""
    found = (created(text.replace("{pg}", "").replace("{is}", "")) for text in _texts())
    return frozenset(name for kind, name in found if kind == "MACRO")


@cache
def _texts() -> tuple[str, ...]:
    """Return the statements of all files, with a place before the name.

    One stands behind those that make what it reads, in whichever file they are.
    """
    folder = files(__package__) / "relations"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    texts: dict[str, list[str]] = {}  # a macro has a statement for each of its forms
    for name in names:
        for text in split((folder / name).read_text(encoding="utf-8")):
            placed = _placed(text)
            texts.setdefault(_NAMED.findall(placed)[0], []).append(placed)
    reads = {
        name: {found for text in made for found in _NAMED.findall(text)[1:]} & texts.keys()
        for name, made in texts.items()
    }
    for name, found in reads.items():
        found.discard(name)
    return tuple(text for name in TopologicalSorter(reads).static_order() for text in texts[name])


def _placed(text: str) -> str:
    """Return a statement whose name has its place in front."""
    head, _, rest = text.partition(" ")
    kind, _, rest = rest.partition(" ")
    placed = text if rest.startswith("{") else f"{head} {kind} {{pg}}{rest}"
    return _typed(placed) if kind == "VIEW" and "{now}" in text else placed


def _typed(view: str) -> str:
    """Let a view of the snapshot have the types of PostgreSQL's relation, if it is one.

    A constant among numbers of another type, or the widest of several tables, decides otherwise.
    """
    head, _, query = view.partition(" AS")
    place, name = _NAMED.findall(head)[0][1:].split("}")
    schema = columns.PG_CATALOG if place == "pg" else columns.INFORMATION_SCHEMA
    relation = columns.find(schema, name)
    if relation is None:
        return view
    cast = ", ".join(
        f"CAST({quoted(column)} AS {columns.duckdb_type(oid)}) AS {quoted(column)}"
        for column, oid in relation.columns.items()
    )
    return f"{head} AS SELECT {cast} FROM ({query})"  # noqa: S608 - our own texts
