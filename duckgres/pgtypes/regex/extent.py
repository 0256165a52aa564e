"""Whether RE2 finds the match PostgreSQL finds, for every text there is.

Both begin at the leftmost place. There RE2 takes what a backtracking machine would find first: the
first branch, as much or as little as each quantifier says. PostgreSQL takes the longest match, or
the shortest when the first quantifier is a lazy one. Which texts could tell the two apart is
decided by running both machines side by side over all texts: a state is the ordered list of the
threads of one and the set of the threads of the other, and there are few of them.

Source: PostgreSQL manual, 9.7.3.5 "Regular Expression Matching Rules".
"""

from __future__ import annotations

from collections.abc import Sequence as Ordered

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.charset import Charset
from duckgres.pgtypes.regex.program import (
    AT,
    JUMP,
    MATCH,
    SET,
    SPLIT,
    Instruction,
    TooLong,
    compile_tree,
)
from duckgres.pgtypes.regex.tree import Choice, Group, Place, Repeat, Sequence, Tree

_MOST_STATES = 1500
_EDGE = -1  # in place of a character: there is none
_State = tuple[tuple[int, ...], frozenset[int], int, bool]
# Of RE2's machine and of the other: threads, and whether one of them is at the end.
_Reached = tuple[list[int], bool, list[int], bool]
_WORD = charset.CLASSES["word"]
_NEWLINE = 10


def wants_shortest(tree: Tree) -> bool:
    """Whether PostgreSQL looks for the shortest match."""
    return _preference(tree) is False


def _preference(tree: Tree) -> bool | None:
    """Return whether an expression is greedy, ``None`` when it has no preference."""
    if isinstance(tree, Group):
        return _preference(tree.part)
    if isinstance(tree, Choice):
        return True
    if isinstance(tree, Repeat):
        if tree.least == tree.most:
            return _preference(tree.part)
        return tree.greedy
    if isinstance(tree, Sequence):
        found = (_preference(part) for part in tree.parts)
        return next((greedy for greedy in found if greedy is not None), None)
    return None


def same_extent(
    tree: Tree, shortest: bool, greedy: bool | None = None, *, lines: bool = False
) -> bool:
    """Whether the match has the same end in both machines, on every text.

    Args:
        tree: The expression.
        shortest: What PostgreSQL looks for.
        greedy: What all quantifiers are to be for RE2, ``None`` for what each says.
        lines: ``^`` and ``$`` match at lines.

    Returns:
        ``False`` also when there are too many states to tell.
    """
    try:
        machine = _Machine(compile_tree(tree, greedy), lines)
    except TooLong:
        return False
    return machine.agrees(shortest)


class _Machine:
    """Both machines, on one program."""

    def __init__(self, program: list[Instruction], lines: bool) -> None:
        self._program = program
        self._lines = lines
        places = any(instruction[0] == AT for instruction in program)
        sets = [instruction[1] for instruction in program if instruction[0] == SET]
        self._letters = _letters(sets, places)
        self._takes = {
            index: frozenset(
                code for code in self._letters if charset.contains(instruction[1], code)
            )
            for index, instruction in enumerate(program)
            if instruction[0] == SET
        }
        # Without assertions it does not matter what stood before.
        self._sees = places

    def agrees(self, shortest: bool) -> bool:
        """Whether the matches end alike on every text."""
        before = [_EDGE, *self._letters] if self._sees else [_EDGE]
        todo: list[_State] = [((0,), frozenset((0,)), letter, False) for letter in before]
        seen = set(todo)
        while todo:
            if len(seen) > _MOST_STATES:
                return False
            state = todo.pop()
            reached = None if self._sees else self._reached(state, _EDGE)
            for letter in (*self._letters, _EDGE):
                following = self._step(state, letter, shortest, reached)
                if following is None:
                    return False
                if letter != _EDGE and following[1] and following not in seen:
                    seen.add(following)
                    todo.append(following)
        return True

    def _reached(self, state: _State, letter: int) -> _Reached:
        """Return where both machines are, seen that the next character is this one."""
        ordered, threads, before, done = state
        first = self._closure(ordered, before, letter, cut=True)
        if done:
            return (*first, first[0], False)
        return (*first, *self._closure(sorted(threads), before, letter, cut=False))

    def _step(
        self, state: _State, letter: int, shortest: bool, reached: _Reached | None
    ) -> _State | None:
        """Take the next character; ``None`` where the machines part."""
        first, ends, threads, now = reached or self._reached(state, letter)
        done = state[3]
        if ends != now:  # when the shortest match was found, RE2 may not find another one
            return None
        done = done or (shortest and now)
        left = self._take(first, letter)
        right = left if done else self._take(threads, letter)
        seen = letter if self._sees else _EDGE
        return tuple(left), frozenset(right), seen, done

    def _take(self, threads: Ordered[int], letter: int) -> list[int]:
        return [thread + 1 for thread in threads if letter in self._takes[thread]]

    def _closure(
        self, threads: Ordered[int], before: int, letter: int, *, cut: bool
    ) -> tuple[list[int], bool]:
        """Follow the threads to where they want a character.

        Returns:
            Where they are, the preferred ones first, and whether one of them is at the end;
            ``cut`` leaves out those behind it.
        """
        found: list[int] = []
        seen: set[int] = set()
        stack = list(reversed(threads))
        ends = False
        while stack:
            index = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            instruction = self._program[index]
            kind = instruction[0]
            if kind == SET:
                found.append(index)
            elif kind == MATCH:
                ends = True
                if cut:
                    break
            elif kind == JUMP:
                stack.append(instruction[1])
            elif kind == SPLIT:
                stack += (instruction[2], instruction[1])
            elif self._holds(instruction[1], before, letter):
                stack.append(index + 1)
        return found, ends

    def _holds(self, place: Place, before: int, letter: int) -> bool:
        word, next_word = _is_word(before), _is_word(letter)
        line = self._lines
        return {
            Place.START: before == _EDGE,
            Place.END: letter == _EDGE,
            Place.LINE_START: before == _EDGE or (line and before == _NEWLINE),
            Place.LINE_END: letter == _EDGE or (line and letter == _NEWLINE),
            Place.BOUNDARY: word != next_word,
            Place.NO_BOUNDARY: word == next_word,
            Place.WORD_START: next_word and not word,
            Place.WORD_END: word and not next_word,
        }[place]


def _is_word(letter: int) -> bool:
    return charset.contains(_WORD, letter)


def _letters(sets: Ordered[Charset], places: bool) -> tuple[int, ...]:
    """Return one character for each kind that the sets tell apart."""
    wanted = list(dict.fromkeys(sets))
    if places:
        wanted += [_WORD, charset.single("\n")]
    borders = {0} | {low for members in wanted for low, _ in members}
    borders |= {high + 1 for members in wanted for _, high in members if high < charset.LAST}
    kinds: dict[tuple[bool, ...], int] = {}
    for code in sorted(borders):
        kinds.setdefault(tuple(charset.contains(members, code) for members in wanted), code)
    letters = set(kinds.values())
    return tuple(sorted(letters | {_NEWLINE} if places else letters))
