"""Which operator or function PostgreSQL takes for arguments of these types.

Source: PostgreSQL manual, 10.2 "Operators" and 10.3 "Functions"; parse_oper.c, parse_func.c
(``func_select_candidate``), parse_coerce.c (``select_common_type``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from duckgres.sql.shown.signatures import UNKNOWN, Signature, catalog, is_generic


def operator(name: str, types: Sequence[str]) -> Signature | None:
    """Return the operator for one or two arguments, ``None`` if there is no saying."""
    if "" in types:
        return None
    own = next((kind for kind in types if catalog().category(kind) == _OWN), "")
    if own and name in _COMPARISONS and set(types) <= {own, UNKNOWN}:
        return Signature((own, own), "bool")  # of enums, and of composite types
    known = [s for s in catalog().operators.get(name, ()) if len(s.arguments) == len(types)]
    exact = tuple(types)
    if len(types) == 2 and UNKNOWN in types:  # the other's type is tried first
        other = types[1] if types[0] == UNKNOWN else types[0]
        exact = (other, other)
    return _chosen(known, types, exact)


_OWN = "own"
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def function(name: str, types: Sequence[str]) -> Signature | None:
    """Return the function for these arguments, ``None`` if there is no saying."""
    if "" in types:
        return None
    count = len(types)
    known = [
        fitting
        for found in catalog().functions.get(name, ())
        if (fitting := _of_length(found, count)) is not None
    ]
    return _chosen(known, types, tuple(types))


def _of_length(found: Signature, count: int) -> Signature | None:
    """Return a function as it takes so many arguments, ``None`` if it does not."""
    wanted = len(found.arguments)
    if found.variadic and count >= wanted:
        *fixed, last = found.arguments
        element = "any" if last == "any" else last.removesuffix("[]")
        element = _ELEMENTS.get(last, element)
        return replace(found, arguments=(*fixed, *[element] * (count - len(fixed))))
    if wanted - found.defaults <= count <= wanted:
        return replace(found, arguments=found.arguments[:count])
    return None


_ELEMENTS = {"anyarray": "anyelement", "anycompatiblearray": "anycompatible"}


def _chosen(
    known: list[Signature], types: Sequence[str], exact: tuple[str, ...]
) -> Signature | None:
    found = next((s for s in known if s.arguments == exact), None)
    if found is None:
        fits = catalog().fits
        left = [s for s in known if all(map(fits, types, s.arguments))]
        found = _best(left, types)
    return None if found is None else _concrete(found, types)


def _best(found: list[Signature], types: Sequence[str]) -> Signature | None:
    """Return the best of candidates (``func_select_candidate``)."""
    if len(found) < 2:
        return found[0] if found else None
    pairs: list[Callable[[str, str], bool]] = [
        lambda given, wanted: given == wanted,
        lambda given, wanted: given == wanted or catalog().preferred(wanted),
    ]
    for counts in pairs:
        scores = [
            sum(t != UNKNOWN and counts(t, a) for t, a in zip(types, s.arguments, strict=True))
            for s in found
        ]
        found = [s for s, score in zip(found, scores, strict=True) if score == max(scores)]
        if len(found) == 1:
            return found[0]
    found = _by_category(found, types)
    if len(found) == 1:
        return found[0]
    given = {kind for kind in types if kind != UNKNOWN}
    if len(given) == 1:
        (only,) = given
        found = [s for s in found if all(catalog().fits(only, a) for a in s.arguments)]
    return found[0] if len(found) == 1 else None


def _by_category(found: list[Signature], types: Sequence[str]) -> list[Signature]:
    """Choose by what the constants of no type could be; strings are liked best."""
    known = catalog()
    for place, kind in enumerate(types):
        if kind != UNKNOWN:
            continue
        categories = {known.category(s.arguments[place]) for s in found}
        if len(categories) > 1 and "S" not in categories:
            return found
        wanted = "S" if "S" in categories else categories.pop()
        left = [s for s in found if known.category(s.arguments[place]) == wanted]
        liked = [s for s in left if known.preferred(s.arguments[place])]
        found = liked or left
    return found


def _concrete(found: Signature, types: Sequence[str]) -> Signature:
    """Put the types that are given in the place of those that stand for many."""
    if not any(map(is_generic, (*found.arguments, found.result))):
        return found
    element = ""
    for wanted, given in zip(found.arguments, types, strict=True):
        if is_generic(wanted) and wanted not in ("any", "record") and given != UNKNOWN:
            is_array = wanted.endswith("array") and not wanted.endswith("nonarray")
            element = element or (given.removesuffix("[]") if is_array else given)

    def known(kind: str) -> str:
        if not is_generic(kind) or kind in ("any", "record"):
            return kind
        is_array = kind.endswith("array") and not kind.endswith("nonarray")
        if not element:
            return ""
        return f"{element}[]" if is_array else element

    return replace(found, arguments=tuple(map(known, found.arguments)), result=known(found.result))


def common(types: Sequence[str]) -> str:
    """Return the type that all of these become (``select_common_type``), empty if unknown."""
    given = [kind for kind in types if kind != UNKNOWN]
    if not given:
        return "text"
    if "" in given:
        return ""
    found, known = given[0], catalog()
    for kind in given[1:]:
        if kind == found or known.preferred(found):
            continue
        if known.category(kind) == known.category(found) and known.fits(found, kind):
            found = found if known.fits(kind, found) else kind
    return found
