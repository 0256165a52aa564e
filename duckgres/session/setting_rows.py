"""The rows of ``pg_settings``, as far as a session knows them.

What is the same in every PostgreSQL (unit, category, range, the longer description) stands in the
catalog and is joined there by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckgres.session.setting_table import SETTINGS
from duckgres.session.setting_values import DEFAULTS, plain_value

if TYPE_CHECKING:
    from duckgres.session.settings import Settings

_CATEGORY = "Customized Options"  # of those that PostgreSQL 15 has not


def rows(settings: Settings) -> list[dict[str, str]]:
    """Return name, values and origin of every setting that SHOW ALL lists."""
    found = []
    for row in sorted(SETTINGS.values(), key=lambda row: row.name.lower()):
        if row.shown_in_all:
            value, reset, source = settings.layers(row.name)
            found.append(
                {
                    "name": row.name,
                    "setting": plain_value(value),
                    "category": _CATEGORY,
                    "description": f"{row.description}.",
                    "context": row.context,
                    "vartype": row.type if row.type in _TYPES else "string",
                    "source": source,
                    "boot_val": plain_value(DEFAULTS[row.name]),
                    "reset_val": plain_value(reset),
                }
            )
    return found


_TYPES = frozenset({"bool", "integer", "real", "enum"})
