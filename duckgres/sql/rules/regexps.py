"""Functions of regular expressions: ``regexp_replace`` and its kin, ``substring(x from 're')``.

The pattern is translated as the operators' are, and refused where RE2 would find another match
than PostgreSQL (``pgtypes.regex.extent``). What depends on the pattern's groups or flags (which
group ``substring`` returns, how many elements ``regexp_match`` has) needs a constant pattern.
Source: PostgreSQL manual, 9.7.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes.regex.similar import similar_part
from duckgres.pgtypes.regex.translate import Pattern, finding
from duckgres.pgtypes.regex.tree import Traits
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context
from duckgres.sql.rules.patterns import test, translated

_REPLACED = re.compile(r"\\(.?)", re.DOTALL)
_MOST_GROUPS = 4  # each_together has a form for as many
_MOST_REFERENCES = 9
_CONSTANT = "Write the pattern and its flags as string constants."


def _pattern(
    call: Node, context: Context, place: int = 1, flags: int = 2, *, captures: bool = False
) -> Pattern | None:
    """Return the translated pattern, ``None`` where it is no constant.

    Args:
        call: The function's call.
        context: The statement's.
        place: Which argument the pattern is.
        flags: Which argument the flags are.
        captures: The groups are wanted.
    """
    text = tree.string_value(call.args[place])
    letters = _flags(call, flags)
    if text is None or letters is None:
        return None
    try:
        return finding(text, letters, captures)
    except PgError as error:
        raise context.error(error.message, error.sqlstate, hint=error.fields.hint) from None


def _flags(call: Node, place: int) -> str | None:
    return tree.string_value(call.args[place]) if len(call.args) > place else ""


def _wanted(pattern: Pattern | None, call: Node, context: Context) -> Pattern:
    """Insist on a constant pattern."""
    if pattern is None:
        name = call.funcname[-1].string.sval
        raise context.refusal(
            f"{name} with a pattern that is not a constant is not supported",
            _CONSTANT,
            call.location,
        )
    return pattern


def _no_global(pattern: Pattern, name: str, context: Context, other: str | None) -> None:
    if pattern.everywhere:
        hint = None if other is None else f"Use the {other} function instead."
        raise context.error(f'{name}() does not support the "global" option', "22023", hint=hint)


def _goes_on(pattern: Pattern, context: Context, location: int) -> None:
    """Refuse to look for all matches of what may match nothing."""
    if pattern.may_be_empty:
        raise context.refusal(
            "all matches of a pattern that may match nothing are not supported",
            "Write a pattern that matches at least one character, x+ in place of x*.",
            location,
        )


def _like(call: Node, context: Context) -> Node | None:
    flags = _flags(call, 2)
    if flags is None:
        flags = ""
        pattern = tree.call("_pg_matching", call.args[1], call.args[2])
        return tree.call("regexp_matches", call.args[0], pattern, location=call.location)
    if "g" in flags:
        raise context.error('regexp_like() does not support the "global" option', "22023")
    return test(call.args[0], call.args[1], flags, context, call.location)


def _replace(call: Node, context: Context) -> Node | None:
    if len(call.args) not in (3, 4):
        raise _unsupported(call, context)
    if len(call.args) == 4 and tree.string_value(call.args[3]) is None:
        raise _unsupported(call, context)
    pattern = _pattern(call, context, flags=3, captures=_names_group(call.args[2]))
    replacement = tree.string_value(call.args[2])
    if replacement is None:
        new = tree.call("replace", call.args[2], tree.string("\\&"), tree.string("\\0"))
    else:
        groups = _MOST_REFERENCES if pattern is None else len(pattern.groups)
        new = tree.string(_REPLACED.sub(lambda match: _reference(match, groups), replacement))
    arguments = [call.args[0]]
    if pattern is None:
        letters = tree.string((_flags(call, 3) or "").replace("g", ""))
        arguments += [tree.call("_pg_finding", call.args[1], letters), new]
        everywhere = "g" in (_flags(call, 3) or "")
    else:
        everywhere = pattern.everywhere
        if everywhere and replacement != "":
            _goes_on(pattern, context, call.location)
        arguments += [tree.string(pattern.text), new]
    if everywhere:
        arguments.append(tree.string("g"))
    return tree.call("regexp_replace", *arguments, location=call.location)


def _names_group(replacement: Node) -> bool:
    text = tree.string_value(replacement)
    return text is None or any(match[1].isdigit() for match in _REPLACED.finditer(text))


def _reference(match: re.Match[str], groups: int) -> str:
    r"""``\&`` is the whole match, ``\1`` a group, no group is nothing."""
    if match[1] == "&":
        return r"\0"
    if match[1] in set("123456789"):
        return match[0] if int(match[1]) <= groups else ""
    return match[0] if match[1] == "\\" else "\\" + match[0]


def _substring(call: Node, context: Context) -> Node | None:
    """``substring(x from 're')``: the first group, or the whole match."""
    if len(call.args) == 3:
        return _substring_similar(call, context)
    if len(call.args) != 2 or tree.string_value(call.args[1]) is None:
        return None
    pattern = finding_of(call, context)
    text = tree.string(pattern.text)
    if not pattern.groups:
        return tree.call((CATALOG, "found"), call.args[0], text, location=call.location)
    return _group(call.args[0], pattern, 1, context)


def finding_of(call: Node, context: Context) -> Pattern:
    """Return the pattern of a call that must have a constant one."""
    return _wanted(_pattern(call, context, flags=9, captures=True), call, context)


def _substring_similar(call: Node, context: Context) -> Node | None:
    pattern, escape = (tree.string_value(node) for node in call.args[1:3])
    if pattern is None or escape is None:
        return None
    made = translated(context, tree.NOWHERE, similar_part, pattern, escape)
    group = tree.integer(1)
    return tree.call((CATALOG, "found_group"), call.args[0], made, group, location=call.location)


def _group(text: Node, pattern: Pattern, number: int, context: Context) -> Node:
    """Return a group, NULL where it had no part in the match."""
    traits = pattern.groups[number - 1]
    made = tree.call(
        (CATALOG, "found_group"), text, tree.string(pattern.text), tree.integer(number)
    )
    return _or_null(made, traits, context)


def _or_null(group: Node, traits: Traits, context: Context) -> Node:
    """The engine's absent group is an empty one."""
    if not traits.may_be_absent:
        return group
    if traits.may_be_empty:
        raise context.refusal(
            "a group that may be absent or empty is not supported",
            "Let the group match at least one character, (x+)? in place of (x*)?.",
        )
    return tree.call("nullif", group, tree.string(""))


