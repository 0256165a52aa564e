"""The characters a regular expression can begin with, or end in."""

from __future__ import annotations

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.charset import Charset
from duckgres.pgtypes.regex.tree import Characters, Choice, Group, Repeat, Sequence, Tree


def edge(parts: list[Tree], step: int) -> Charset | None:
    """Return the characters one of which must come first (or last), ``None`` for none.

    Args:
        parts: One behind the other.
        step: 1 for the first character, -1 for the last.
    """
    found: list[Charset] = []
    for part in parts[::step]:
        edge, goes_on = edge_of(part, step)
        found.append(edge)
        if not goes_on:
            return charset.union(found)
    return None


def edge_of(  # noqa: PLR0911 - one way out per kind
    tree: Tree, step: int = 1
) -> tuple[Charset, bool]:
    """Return the characters an expression begins with (step 1) or ends in (-1).

    Returns:
        The characters, and whether the expression may match nothing.
    """
    if isinstance(tree, Characters):
        return tree.members, False
    if isinstance(tree, Group):
        return edge_of(tree.part, step)
    if isinstance(tree, Repeat):
        edge, goes_on = edge_of(tree.part, step)
        return edge, goes_on or tree.least == 0
    if isinstance(tree, Choice):
        edges = [edge_of(branch, step) for branch in tree.branches]
        return charset.union(edge for edge, _ in edges), any(goes_on for _, goes_on in edges)
    if isinstance(tree, Sequence):
        found: list[Charset] = []
        for part in tree.parts[::step]:
            edge, goes_on = edge_of(part, step)
            found.append(edge)
            if not goes_on:
                return charset.union(found), False
        return charset.union(found), True
    return (), True
