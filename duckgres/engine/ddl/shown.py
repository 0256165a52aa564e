"""What PostgreSQL would show of a table, worked out once its columns' types are known.

A step brings a default or a condition as the client wrote it; here it becomes the normal form,
which is what is kept (``sql.shown``), and follows when a column gets another name.
"""

from __future__ import annotations

from duckgres.engine.ddl import model
from duckgres.engine.ddl.door import Door, Place
from duckgres.engine.ddl.texts import renamed
from duckgres.engine.facts import facts_of
from duckgres.errors import PgError
from duckgres.pgtypes import oids
from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.quoting import literal
from duckgres.pgtypes.strings import quote_identifier
from duckgres.sql import parse
from duckgres.sql.positions import Source
from duckgres.sql.shown import tables
from duckgres.sql.shown.kinds import Kind

DEFAULT = "default"


def kind_of(column: model.Column) -> Kind:
    """Return what a column's type is to PostgreSQL."""
    named, typmod = column.facts.get("type"), column.facts.get("typmod", -1)
    if isinstance(named, str):
        return named + ("[]" if column.type.endswith("]") else ""), typmod
    return duckdb_kind(column.type, typmod)


def duckdb_kind(data_type: str, typmod: int = -1) -> Kind:
    """Return what one of DuckDB's types is to PostgreSQL; typmods that it has not are given."""
    try:
        found = column_type(data_type)
    except PgError:  # as a statement has it, and not DuckDB's catalog
        return tables.kind_named(data_type)
    element = oids.ELEMENT_OF.get(found.oid)
    known = oids.TYPES.get(element or found.oid)
    if known is None:
        return "", -1
    return known.name + ("[]" if element else ""), typmod


def columns_of(table: model.Table) -> tables.Columns:
    """Return a table's columns, for the expressions that name them."""
    return tables.Columns({column.name: kind_of(column) for column in table.columns})


def kinds_at(door: Door, place: Place) -> list[tuple[str, Kind]]:
    """Return the columns of a table or view, and what their types are to PostgreSQL."""
    key = (place.database, place.schema, place.name)
    rows = door.cursor.execute(_COLUMNS, key).fetchall()
    return [
        (name, kind_of(model.Column(name, kind, None, False, None, dict(facts_of(said)))))
        for name, kind, said in rows
    ]


_COLUMNS = """
    SELECT column_name, data_type, comment FROM duckdb_columns()
    WHERE database_name = ? AND schema_name = ? AND table_name = ? ORDER BY column_index
"""


def show_default(table: model.Table, column: model.Column) -> None:
    """Bring a column's default from the client's words into the normal form."""
    words = column.facts.pop(DEFAULT, "")
    if words:
        known = columns_of(table) if column.facts.get("generated") else None
        shown = tables.default(words, kind_of(column), known)
        if shown:
            column.facts[DEFAULT] = shown


def copied(column: model.Column) -> model.Facts:
    """Return what LIKE keeps of a column; its default is ``None`` where that is not copied."""
    kept = {k: v for k, v in column.facts.items() if k not in ("sequence", "identity")}
    if column.default is None:
        kept.pop(DEFAULT, None)
    elif column.facts.get("sequence"):  # the values of another's sequence are written out
        kept[DEFAULT] = next_value(column.facts["sequence"])
    return kept


def next_value(sequence: str) -> str:
    """Return the default of a column that takes a sequence's values, given its quoted name."""
    parts = [token.text[1:-1].replace('""', '"') for token in parse.tokens(Source(sequence))[::2]]
    if parts[0] in ("public", "temp"):
        parts = parts[-1:]
    return f"nextval({literal('.'.join(map(quote_identifier, parts)))}::regclass)"


def show_table(table: model.Table) -> None:
    """Bring all that a new table keeps into the normal form."""
    for column in table.columns:
        if DEFAULT in column.facts and not column.is_shown:
            show_default(table, column)
    known = None
    for constraint in table.constraints:
        if constraint.written:
            known = known or columns_of(table)
            constraint.shown = tables.check(constraint.written, known)
            constraint.written = ""


def rename_column(table: model.Table, old: str, new: str) -> None:
    """Let a column have another name in what is kept of its table."""
    for column in table.columns:
        if column.facts.get("generated") and DEFAULT in column.facts:
            column.facts[DEFAULT] = _renamed(column.facts[DEFAULT], old, new)
    for constraint in table.constraints:
        constraint.shown = _renamed(constraint.shown, old, new)
    for index in table.indexes:
        for key in ("keys", "include"):
            if key in index.facts:
                index.facts[key] = [_renamed(text, old, new) for text in index.facts[key]]
        for key in ("where", "definition"):
            if key in index.facts:
                index.facts[key] = _renamed(index.facts[key], old, new)


def _renamed(text: str, old: str, new: str) -> str:
    return renamed(text, old, new, quote_identifier) if text else text
