"""OIDs: an object's is worked out of its name, and kept once it has another one."""

from __future__ import annotations

from typing import Any

from duckgres.engine.ddl.door import TEMPORARY, Door, Place

OID = "oid"
_OID = "SELECT _pg.main.oid_of('class', ?, ?)"
_TEMPORARY_SCHEMA = "pg_temp_1"


def keep(door: Door, place: Place, facts: dict[str, Any]) -> None:  # Any: JSON
    """Add to an object's facts the OID it has, before it gets another name or schema."""
    if OID not in facts:
        schema = _TEMPORARY_SCHEMA if place.database == TEMPORARY else place.schema
        facts[OID] = int(str(door.value(_OID, schema, place.name)))
