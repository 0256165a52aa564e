"""A regular expression as the program of a backtracking machine.

Instructions are tuples: ``(SET, members)`` takes a character, ``(SPLIT, first, second)`` goes on
at both, the first preferred, ``(AT, place)`` asserts, ``(JUMP, target)``, and ``(MATCH,)`` ends.
"""

from __future__ import annotations

from typing import Any

from duckgres.pgtypes.regex.tree import (
    Assertion,
    Characters,
    Choice,
    Group,
    Repeat,
    Sequence,
    Tree,
)

SET, SPLIT, AT, JUMP, MATCH = range(5)
Instruction = tuple[Any, ...]  # what follows the first member depends on it
MOST_INSTRUCTIONS = 1500


class TooLong(Exception):
    """The program would have too many instructions."""


def compile_tree(tree: Tree, greedy: bool | None = None) -> list[Instruction]:
    """Return the program of an expression.

    Args:
        tree: The expression.
        greedy: What all quantifiers are, ``None`` for what each says.

    Raises:
        TooLong: Bounds multiply.
    """
    program: list[Instruction] = []
    _emit(program, tree, greedy)
    program.append((MATCH,))
    return program


def _emit(program: list[Instruction], tree: Tree, greedy: bool | None) -> None:
    if len(program) > MOST_INSTRUCTIONS:
        raise TooLong
    if isinstance(tree, Characters):
        program.append((SET, tree.members))
    elif isinstance(tree, Assertion):
        program.append((AT, tree.place))
    elif isinstance(tree, Sequence):
        for part in tree.parts:
            _emit(program, part, greedy)
    elif isinstance(tree, Group):
        _emit(program, tree.part, greedy)
    elif isinstance(tree, Choice):
        _emit_choice(program, tree, greedy)
    else:
        _emit_repeat(program, tree, greedy)


def _emit_choice(program: list[Instruction], tree: Choice, greedy: bool | None) -> None:
    jumps = []
    for branch in tree.branches[:-1]:
        split = len(program)
        program.append((SPLIT, split + 1, 0))
        _emit(program, branch, greedy)
        jumps.append(len(program))
        program.append((JUMP, 0))
        program[split] = (SPLIT, split + 1, len(program))
    _emit(program, tree.branches[-1], greedy)
    for jump in jumps:
        program[jump] = (JUMP, len(program))


def _emit_repeat(program: list[Instruction], tree: Repeat, greedy: bool | None) -> None:
    wants_more = tree.greedy if greedy is None else greedy
    for _ in range(tree.least):
        _emit(program, tree.part, greedy)
    if tree.most is None:
        split = len(program)
        program.append((SPLIT, 0, 0))
        _emit(program, tree.part, greedy)
        program.append((JUMP, split))
        program[split] = _split(split + 1, len(program), wants_more)
        return
    splits = []
    for _ in range(tree.most - tree.least):
        splits.append(len(program))
        program.append((SPLIT, 0, 0))
        _emit(program, tree.part, greedy)
    for split in splits:
        program[split] = _split(split + 1, len(program), wants_more)


def _split(inside: int, behind: int, wants_more: bool) -> Instruction:
    return (SPLIT, inside, behind) if wants_more else (SPLIT, behind, inside)
