"""Which rules are asked about a node of the tree, found by what stands in it.

Most rules are about one function, one operator or one type. They are kept by its name, so that a
statement pays for the rules it needs and not for those there are: a call of ``lower`` asks those
that know ``lower`` and those for every call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from types import ModuleType

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import ARRAY, LEAVES, Context, Handler, held

Key = str | int | None
Ranked = tuple[tuple[int, Handler], ...]  # by the place of the rule's module
Todo = tuple[Node, str | None]

Asked = tuple[Callable[[Node], Key] | None, Mapping[Key, Ranked], Ranked]

_NODE = type(tree.null())
_NOBODY: Asked = (None, {}, ())
# The values of constants that ``find`` leaves out, as most constants are such: a rule about
# ``a_const`` is asked about the others alone.
_PLAIN = frozenset({"ival", "sval", "boolval", None})
_UNKNOWN = (False, True)  # a kind of Node that no rule is about, with something below it


def _function(node: Node) -> Key:
    return tree.name_of(node.func_call.funcname)


def _operator(node: Node) -> Key:
    """Return an operator's name, or the kind of what is more than an operator."""
    kind: int = node.a_expr.kind
    return tree.name_of(node.a_expr.name) if kind == pb.AEXPR_OP else kind


def _type(node: Node) -> Key:
    kind = node.type_cast.type_name
    return ARRAY if kind.array_bounds else tree.name_of(kind.names)


# The kinds of Node whose rules have names: the table of a rule module, and the name of a node.
_NAMED: dict[str | None, tuple[str, Callable[[Node], Key]]] = {
    "func_call": ("CALLS", _function),
    "a_expr": ("OPERATORS", _operator),
    "type_cast": ("CASTS", _type),
}
# Lists of names: there is nothing in them for a rule.
_NAMES = frozenset({
    ("FuncCall", "funcname"), ("A_Expr", "name"), ("TypeName", "names"), ("SortBy", "use_op"),
})  # fmt: skip
# The name of a field that holds one message; what gives the messages that others hold.
_Fields = tuple[tuple[str, Callable[[Node], Sequence[Node]] | None], ...]
# A message with more fields is asked which of them it has; that takes a microsecond.
_FEW = 4


def _fields(name: str, described: Node) -> _Fields:
    """Return the fields of a class that hold messages."""
    found = tuple(
        (field.name, attrgetter(field.name) if field.is_repeated else None)
        for field in described.fields
        if field.message_type is not None and (name, field.name) not in _NAMES
    )
    return found if len(found) <= _FEW else (("", held),)


_FIELDS: dict[type, _Fields] = {
    getattr(pb, name): _fields(name, described)
    for name, described in pb.DESCRIPTOR.message_types_by_name.items()
}


