"""Reads a date or time, field by field.

A port of PostgreSQL 16's ``utils/adt/datetime.c`` (DecodeDateTime, DecodeTimeOnly).
"""

from __future__ import annotations

from duckgres.pgtypes import zones
from duckgres.pgtypes.datetime_fields import DATE, Fields
from duckgres.pgtypes.datetime_parts import Problem, Wrong
from duckgres.pgtypes.datetime_tokens import JULIAN, Kind, fields_of, is_digit


def decode(text: str, order: str = "MDY") -> Fields:
    """Read a date, or a date and a time.

    Raises:
        Wrong: It is none.
    """
    found = _read(text, order, time_only=False)
    if not found.seen >= DATE:
        raise Wrong(Problem.FORMAT)
    return found


def decode_time(text: str, order: str = "MDY") -> Fields:
    """Read a time, in front of which a date may stand.

    Raises:
        Wrong: It is none.
    """
    found = _read(text, order, time_only=True)
    if "T" not in found.seen:
        raise Wrong(Problem.FORMAT)
    if found.zone and not found.seen >= DATE and not _is_fixed(found.zone):
        raise Wrong(Problem.FORMAT)
    return found


def _is_fixed(zone: str) -> bool:
    return len(set(zones.transitions(zone)[1])) == 1


def _read(text: str, order: str, *, time_only: bool) -> Fields:
    scanned = fields_of(text)
    if not scanned:
        raise Wrong(Problem.FORMAT)
    found = Fields(order=order)
    for place, (kind, part) in enumerate(scanned):
        if kind is Kind.WORD:
            following = scanned[place + 1][0] if place + 1 < len(scanned) else None
            found.read_word(part, following, time_only=time_only)
        elif kind is Kind.ZONE:
            found.read_offset(part)
        elif found.label == JULIAN and kind in (Kind.NUMBER, Kind.DATE):
            _julian(found, kind, part)
        elif kind is Kind.TIME:
            found.drop_label()
            found.read_time(part)
        else:
            may_be_date = _may_be_date(scanned, place)
            _with_digits(found, kind, part, time_only=time_only, may_be_date=may_be_date)
    if found.label:
        raise Wrong(Problem.FORMAT)
    found.check()
    return found


def _with_digits(
    found: Fields, kind: Kind, part: str, *, time_only: bool, may_be_date: bool
) -> None:
    if kind is Kind.DATE:
        _dated(found, part, is_date=not time_only or may_be_date)
    elif found.label:
        found.drop_label()
        if found.read_digits(part, {*found.seen, *DATE}) != "time":
            raise Wrong(Problem.FORMAT)
    else:
        _numbered(found, part, time_only=time_only, may_be_date=may_be_date)


def _may_be_date(scanned: list[tuple[Kind, str]], place: int) -> bool:
    """Whether what stands there may be the date in front of a time."""
    if place > 0 or len(scanned) < 2:
        return False
    return scanned[-1][0] is Kind.DATE or scanned[1][0] is Kind.TIME


def _julian(found: Fields, kind: Kind, part: str) -> None:
    if kind is Kind.NUMBER:
        found.read_julian(part)
        return
    digits = part.partition("-")[0]
    found.read_julian(digits)
    found.read_offset(part[len(digits) :])


def _dated(found: Fields, part: str, *, is_date: bool) -> None:
    """Read a field with a separator: a date, a time with an offset, or the name of a zone."""
    if is_date and not found.label and not found.seen >= {"M", "D"}:
        found.read_date(part)
        return
    if not is_digit(part[0]):
        if found.label:
            raise Wrong(Problem.FORMAT)
        found.read_zone(part)
        return
    if is_date:
        found.drop_label()
    digits, sign, offset = part.partition("-")
    if not sign or "T" in found.seen:
        raise Wrong(Problem.FORMAT)
    found.read_offset(sign + offset)
    found.read_digits(digits, {*found.seen, *DATE} if not is_date else found.seen)


def _numbered(found: Fields, part: str, *, time_only: bool, may_be_date: bool) -> None:
    """Read a number that no word says anything of."""
    digits, point, _ = part.partition(".")
    seen = {*found.seen, *DATE} if time_only else found.seen
    if point and (may_be_date if time_only else not found.seen & DATE):
        found.read_date(part)
    elif point and len(digits) > 2:
        found.read_digits(part, seen)
    elif time_only:
        if point or len(part) < 4:
            raise Wrong(Problem.FORMAT)
        found.read_digits(part, seen)
    elif len(part) >= 6 and (not found.seen >= DATE or "T" not in found.seen):
        found.read_digits(part, found.seen)
    else:
        found.read_number(part)
