"""Passes over a statement's tree, one file a subject: PostgreSQL's meaning in DuckDB's words.

A rule module has a table ``NODES``: node name -> handler, and may have ``MESSAGES``: message name
-> handler, for what is not always inside a Node (``SelectStmt``, ``TypeName``, ``RangeVar``). A
handler gets the Node, changes it in place or returns another one to stand there, or ``None`` to
leave it. Children come before their parents, and each place is visited once: what a rule puts
there is what DuckDB gets. Where several rules know a node they are asked in the order of the table
``RULES`` of ``rewrite``, until one of them puts another kind of node there.

A rule about one function, operator or type costs nothing where the name does not stand. It is kept
by it, and its handler gets the message inside of the Node:

- ``CALLS``: name of a function of PostgreSQL's own -> handler of the ``FuncCall``;
- ``OPERATORS``: name of an operator, or the kind of an expression that is more than one
  (``AEXPR_IN``) -> handler of the ``A_Expr``;
- ``CASTS``: name of a type, or ``ARRAY`` for all types of arrays -> handler of the ``TypeCast``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from duckgres.errors import Notice, PgError
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.positions import Source
from duckgres.sql.session_commands import Constant
from duckgres.sql.statement import ColumnFact, NewRelation

FIRST_SLOT = 70_000
"""The number of the first ``$n`` that stands for a session value; Bind ends at 65,535."""


def _leave(node: Node) -> None:
    """Stand in for the rules."""


@dataclass(frozen=True, slots=True)
class PendingCall:
    """A call that the server answers when the statement runs; see ``ServerCall``.

    Attributes:
        function: What is called.
        result: DuckDB's type of the value.
        arguments: Its arguments, cast to their types.
        constants: Their values, where all are constants.
        acts: It does something beside answering.
        location: Where it stands.
    """

    function: str
    result: str
    arguments: tuple[Node, ...]
    constants: tuple[Constant, ...] | None
    acts: bool
    location: int


@dataclass(slots=True, weakref_slot=True)
class Context:
    """What the rules of one statement share.

    Attributes:
        source: The query string.
        slots: The session values used so far, each with the name the client wrote; number
            ``FIRST_SLOT + i`` stands for the i-th.
        before: DuckDB's statements to run before this one, in its transaction.
        after: The same for behind it.
        facts: What is to be remembered of columns, once the statement has run.
        makes: The table or view that the statement's query makes.
        knows_types: DuckDB can tell the types of columns to a macro that chooses by them: not of
            an outer query's columns, nor in what is stored with a table.
        makes_index: An expression is the key of an index, which DuckDB keeps free of what it does
            not see through; its own functions are.
        again: Runs the rules over a node that one of them has made.
        series: The functions that return sets, by the place of the call.
        calls: What the server answers, by the slots that stand for it.
        runs: The statement is run and not stored, so that its time is the transaction's.
        volatile: What the statement may come out otherwise by when it is run again, if anything.
        takes_numbers: It takes numbers from a sequence.
        has_padded: A char(n) is made somewhere in the statement.
        digits: The places of the targets that are numerics where DuckDB has a text.
        warnings: What the client is told beside.
        root: The name of the statement's node.
        written: A copy of the statement from before the rules, of DDL whose words are kept.
        first_use: Where the first function stands that tells of a sequence.
        last_setting: Where the last ``setval`` stands.
        settings_of_sequences: For each ``setval``: the sequence, the value, whether it was taken.
    """

    source: Source
    slots: list[tuple[str, str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    facts: list[ColumnFact] = field(default_factory=list)
    makes: NewRelation | None = None
    knows_types: bool = True
    makes_index: bool = False
    again: Callable[[Node], None] = _leave
    series: dict[int, str] = field(default_factory=dict)
    calls: dict[str, PendingCall] = field(default_factory=dict)
    runs: bool = False
    volatile: str = ""
    takes_numbers: bool = False
    has_padded: bool = False
    digits: set[int] = field(default_factory=set)
    warnings: list[Notice] = field(default_factory=list)
    root: str = ""
    written: Node | None = None
    settings_of_sequences: list[tuple[Node, Node, Node]] = field(default_factory=list)
    first_use: int | None = None
    last_setting: int = 0

    def session_value(self, slot: str, name: str) -> Node:
        """Return a node that the session fills with a literal when the statement runs.

        Args:
            slot: One of the names a slot may have.
            name: What the client wrote, which names the column.
        """
        value = (slot, name)
        if value not in self.slots:
            self.slots.append(value)
        return tree.parameter(FIRST_SLOT + self.slots.index(value))

    def function_slot(self, slot: str) -> str:
        """Return the name of a function whose name is found when the statement runs.

        Args:
            slot: What the engine finds it by; it may find that no function is needed.
        """
        value = (slot, "")
        if value not in self.slots:
            self.slots.append(value)
        return f"${FIRST_SLOT + self.slots.index(value)}"

    def error(
        self, message: str, sqlstate: str, location: int = tree.NOWHERE, hint: str | None = None
    ) -> PgError:
        """Return an error at a node's location."""
        position = None if location < 0 else self.source.character(location) + 1
        return PgError(message, sqlstate=sqlstate, hint=hint, position=position)

    def refusal(self, message: str, hint: str, location: int = tree.NOWHERE) -> PgError:
        """Return the error for what cannot be given: 0A000, and what to do instead."""
        return self.error(message, "0A000", location, hint)


LEAVES = frozenset({
    None, "a_const", "a_star", "boolean", "column_ref", "float", "integer", "param_ref",
    "set_to_default", "sqlvalue_function", "string",
})  # fmt: skip
"""The kinds of Node below which no rule looks."""

ARRAY = "[]"
"""The name that ``CASTS`` has for all types of arrays."""

_NODE = type(tree.null())

Handler = Callable[[Node, Context], Node | None]


def binary(handler: Handler) -> Handler:
    """Return a handler of an operator that leaves it alone where nothing stands left of it."""

    def asked(expression: Node, context: Context) -> Node | None:
        return handler(expression, context) if expression.HasField("lexpr") else None

    return asked


def walk(root: Node) -> Iterator[Node]:
    """Yield every Node below a message, in no particular order."""
    for message in messages(root):
        if type(message) is _NODE:
            yield message


def messages(root: Node) -> list[Node]:
    """Return a message and all below it; every one stands before those below it.

    Listing the fields of a message costs a microsecond, so it is not done for a Node, which has
    one, and the messages inside of the ``LEAVES`` are left out.
    """
    found = [root]
    append, extend = found.append, found.extend
    for message in found:
        if type(message) is _NODE:
            kind = message.WhichOneof("node")
            if kind not in LEAVES:
                append(getattr(message, kind))
        else:
            extend(held(message))
    return found


def held(message: Node) -> list[Node]:
    """Return the messages that a message holds, in the order of its fields."""
    found: list[Node] = []
    for described, value in message.ListFields():
        if described.message_type is not None:
            if described.is_repeated:
                found += value[:]  # a list is read faster than what upb makes
            else:
                found.append(value)
    return found
