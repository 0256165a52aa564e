"""How long a statement, a transaction, silence and a wait may last: a session's limits.

Source: PostgreSQL manual, 20.11.1 "Statement Behavior", and 20.3 for the client's check.
"""

from __future__ import annotations

from typing import NamedTuple

NAMES = (
    "statement_timeout",
    "transaction_timeout",
    "idle_session_timeout",
    "idle_in_transaction_session_timeout",
    "lock_timeout",
    "client_connection_check_interval",
)
"""The settings, in the order of the fields below."""


class TimeLimits(NamedTuple):
    """Seconds; 0 is no limit, and for ``client_check`` no looking."""

    statement: float
    transaction: float
    idle: float
    idle_in_transaction: float
    lock: float
    client_check: float
