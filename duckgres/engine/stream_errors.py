"""DuckDB's errors in the middle of a stream.

What goes wrong while rows are read through Arrow arrives as Arrow's exception, with DuckDB's text
in it. Its class is known by the JSON object's type or, where the text is plain, by its first
words: ``Out of Range Error: …``. A user can write any text into a message, but neither of these.
What the system says of the file of a parked result is an IO error as DuckDB has them.
"""

from __future__ import annotations

import json
import re

import duckdb

_KIND = re.compile(r'\{"exception_type":"([^"]*)"|([A-Za-z ]+) Error: ')
_CLASSES = {
    name.removesuffix("Exception").lower(): found
    for name, found in vars(duckdb).items()
    if name.endswith("Exception") and isinstance(found, type) and issubclass(found, duckdb.Error)
}
# Kinds that Python's classes spell otherwise.
_CLASSES |= {
    "transactioncontext": duckdb.TransactionException,
    "mismatchtype": duckdb.TypeMismatchException,
}


def as_duckdb_error(error: Exception) -> duckdb.Error:
    """Return the exception DuckDB would have raised itself."""
    text = str(error)
    if isinstance(error, MemoryError):  # Python's, and Arrow's, which is one
        report = {"exception_type": "Out of Memory", "exception_message": text}
        return duckdb.OutOfMemoryException(json.dumps(report))
    match = _KIND.match(text)
    if match is not None:
        kind = (match[1] or match[2]).replace(" ", "").lower()
        return _CLASSES.get(kind, duckdb.Error)(text)
    if isinstance(error, OSError) and error.errno is not None:
        return duckdb.IOException(text)
    return duckdb.Error(text)
