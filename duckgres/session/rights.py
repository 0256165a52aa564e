"""What one user may: beyond his own database, and what not even there.

The administrator says it, and no SET of the user's changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckgres.session.time_limits import TimeLimits


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one user.

    Attributes:
        trusted: He reads and writes the server's files inside ``directories``, and calls the
            functions that read files.
        read_only: He changes nothing.
        statement_timeout: Seconds a statement of his may take; 0 is endless.
        directories: Absolute, links resolved.
    """

    trusted: bool = False
    read_only: bool = False
    statement_timeout: float = 0.0
    directories: tuple[str, ...] = ()

    def bound(self, limits: TimeLimits) -> TimeLimits:
        """Return the limits of time that are in force where ``limits`` are set."""
        longest = self.statement_timeout
        if not longest or 0 < limits.statement <= longest:
            return limits
        return limits._replace(statement=longest)


ORDINARY = Rights()
