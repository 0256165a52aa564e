"""Reads what PostgreSQL shows, as it was recorded."""

from itertools import pairwise
from pathlib import Path

from duckgres.sql.shown import tables

FILE = Path(__file__).parent / "expressions.txt"


def blocks(kind):
    """Return type, text and answer of the blocks of a kind."""
    found = []
    lines = FILE.read_text("utf-8").split("\n")
    for line, answer in pairwise(lines):
        head, sign, text = line.partition(" > ")
        word, _, name = head.partition(" ")
        if sign and word == kind and not line.startswith("#"):
            found.append((name, text, answer.replace("\\n", "\n")))
    return found


def columns():
    """Return the columns that the conditions name."""
    (line,) = [x for x in FILE.read_text("utf-8").split("\n") if x.startswith("columns ")]
    pairs = [part.partition(" ") for part in line.removeprefix("columns ").split(", ")]
    # the one comma that stands in a type
    named = {"n": "numeric(10,2)"} | {
        name: kind for name, _, kind in pairs if kind and name != "n"
    }
    return tables.Columns({name: tables.kind_named(kind) for name, kind in named.items()})
