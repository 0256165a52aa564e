"""Functions of sequences: ``nextval``, ``currval``, ``lastval``, ``setval``.

The sequence's name is looked up when the statement runs (``engine.ddl.sequences``), as is what the
session has taken from it (``engine.functions.sequences``). ``setval`` changes the catalog: the
statement becomes steps, and the call its value. Source: PostgreSQL manual, 9.17.
"""

from __future__ import annotations

from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import FIRST_SLOT, Context

SESSION = "sequence session"
NAME, OWNED = "sequence name ", "sequence owned "
NAME_OF = "sequence of "
"""In front of a slot of ``pg_get_serial_sequence``: the sequence's name for a statement."""
_RUN = frozenset({"select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
_INT8 = "int8"


def _call(call: Node, context: Context) -> Node | None:
    name = tree.name_of(call.funcname)
    if name in _TELLING and (context.first_use is None or call.location < context.first_use):
        context.first_use = call.location
    return _RULES[name](call, context)


def _plain(node: Node) -> Node:
    """Return a name without the cast to regclass or text around it."""
    while node.WhichOneof("node") == "type_cast":
        kind = tree.name_of(node.type_cast.type_name.names)
        if kind not in ("regclass", "text", "varchar"):
            break
        node = node.type_cast.arg
    return node


def _name(argument: Node, context: Context) -> Node | None:
    """Return the slot that becomes the sequence's whole name; a name that is computed has none."""
    plain = _plain(argument)
    text = tree.string_value(plain)
    if text is not None:
        return context.session_value(NAME + text, "")
    if plain.WhichOneof("node") != "param_ref":
        return None
    place = plain.param_ref.number - FIRST_SLOT
    if place >= 0 and context.slots[place][0].startswith(OWNED):
        return context.session_value(NAME_OF + context.slots[place][0], "")
    return tree.copy(plain)


def _no_name(context: Context, location: int) -> Exception:
    return context.refusal(
        "the name of a sequence must be a constant", "Write the name into the statement.", location
    )


def _nextval(call: Node, context: Context) -> Node | None:
    if len(call.args) != 1:
        return None
    if context.root not in _RUN:
        plain = _plain(call.args[0])
        return None if plain is call.args[0] else tree.call("nextval", plain)
    name = _name(call.args[0], context)
    if name is None:
        raise _no_name(context, call.location)
    session = context.session_value(SESSION, "")
    value = tree.call("nextval", name)
    return tree.call("_pg_taken", value, name, session)


def _currval(call: Node, context: Context) -> Node | None:
    if len(call.args) != 1:
        return None
    name = _name(call.args[0], context)
    if name is None:
        raise _no_name(context, call.location)
    return tree.call("_pg_currval", name, context.session_value(SESSION, ""))


def _lastval(call: Node, context: Context) -> Node | None:
    if call.args:
        return None
    return tree.call("_pg_lastval", context.session_value(SESSION, ""))


def _setval(call: Node, context: Context) -> Node | None:
    if len(call.args) not in (2, 3):
        return None
    name = _name(call.args[0], context)
    if name is None or context.root != "select_stmt":
        raise _no_name(context, call.location)
    called = call.args[2] if len(call.args) == 3 else tree.boolean(True)
    value = tree.cast(call.args[1], _INT8)
    context.last_setting = max(context.last_setting, call.location)
    context.settings_of_sequences.append((name, value, tree.copy(called)))
    return value


def _owned(call: Node, context: Context) -> Node | None:
    """``pg_get_serial_sequence`` of constants."""
    names = [tree.string_value(_plain(argument)) for argument in call.args]
    if len(names) != 2 or None in names:
        return None
    return context.session_value(f"{OWNED}{names[0]}\x1f{names[1]}", "")


_TELLING = frozenset({"nextval", "currval", "lastval"})
_RULES = {
    "nextval": _nextval,
    "currval": _currval,
    "lastval": _lastval,
    "setval": _setval,
    "pg_get_serial_sequence": _owned,
}
CALLS = dict.fromkeys(_RULES, _call)