class Dispatch:
    """The rules, by what they are about."""

    def __init__(self, modules: Iterable[ModuleType], noted: Iterable[type] = ()) -> None:
        """Sort the handlers of rule modules.

        Args:
            modules: In the order in which they are asked.
            noted: Classes of messages, but not Node, that ``find`` points out without a rule.
        """
        ranked = list(enumerate(modules))
        kinds = {kind for _, module in ranked for kind in getattr(module, "NODES", {})}
        self.nodes: dict[str | None, Ranked] = {
            kind: _handlers(ranked, "NODES", kind) for kind in kinds
        }
        self._messages: dict[type, Ranked] = {
            getattr(pb, name): _handlers(ranked, "MESSAGES", name)
            for _, module in ranked
            for name in getattr(module, "MESSAGES", {})
        }
        # For a kind of Node: what gives its name, the rules by name, and those without.
        self._asked: dict[str | None, Asked] = {
            kind: (None, {}, handlers) for kind, handlers in self.nodes.items()
        }
        for kind, (_, key) in _NAMED.items():
            self._asked[kind] = (key, self._by_name(ranked, kind), self.nodes.get(kind, ()))
        kinds = {*self.nodes, *_NAMED, *LEAVES}
        # For a kind of Node: whether a rule may be about it, and whether anything is below it.
        self._kinds = {
            kind: (kind in self.nodes or kind in _NAMED, kind not in LEAVES) for kind in kinds
        }
        about = {*self._messages, *noted}
        # For a class of message: whether it is among those that ``find`` points out; its fields.
        self._classes = {kind: (kind in about, fields) for kind, fields in _FIELDS.items()}

    def _by_name(
        self, ranked: list[tuple[int, ModuleType]], kind: str | None
    ) -> Mapping[Key, Ranked]:
        table, _ = _NAMED[kind]
        names = {name for _, module in ranked for name in getattr(module, table, {})}
        always = self.nodes.get(kind, ())
        return {
            name: tuple(sorted((*_inner(ranked, table, name, kind), *always), key=_rank))
            for name in names
        }

    def find(self, root: Node) -> tuple[list[Node], list[Todo]]:
        """Return a message and all below it, and those that a rule may be about or that are noted.

        Returns:
            Every message stands before those below it. A kind is that of a Node, ``None`` for
            other messages.
        """
        found: list[Node] = [root]
        todo: list[Todo] = []
        append, extend, ask = found.append, found.extend, todo.append
        kinds, classes = self._kinds, self._classes
        for message in found:
            about = type(message)
            if about is _NODE:
                kind = message.WhichOneof("node")
                is_asked, goes_on = kinds.get(kind, _UNKNOWN)
                if is_asked and (goes_on or not _is_plain(message, kind)):
                    ask((message, kind))
                if goes_on:
                    append(getattr(message, kind))
                continue
            is_asked, fields = classes[about]
            if is_asked:
                ask((message, None))
            for name, several in fields:
                if several is not None:
                    items = several(message)
                    if items:
                        extend(items[:])  # a list is read faster than what upb makes
                elif message.HasField(name):
                    append(getattr(message, name))
        return found, todo

    def rewrite(self, message: Node, kind: str | None, context: Context) -> None:
        """Ask the rules that are about a message, until one puts another kind of node there."""
        if kind is None:
            for _, handler in self._messages.get(type(message), ()):
                handler(message, context)
            return
        handlers = self._about(message, kind)
        asked = -1
        while handlers:
            for rank, handler in handlers:
                if rank <= asked:
                    continue
                asked = rank
                made = handler(message, context)
                if made is not None and made is not message:
                    tree.put(message, made)
                    break
            else:
                return
            if message.WhichOneof("node") != kind:
                return
            handlers = self._about(message, kind)

    def _about(self, node: Node, kind: str) -> Ranked:
        key, by_key, always = self._asked.get(kind, _NOBODY)
        return always if key is None else by_key.get(key(node), always)


def _is_plain(node: Node, kind: str) -> bool:
    """Whether the node is a constant that no rule is about, as most are."""
    return kind == "a_const" and node.a_const.WhichOneof("val") in _PLAIN


def _handlers(ranked: list[tuple[int, ModuleType]], table: str, name: Key) -> Ranked:
    # A module is asked by name before it is asked about every node of the kind.
    behind = table not in ("CALLS", "OPERATORS", "CASTS")
    tables = ((2 * rank + behind, getattr(module, table, {})) for rank, module in ranked)
    return tuple((rank, found[name]) for rank, found in tables if name in found)


def _inner(
    ranked: list[tuple[int, ModuleType]], table: str, name: Key, kind: str | None
) -> Iterable[tuple[int, Handler]]:
    """Yield the handlers of a named table, which take the message inside of the Node."""
    for rank, handler in _handlers(ranked, table, name):
        yield rank, _unwrapped(handler, str(kind))


def _unwrapped(handler: Handler, kind: str) -> Handler:
    return lambda node, context: handler(getattr(node, kind), context)


def _rank(found: tuple[int, Handler]) -> int:
    return found[0]
