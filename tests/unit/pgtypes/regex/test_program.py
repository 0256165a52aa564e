"""Programs."""

import pytest

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.program import JUMP, MATCH, SET, SPLIT, TooLong, compile_tree
from duckgres.pgtypes.regex.syntax import Options, read

A, B = charset.single("a"), charset.single("b")


@pytest.mark.parametrize(
    ("pattern", "greedy", "program"),
    [
        ("ab", None, [(SET, A), (SET, B), (MATCH,)]),
        ("a?", None, [(SPLIT, 1, 2), (SET, A), (MATCH,)]),
        ("a??", None, [(SPLIT, 2, 1), (SET, A), (MATCH,)]),
        ("a??", True, [(SPLIT, 1, 2), (SET, A), (MATCH,)]),
        ("a*", None, [(SPLIT, 1, 3), (SET, A), (JUMP, 0), (MATCH,)]),
        ("a{2}", None, [(SET, A), (SET, A), (MATCH,)]),
        ("a|b", None, [(SPLIT, 1, 3), (SET, A), (JUMP, 4), (SET, B), (MATCH,)]),
    ],
)
def test_program(pattern, greedy, program):
    assert compile_tree(read(pattern, Options()).tree, greedy) == program


def test_bounds_that_multiply_are_too_long():
    with pytest.raises(TooLong):
        compile_tree(read("((a{200}){200}){200}", Options()).tree)