def _match(call: Node, context: Context) -> Node | None:
    """The groups of the first match, or the match."""
    pattern = _wanted(_pattern(call, context, captures=True), call, context)
    _no_global(pattern, "regexp_match", context, "regexp_matches")
    return _matched(call, pattern, context)


def _matched(call: Node, pattern: Pattern, context: Context) -> Node:
    text, written = call.args[0], tree.string(pattern.text)
    if pattern.groups:
        numbers = range(1, len(pattern.groups) + 1)
        parts = [_or_null_extract(text, pattern, number, context) for number in numbers]
    else:
        parts = [tree.call("regexp_extract", text, written)]
    found = tree.call("regexp_matches", text, written)
    return tree.case(found, tree.call("list_value", *parts))


def _or_null_extract(text: Node, pattern: Pattern, number: int, context: Context) -> Node:
    made = tree.call("regexp_extract", text, tree.string(pattern.text), tree.integer(number))
    return _or_null(made, pattern.groups[number - 1], context)


def _matches(call: Node, context: Context) -> Node | None:
    """A row for each match."""
    pattern = _wanted(_pattern(call, context, captures=True), call, context)
    if not pattern.everywhere:
        rows = tree.call("list_value", _matched(call, pattern, context))
        found = tree.call("regexp_matches", call.args[0], tree.string(pattern.text))
        return tree.call("unnest", tree.case(found, rows), location=call.location)
    _goes_on(pattern, context, call.location)
    if len(pattern.groups) > _MOST_GROUPS:
        raise context.refusal(
            f"more than {_MOST_GROUPS} groups with the option g are not supported",
            "Match the whole with one group and take it apart with regexp_match.",
            call.location,
        )
    written = tree.string(pattern.text)
    arguments = [call.args[0], written]
    if pattern.groups:
        parts = []
        for number, traits in enumerate(pattern.groups, 1):
            if traits.may_be_absent:
                raise context.refusal(
                    "a group that may be absent with the option g is not supported",
                    "Let every group be a part of every match, (x*) in place of (x)*.",
                    call.location,
                )
            parts.append(tree.call("regexp_extract_all", *arguments, tree.integer(number)))
        function = "each_alone" if len(parts) == 1 else "each_together"
        rows = tree.call((CATALOG, function), *parts)
    else:
        rows = tree.call((CATALOG, "each_found"), *arguments)
    return tree.call("unnest", rows, location=call.location)


