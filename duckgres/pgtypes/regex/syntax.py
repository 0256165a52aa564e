"""Reading PostgreSQL's advanced regular expressions.

Source: PostgreSQL manual, 9.7.3 "POSIX Regular Expressions"; ``regex/regcomp.c`` and
``regex/regc_lex.c``. Errors were recorded from a server.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckgres.pgtypes.regex import charset
from duckgres.pgtypes.regex.brackets import bracket
from duckgres.pgtypes.regex.errors import invalid, unsupported
from duckgres.pgtypes.regex.escapes import CLASS_ESCAPES, character_escape
from duckgres.pgtypes.regex.tree import (
    Assertion,
    Characters,
    Choice,
    Expression,
    Group,
    Place,
    Repeat,
    Sequence,
    Tree,
)

MOST_REPEATS = 255  # DUPMAX

_NEWLINE = charset.single("\n")
_NO_NEWLINE = charset.complement(_NEWLINE)
_PLACES = {
    "A": Place.START, "Z": Place.END, "m": Place.WORD_START, "M": Place.WORD_END,
    "y": Place.BOUNDARY, "Y": Place.NO_BOUNDARY,
}  # fmt: skip
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SPACE = " \t\n\v\f\r"


@dataclass(slots=True)
class Options:
    """The flags: of the function's argument, then of the expression's own beginning.

    Attributes:
        ignore_case: i.
        expanded: x: blanks and comments are left out.
        line_ends: n and w: ``^`` and ``$`` match at lines.
        line_breaks: n and p: ``.`` and ``[^…]`` do not match a newline.
        literal: q: no character is special.
    """

    ignore_case: bool = False
    expanded: bool = False
    line_ends: bool = False
    line_breaks: bool = False
    literal: bool = False

    def take(self, letter: str) -> bool:
        """Set what a letter says; whether it is known."""
        if letter in "nmpws":
            self.line_ends = letter in "nmw"
            self.line_breaks = letter in "nmp"
        elif letter in "ic":
            self.ignore_case = letter == "i"
        elif letter in "xt":
            self.expanded = letter == "x"
        elif letter == "q":
            self.literal = True
        elif letter in "be":
            raise unsupported(f'the option "{letter}", another syntax,')
        else:
            return False
        return True


def read(pattern: str, options: Options) -> Expression:
    """Read a pattern.

    Args:
        pattern: As PostgreSQL takes it.
        options: The flags; changed by those the pattern begins with.

    Raises:
        PgError: 2201B, it is wrong; 0A000, RE2 has no such thing.
    """
    reader = _Reader(pattern, options)
    reader.prologue()
    if options.literal:
        letters = pattern[reader.at :]
        tree: Tree = Sequence(tuple(reader.characters(charset.single(c)) for c in letters))
    else:
        tree = reader.choice(0)
    if reader.at < len(pattern) and not options.literal:
        raise invalid("parentheses () not balanced")
    return Expression(tree, reader.groups, options.ignore_case, options.line_ends)


class _Reader:
    """A recursive-descent parser; ``at`` is the next character."""

    def __init__(self, pattern: str, options: Options) -> None:
        self.pattern = pattern
        self.options = options
        self.at = 0
        self.groups = 0

    def prologue(self) -> None:
        """Read ``***`` and embedded options."""
        if self.pattern.startswith("***="):
            self.at, self.options.literal = 4, True
        elif self.pattern.startswith("***:"):
            self.at = 4
        elif self.pattern.startswith("***"):
            raise invalid("quantifier operand invalid")
        if self.options.literal:
            return
        if self.pattern.startswith("(?", self.at) and self.peek(2).isalpha():
            end = self.pattern.find(")", self.at)
            letters = self.pattern[self.at + 2 : end]
            if end < 0 or not all(self.options.take(letter) for letter in letters):
                raise invalid("invalid embedded option")
            self.at = end + 1

    def peek(self, ahead: int = 0) -> str:
        """Return a coming character, nothing at the end."""
        at = self.at + ahead
        return self.pattern[at : at + 1]

    def skip(self) -> None:
        """Step over comments, and in expanded syntax over blanks."""
        while True:
            if self.pattern.startswith("(?#", self.at):
                end = self.pattern.find(")", self.at)
                if end < 0:
                    raise invalid("parentheses () not balanced")
                self.at = end + 1
            elif self.options.expanded and self.peek() and self.peek() in _SPACE:
                self.at += 1
            elif self.options.expanded and self.peek() == "#":
                end = self.pattern.find("\n", self.at)
                self.at = len(self.pattern) if end < 0 else end + 1
            else:
                return

    def characters(self, members: charset.Charset) -> Characters:
        """Return the node of a set."""
        return Characters(charset.folded(members) if self.options.ignore_case else members)

    def choice(self, depth: int) -> Tree:
        """Read branches up to a parenthesis or the end."""
        if depth > 100:
            raise invalid("regular expression is too complex")
        branches = [self.branch(depth)]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.branch(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def branch(self, depth: int) -> Tree:
        """Read quantified atoms."""
        parts: list[Tree] = []
        while True:
            self.skip()
            if self.peek() in ("", "|", ")"):
                break
            parts.append(self.quantified(self.atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def quantified(self, atom: Tree) -> Tree:
        """Read the quantifier behind an atom, if there is one."""
        self.skip()
        bounds = self.bounds()
        if bounds is None:
            return atom
        if isinstance(atom, Assertion):
            raise invalid("quantifier operand invalid")
        greedy = self.peek() != "?"
        if not greedy:
            self.at += 1
        self.skip()
        if self.bounds() is not None:
            raise invalid("quantifier operand invalid")
        return Repeat(atom, *bounds, greedy)

    def bounds(self) -> tuple[int, int | None] | None:
        """Read ``*``, ``+``, ``?`` or a bound in braces."""
        known = _QUANTIFIERS.get(self.peek())
        if known is not None:
            self.at += 1
            return known
        if self.peek() != "{" or not self.is_digit(1):
            return None
        self.at += 1
        least = self.number()
        most: int | None = least
        if self.peek() == ",":
            self.at += 1
            most = self.number() if self.is_digit() else None
        if self.peek() != "}":
            raise invalid(
                "invalid repetition count(s)" if self.peek() else "braces {} not balanced"
            )
        self.at += 1
        if least > MOST_REPEATS or (most is not None and not least <= most <= MOST_REPEATS):
            raise invalid("invalid repetition count(s)")
        return least, most

    def is_digit(self, ahead: int = 0) -> bool:
        """Whether a digit comes."""
        return self.peek(ahead) in set("0123456789")

    def number(self) -> int:
        """Read digits."""
        start = self.at
        while self.is_digit():
            self.at += 1
        return int(self.pattern[start : self.at][:9])

    def atom(self, depth: int) -> Tree:  # noqa: PLR0911 - one way out per kind
        """Read one atom or assertion."""
        character = self.peek()
        self.at += 1
        if character == "(":
            return self.group(depth)
        if character == "[":
            return self.bracket()
        if character == ".":
            return Characters(_NO_NEWLINE if self.options.line_breaks else charset.ALL)
        if character == "^":
            return Assertion(Place.LINE_START)
        if character == "$":
            return Assertion(Place.LINE_END)
        if character == "\\":
            return self.escape()
        if character in "*+?" or (character == "{" and self.is_digit()):
            raise invalid("quantifier operand invalid")
        return self.characters(charset.single(character))

    def group(self, depth: int) -> Tree:
        """Read what is behind an opening parenthesis."""
        number = None
        if self.peek() == "?":
            kind = self.peek(1)
            if kind in ("=", "!", "<"):
                raise unsupported("looking ahead or behind")
            if kind != ":":
                raise invalid("quantifier operand invalid")
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
        part = self.choice(depth + 1)
        if self.peek() != ")":
            raise invalid("parentheses () not balanced")
        self.at += 1
        return Group(part, number)

    def bracket(self) -> Tree:
        """Read what is behind an opening bracket."""
        if self.pattern.startswith("[:<:]]", self.at):
            self.at += 6
            return Assertion(Place.WORD_START)
        if self.pattern.startswith("[:>:]]", self.at):
            self.at += 6
            return Assertion(Place.WORD_END)
        negated = self.peek() == "^"
        members, self.at = bracket(self.pattern, self.at + negated)
        if self.options.ignore_case:
            members = charset.folded(members)
        if negated:
            excluded = (members, _NEWLINE) if self.options.line_breaks else (members,)
            members = charset.complement(charset.union(excluded))
        return Characters(members)

    def escape(self) -> Tree:
        """Read what is behind a backslash."""
        letter = self.peek()
        if letter in CLASS_ESCAPES:
            self.at += 1
            members = CLASS_ESCAPES[letter]
            if self.options.line_breaks and letter.isupper():
                members = charset.complement(
                    charset.union((charset.complement(members), _NEWLINE))
                )
            return Characters(members)
        if letter and letter in _PLACES:
            self.at += 1
            return Assertion(_PLACES[letter])
        if letter in set("123456789"):
            self.back_reference()
        character, self.at = character_escape(self.pattern, self.at)
        return self.characters(charset.single(character))

    def back_reference(self) -> None:
        r"""Refuse ``\1``; more digits than there are groups are an octal number."""
        start = self.at
        number = self.number()
        digits, self.at = self.at - start, start
        if digits > 1 and number > self.groups:
            return
        if number > self.groups:
            raise invalid("invalid backreference number")
        raise unsupported("a back-reference")
