"""The tables that the recorded views read."""

from duckgres.sql.shown import tables
from duckgres.sql.shown.sources import Column

_KNOWN = {
    ("", "w1"): "id int; name varchar(20); amount numeric(10,2); flag bool; at timestamp",
    ("", "w2"): "id int; v text",
    ("s9", "tt"): "id bigint; n text",
    ("", "vv"): "id int",
}


class Tables:
    """A catalog of four."""

    def find(self, schema, name):
        """Return a relation's name as PostgreSQL shows it, and its columns."""
        text = _KNOWN.get((schema, name))
        if text is None:
            return None
        pairs = [part.strip().partition(" ") for part in text.split(";")]
        columns = [Column(column, tables.kind_named(kind)) for column, _, kind in pairs]
        return ".".join(filter(None, (schema, name))), columns
