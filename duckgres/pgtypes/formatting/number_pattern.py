"""What a template of a number asks for as a whole.

Source: PostgreSQL 16, ``utils/adt/formatting.c`` (NUMDesc_prepare).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from duckgres.errors import PgError
from duckgres.pgtypes.formatting.pattern import Kind, Part, number_parts
from duckgres.pgtypes.short_texts import remembered

_TOGETHER = '"{}" may only be used together with digit and decimal point patterns.'


@dataclass(slots=True)
class NumberPattern:
    """A template's parts, and what they are together.

    Attributes:
        parts: In order; patterns without effect of their own (``FM``) are among them.
        before: Digits before the point.
        after: Digits behind it.
        shift: Digits behind ``V``.
        zero_from: The digit from which zeros are written, from 1; 0 for none.
        zero_to: The last one.
        sign: Where ``S`` stands: ``before`` the number, ``after`` it, or empty.
        sign_after_digits: Digits before ``S``.
        flags: The other patterns: ``FM``, ``.``, ``B``, ``MI``, ``PL``, ``PR``, ``RN``, ``EEEE``.
    """

    parts: tuple[Part, ...] = ()
    before: int = 0
    after: int = 0
    shift: int = 0
    zero_from: int = 0
    zero_to: int = 0
    sign: str = ""
    sign_after_digits: int = 0
    flags: set[str] = field(default_factory=set)

    def has(self, flag: str) -> bool:
        """Whether a pattern is there."""
        return flag in self.flags


@remembered(256)
def number_pattern(template: str) -> NumberPattern:
    """Read a template; the result is shared and not to be changed.

    Raises:
        PgError: 42601, patterns that do not go together.
    """
    found = NumberPattern(number_parts(template))
    for part in found.parts:
        if part.kind is Kind.FIELD:
            if found.has("EEEE") and part.name != "EEEE":
                raise _wrong('"EEEE" must be the last pattern used')
            _take(found, part.name)
    return found


def _wrong(message: str, detail: str | None = None) -> PgError:
    return PgError(message, sqlstate="42601", detail=detail)


def _take(found: NumberPattern, name: str) -> None:
    if name in ("9", "0"):
        _digit(found, name)
    elif name in (".", "D", "V"):
        _point(found, name)
    elif name in ("S", "MI", "PL", "SG", "PR"):
        _sign(found, name)
    elif name == "EEEE":
        if found.has("EEEE"):
            raise _wrong('cannot use "EEEE" twice')
        if found.flags - {"."} or found.sign:
            raise _wrong('"EEEE" is incompatible with other formats', _TOGETHER.format("EEEE"))
        found.flags.add("EEEE")
    elif name in ("FM", "RN", "B"):
        found.flags.add(name)


def _point(found: NumberPattern, name: str) -> None:
    if name != "V" and found.has("."):
        raise _wrong("multiple decimal points")
    if found.has("." if name == "V" else "V"):
        raise _wrong('cannot use "V" and decimal point together')
    found.flags.add("V" if name == "V" else ".")


def _digit(found: NumberPattern, name: str) -> None:
    if found.has("PR"):
        raise _wrong(f'"{name}" must be ahead of "PR"')
    if name == "9" and found.has("V"):
        found.shift += 1
        return
    if name == "0" and not found.zero_from and not found.has("."):
        found.zero_from = found.before + 1
    if found.has("."):
        found.after += 1
    else:
        found.before += 1
    if name == "0":
        found.zero_to = found.before + found.after


def _sign(found: NumberPattern, name: str) -> None:
    if name == "S":
        if found.sign:
            raise _wrong('cannot use "S" twice')
        if found.flags & {"MI", "PL", "PR"}:
            raise _wrong('cannot use "S" and "PL"/"MI"/"SG"/"PR" together')
        found.sign = "after" if found.has(".") else "before"
        found.sign_after_digits = found.before
        return
    if name == "PR":
        if found.sign or found.flags & {"MI", "PL"}:
            raise _wrong('cannot use "PR" and "S"/"PL"/"MI"/"SG" together')
        found.flags.add("PR")
        return
    if found.sign:
        raise _wrong(f'cannot use "S" and "{name}" together')
    found.flags.update({"MI", "PL"} if name == "SG" else {name})
