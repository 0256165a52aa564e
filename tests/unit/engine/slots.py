"""The values of a statement's slots, as the engine fills them, for a bare cursor."""

from duckgres.engine import facts
from duckgres.engine.relations import Relations
from duckgres.engine.slot_values import SlotValues


def slots(cursor, session=()):
    """Return them, with the catalog as it is now."""
    return SlotValues(
        dict(session), lambda: facts.load(cursor), lambda *of: Relations(cursor).find(*of)
    )
