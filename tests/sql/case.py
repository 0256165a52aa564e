"""A file of statements and answers, read and written.

One file a subject. A block begins with the statement, its first line behind ``> ``, the others
behind ``. ``; then comes what PostgreSQL answered, and where this server is known to answer
otherwise, behind ``! ``, the mark of the reason and our answer:

    > select 7 / 2, null
    ?column?:int4 ?column?:text
    3 | NULL

    > select 1.0 / 3
    ?column?:numeric
    0.33333333333333333333
    ! #numeric-division
    ! ?column?:numeric
    ! 0.3333333333333333

``#numeric-division`` is a heading of docs/compatibility.md. A statement behind ``>> `` prepares
the ground: it must succeed, and its answer is not looked at. Lines in front of the first block
are about the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "cases"
COMPATIBILITY = Path(__file__).parents[2] / "docs" / "compatibility.md"


@dataclass
class Block:
    """A statement and its answers, as lines.

    Attributes:
        reason: The heading that explains why our answer is another one; empty when it is not.
        ours: Our answer, where there is a reason.
    """

    statement: str
    answer: list[str] = field(default_factory=list)
    reason: str = ""
    ours: list[str] = field(default_factory=list)
    prepares: bool = False


@dataclass
class Subject:
    """A file."""

    name: str
    head: list[str]
    blocks: list[Block]

    def text(self) -> str:
        """Return what the file holds."""
        parts = ["\n".join(self.head)] if self.head else []
        parts += ["\n".join(_lines(block)) for block in self.blocks]
        return "\n\n".join(parts) + "\n"


def subjects() -> list[str]:
    """Return the names of all files."""
    return sorted(path.stem for path in CASES.glob("*.txt"))


def read(name: str) -> Subject:
    """Read a file."""
    return parse(name, (CASES / f"{name}.txt").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Subject:
    """Read a file's text.

    Raises:
        ValueError: A line does not belong where it stands.
    """
    found = Subject(name, [], [])
    for line in text.splitlines():
        if line.startswith((">> ", "> ")):
            mark, _, statement = line.partition(" ")
            found.blocks.append(Block(statement, prepares=mark == ">>"))
        elif not found.blocks:
            if line:
                found.head.append(line)
        elif line:
            _add(found.blocks[-1], line)
    return found


def _add(block: Block, line: str) -> None:
    if line.startswith(". "):
        block.statement += "\n" + line[2:]
    elif line.startswith("! #"):
        block.reason = line[3:]
    elif line.startswith("! "):
        if not block.reason:
            raise ValueError(f"our answer without a reason: {line}")
        block.ours.append(line[2:])
    else:
        block.answer.append(line)


def _lines(block: Block) -> list[str]:
    first, *rest = block.statement.split("\n")
    lines = [f"{'>>' if block.prepares else '>'} {first}", *(f". {line}" for line in rest)]
    if block.prepares:
        return lines
    lines += block.answer
    if block.reason:
        lines += [f"! #{block.reason}", *(f"! {line}" for line in block.ours)]
    return lines