def _split(call: Node, context: Context) -> Node | None:
    pattern = _pattern(call, context)
    if pattern is None:
        if len(call.args) > 2:
            raise _unsupported(call, context)
        written = tree.call("_pg_finding", call.args[1], tree.string(""))
    else:
        name = call.funcname[-1].string.sval
        _no_global(pattern, name, context, None)
        _goes_on(pattern, context, call.location)
        written = tree.string(pattern.text)
    return tree.call("string_split_regex", call.args[0], written, location=call.location)


def _split_to_table(call: Node, context: Context) -> Node | None:
    parts = _split(call, context)
    return parts and tree.call("unnest", parts, location=call.location)


def _count(call: Node, context: Context) -> Node | None:
    if len(call.args) != 2:
        raise _unsupported(call, context)
    pattern = _pattern(call, context)
    if pattern is None:
        written = tree.call("_pg_finding", call.args[1], tree.string(""))
    else:
        _goes_on(pattern, context, call.location)
        written = tree.string(pattern.text)
    found = tree.call("regexp_extract_all", call.args[0], written)
    return tree.call("len", found, location=call.location)


def _substr(call: Node, context: Context) -> Node | None:
    if len(call.args) != 2:
        raise _unsupported(call, context)
    return _first(call, context, "found")


def _instr(call: Node, context: Context) -> Node | None:
    if len(call.args) != 2:
        raise _unsupported(call, context)
    return _first(call, context, "found_place")


def _first(call: Node, context: Context, function: str) -> Node:
    pattern = _pattern(call, context)
    if pattern is None:
        written = tree.call("_pg_finding", call.args[1], tree.string(""))
    else:
        written = tree.string(pattern.text)
    return tree.call((CATALOG, function), call.args[0], written, location=call.location)


def _unsupported(call: Node, context: Context) -> PgError:
    name = call.funcname[-1].string.sval
    return context.refusal(
        f"this form of {name} is not supported",
        "Give it the text, the pattern and, where it takes them, constant flags only.",
        call.location,
    )


_FUNCTIONS: dict[str, Callable[[Node, Context], Node | None]] = {
    "regexp_count": _count,
    "regexp_instr": _instr,
    "regexp_like": _like,
    "regexp_match": _match,
    "regexp_matches": _matches,
    "regexp_replace": _replace,
    "regexp_split_to_array": _split,
    "regexp_split_to_table": _split_to_table,
    "regexp_substr": _substr,
    "substring": _substring,
}
_SETS = frozenset({"regexp_matches", "regexp_split_to_table"})


def _call(call: Node, context: Context) -> Node | None:
    if len(call.args) < 2:
        return None
    name = tree.name_of(call.funcname)
    if name in _SETS:
        context.series[call.location] = name
    return _FUNCTIONS[name](call, context)


CALLS = dict.fromkeys(_FUNCTIONS, _call)
