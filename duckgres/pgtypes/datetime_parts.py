"""The smallest parts of a date or time as text: numbers, offsets, names of zones.

Source: PostgreSQL 16, ``utils/adt/datetime.c`` (DecodeTimezone, DecodeDate,
ParseFractionalSecond).
"""

from __future__ import annotations

import re
from enum import Enum

from duckgres.errors import PgError
from duckgres.pgtypes import zones
from duckgres.pgtypes.calendar import MICROSECONDS_PER_SECOND
from duckgres.pgtypes.datetime_tokens import is_digit

_LARGEST = 2**31 - 1  # of a number in a field
_MAX_ZONE_HOUR = 15
_PARTS = re.compile(r"[0-9]+|[a-z]+")
_OFFSET = re.compile(r"([+-])(\d+)(?::(\d+))?(?::(\d+))?", re.ASCII)


class Problem(Enum):
    """What is wrong with a text."""

    FORMAT = "22007"
    RANGE = "22008"
    MONTH_OR_DAY = "22008 with a hint"
    OFFSET = "22009"
    ZONE = "22023"


class Wrong(Exception):
    """A text that is no date or time.

    Attributes:
        problem: Why not.
        zone: The name of a zone that is not known.
    """

    def __init__(self, problem: Problem, zone: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.zone = zone


def zone_named(name: str) -> str:
    """Return a zone by its name, nothing where there is none."""
    if not name or is_digit(name[0]):
        return ""
    try:
        return zones.canonical(name)
    except PgError:
        return ""


def offset_of(text: str) -> int:
    """Return the seconds east that ``+05:30``, ``-8`` or ``+0530`` says.

    Raises:
        Wrong: It says none.
    """
    match = _OFFSET.match(text)
    if match is None:
        raise Wrong(Problem.FORMAT)
    hours, minutes, seconds = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if match[3] is None and len(match[2]) > 2:
        hours, minutes = divmod(hours, 100)
    if hours > _MAX_ZONE_HOUR or minutes > 59 or seconds > 59:
        raise Wrong(Problem.OFFSET)
    if match.end() < len(text):
        raise Wrong(Problem.FORMAT)
    value = hours * 3600 + minutes * 60 + seconds
    return -value if match[1] == "-" else value


def parts_of(text: str) -> list[str]:
    """Cut a date at its separators; one character behind a part is a separator, whatever it is.

    Raises:
        Wrong: There is one more behind the last part.
    """
    parts = []
    at = 0
    while at < len(text):
        match = _PARTS.search(text, at)
        if match is None:
            raise Wrong(Problem.FORMAT)
        parts.append(match[0])
        at = match.end() + 1
    return parts


def number_of(digits: str) -> int:
    """Return the number that digits are.

    Raises:
        Wrong: There are none, or too many.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise Wrong(Problem.FORMAT)
    if len(digits) > 19 or int(digits) > _LARGEST:
        raise Wrong(Problem.RANGE)
    return int(digits)


def fraction_of(digits: str) -> int:
    """Return the microseconds of a fraction of a second."""
    return round(float(f"0.{digits or 0}") * MICROSECONDS_PER_SECOND)
