"""Untyped constants that become arrays or documents: read when the text is planned.

An error in one is told at its place, as PostgreSQL does. Source: PostgreSQL manual, 4.1.2.7, 8.14
and 8.15.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from duckgres.errors import PgError
from duckgres.pgtypes.array_input import text_decoder
from duckgres.pgtypes.jsonb import path, value
from duckgres.pgtypes.text import decode
from duckgres.sql import tree
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context

T = TypeVar("T")

_read_array = text_decoder(decode)


def array_values(text: str, node: Node, context: Context) -> list[Any]:
    """Return the elements of an array literal: texts, ``None`` and lists.

    Args:
        text: The constant's.
        node: The constant.
        context: The statement's.
    """
    return _read(lambda literal: _read_array(literal.encode()), text, node, context)


def constant_array(text: str, node: Node, context: Context) -> Node:
    """Return ``ARRAY[…]`` for an array literal; its elements are untyped, too."""
    return _array(array_values(text, node, context))


def jsonb_constant(node: Node, context: Context) -> Node | None:
    """Return a constant of type jsonb for an untyped one, ``None`` for any other node."""
    return _document(value.normal, node, context)


def json_constant(node: Node, context: Context) -> Node | None:
    """Return a constant of type json for an untyped one, which stays as it is typed."""
    return _document(value.check, node, context)


def path_constant(node: Node, context: Context) -> Node | None:
    """Return a constant path of SQL/JSON, which is a text to DuckDB."""
    text = tree.string_value(node)
    if text is None:
        return None
    _read(path.parse, text, node, context)
    return tree.string(text)


def constant_texts(node: Node) -> list[str | None] | None:
    """Return the elements of an array of texts that is a constant; it may be cast."""
    if node.WhichOneof("node") == "type_cast":
        node = node.type_cast.arg
    text = tree.string_value(node)
    if text is not None:
        found = _read_array(text.encode())
        return None if any(isinstance(item, list) for item in found) else found
    if node.WhichOneof("node") != "a_array_expr":
        return None
    texts = [tree.string_value(item) for item in node.a_array_expr.elements]
    return list(texts) if all(text is not None for text in texts) else None


def texts(steps: Sequence[str | None]) -> Node:
    """Return an array of texts."""
    return tree.cast(_array(list(steps)), "text", array=True)


def texts_argument(node: Node) -> Node:
    """Return an argument of type text[]: an untyped constant becomes an array."""
    if tree.string_value(node) is None:
        return node
    steps = constant_texts(node)
    return node if steps is None else texts(steps)


def _array(values: list[Any]) -> Node:
    return tree.array(map(_element, values))


def _element(item: Any) -> Node:
    if isinstance(item, list):
        return _array(item)
    return tree.null() if item is None else tree.string(item)


def _document(read: Callable[[str], str], node: Node, context: Context) -> Node | None:
    text = tree.string_value(node)
    if text is None:
        return None
    return tree.cast(tree.string(_read(read, text, node, context)), "json")


def _read(read: Callable[[str], T], text: str, node: Node, context: Context) -> T:
    """Read a constant; an error is told at its place."""
    try:
        return read(text)
    except PgError as error:
        location = node.a_const.location
        if location < 0:
            raise
        raise PgError(
            error.message,
            sqlstate=error.sqlstate,
            detail=error.fields.detail,
            position=context.source.character(location) + 1,
        ) from None
