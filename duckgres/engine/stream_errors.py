"""DuckDB's errors in the middle of a stream.

What goes wrong while rows are read through Arrow arrives as Arrow's exception, with DuckDB's text
in it; its class is known only by the first words: ``Out of Range Error: …``.
"""

from __future__ import annotations

import duckdb

_MARK = " Error: "


def as_duckdb_error(error: Exception) -> duckdb.Error:
    """Return the exception DuckDB would have raised itself."""
    text = str(error)
    kind, mark, _ = text.partition(_MARK)
    name = kind.title().replace(" ", "") + "Exception" if mark else ""
    found = getattr(duckdb, name, None)
    if isinstance(found, type) and issubclass(found, duckdb.Error):
        return found(text)
    return duckdb.Error(text)
