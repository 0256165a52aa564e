"""A COPY FROM into a table of a real DuckDB, as a worker thread does it."""

from dataclasses import replace

import duckdb

from duckgres.engine.copy_in import CopyIn
from duckgres.engine.copy_target import CopyTask
from duckgres.engine.facts import Facts
from duckgres.engine.relation import Relation
from duckgres.errors import PgError
from duckgres.pgtypes.types import OutputStyle
from duckgres.sql.copy_command import CopyOptions


def open_database(*texts):
    """Return a connection to a database in memory that has run some texts."""
    connection = duckdb.connect(config={"threads": 1, "errors_as_json": "true"})
    for text in texts:
        connection.execute(text)
    return connection


def task(connection, *columns, where="", generated=(), **options):
    """Return a task for the table t; without columns for all that are not generated."""
    names = tuple(row[0] for row in connection.execute("DESCRIBE t").fetchall())
    relation = Relation("table", "memory", "main", "t", names, (), frozenset(generated))
    listed = columns or tuple(name for name in names if name not in generated)
    return CopyTask(relation, listed, replace(CopyOptions(), **options), where)


def copy(connection, data, *columns, names=None, **more):
    """Copy a stream in; return how far it came, or its error.

    ``names`` are those of the constraints of t, by DuckDB's texts of them.
    """
    facts = Facts(constraints={"t": names or {}})
    settle = more.pop("settle", lambda: None)
    try:
        wanted = task(connection, *columns, **more)
        copying = CopyIn(connection, wanted, facts, OutputStyle(), settle)
        copying.write([data], final=True)
    except PgError as error:
        return error
    return copying
