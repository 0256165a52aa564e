"""What PostgreSQL answered to texts and templates of dates, and the same asked of ours."""

import json
from pathlib import Path

from duckgres.errors import PgError

RECORDED = json.loads(Path(__file__).with_name("datetimes.json").read_text(encoding="utf-8"))


def differing(name, answer):
    """Return the records of a function that we answer otherwise: arguments, theirs, ours.

    Which of two errors is told may differ: a text may have several faults.
    """
    found = []
    for *arguments, theirs in RECORDED[name]:
        try:
            ours = answer(*arguments)
        except PgError as error:
            ours = error.sqlstate
        if ours != theirs and not (_is_error(ours) and _is_error(theirs)):
            found.append((arguments, theirs, ours))
    return found


def _is_error(answer):
    return len(answer) == 5 and answer.startswith(("22", "42")) and answer.isalnum()
