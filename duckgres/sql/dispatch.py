"""Which rules are asked about a node of the tree, found by what stands in it.

Most rules are about one function, one operator or one type. They are kept by its name, so that a
statement pays for the rules it needs and not for those there are: a call of ``lower`` asks those
that know ``lower`` and those for every call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

from postgast import pg_query_pb2 as pb

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import ARRAY, LEAVES, Context, Handler

Key = str | int | None
Ranked = tuple[tuple[int, Handler], ...]  # by the place of the rule's module
Todo = tuple[Node, str | None]

_NODE = type(tree.null())


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
# For each class of message its fields that hold messages, and whether they hold several.
_FIELDS: dict[type, tuple[tuple[str, bool], ...]] = {
    getattr(pb, name): tuple(
        (field.name, bool(field.is_repeated))
        for field in described.fields
        if field.message_type is not None and (name, field.name) not in _NAMES
    )
    for name, described in pb.DESCRIPTOR.message_types_by_name.items()
}


class Dispatch:
    """The rules, by what they are about."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        """Sort the handlers of rule modules.

        Args:
            modules: In the order in which they are asked.
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
        self._named = {kind: self._by_name(ranked, kind) for kind in _NAMED}
        self._kinds = frozenset({*self.nodes, *_NAMED})

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
        """Return a message and all below it, and those of them that a rule may be about.

        Returns:
            Every message stands before those below it. A kind is that of a Node, ``None`` for
            other messages.
        """
        found, todo = [root], []
        append, extend, kinds, others = found.append, found.extend, self._kinds, self._messages
        for message in found:
            if type(message) is _NODE:
                kind = message.WhichOneof("node")
                if kind in kinds:
                    todo.append((message, kind))
                if kind not in LEAVES:
                    append(getattr(message, kind))
                continue
            if type(message) in others:
                todo.append((message, None))
            for name, several in _FIELDS[type(message)]:
                if several:
                    extend(getattr(message, name))
                elif message.HasField(name):
                    append(getattr(message, name))
        return found, todo

    def rewrite(self, message: Node, kind: str | None, context: Context) -> None:
        """Ask the rules that are about a message, until one puts another kind of node there."""
        if kind is None:
            for _, handler in self._messages.get(type(message), ()):
                handler(message, context)
            return
        asked = -1
        handlers = self._about(message, kind)
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
        named = _NAMED.get(kind)
        always = self.nodes.get(kind, ())
        return always if named is None else self._named[kind].get(named[1](node), always)


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
