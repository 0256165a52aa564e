"""Casts that mean something else to DuckDB.

To text: floats, bytea and plain numeric have PostgreSQL's form. To ``varchar(n)`` and ``char(n)``:
cut, which DuckDB does not do. To numeric without precision: DuckDB would take three digits behind
the point; a constant keeps its own, an expression those of its type (``type_switch``). To boolean,
bytea and bit: PostgreSQL's input, checked here when it is a constant.

A ``char(n)`` is a string without the blanks at its end; they are put there where it is a result.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from duckgres.catalog.registry import CATALOG
from duckgres.errors import PgError
from duckgres.pgtypes.binary import decode_bit_text, decode_bytea_text
from duckgres.pgtypes.duckdb_map import PLAIN_DIGITS
from duckgres.pgtypes.number_input import (
    decode_bool_text,
    decode_int2_text,
    decode_int4_text,
    decode_int8_text,
    decode_numeric_text,
)
from duckgres.sql import tree
from duckgres.sql.kinds import is_of_catalog
from duckgres.sql.parse import Node
from duckgres.sql.rules import Context, Handler, texts
from duckgres.sql.rules.literals import BIT_TYPE, MOST_DIGITS, numeric, too_long

_NAME_LENGTH = 63
PADDED = "bpchar"
"""The function in ``CATALOG`` that makes a char(n)."""


def _read(cast: Node, context: Context, decode: Callable[[bytes], Node | None]) -> Node | None:
    """Return what a constant string says; its errors are at its place."""
    text = tree.string_value(cast.arg)
    if text is None:
        return None
    try:
        return decode(text.encode())
    except PgError as error:
        location = cast.arg.a_const.location
        hint = error.fields.hint
        raise context.error(error.message, error.sqlstate, location, hint) from None


def _to_boolean(cast: Node, context: Context) -> Node | None:
    if cast.arg.WhichOneof("node") == "param_ref":
        return None
    read = _read(cast, context, lambda data: tree.boolean(decode_bool_text(data)))
    return read or tree.call((CATALOG, "boolean_of"), cast.arg)


def _to_integer(cast: Node, context: Context) -> Node | None:
    """Check what is read from a text; a rounded ``'1.5'`` is DuckDB's idea."""
    argument = cast.arg
    name, decode = _INTEGERS[tree.name_of(cast.type_name.names)]
    if tree.string_value(argument) is not None:
        value = _read(cast, context, lambda data: tree.number(str(decode(data))))
        if value is None:
            return None
        argument = value
    elif argument.WhichOneof("node") in _NO_TEXT or _is_number(argument):
        return None
    else:
        argument = tree.call((CATALOG, "whole_text"), argument, tree.string(name))
    made = tree.copy(cast.arg)
    tree.put(made, argument)
    tree.put(cast.arg, made)
    return None


def _is_number(node: Node) -> bool:
    """Whether the node is a call of a function that makes numbers."""
    if node.WhichOneof("node") != "func_call":
        return False
    return tree.names(node.func_call.funcname)[-1] in _NUMERIC_FUNCTIONS


# What is no text, whatever is in it, or takes the type of its cast.
_NO_TEXT = frozenset({"a_const", "param_ref", "bool_expr", "null_test", "boolean_test"})
_NUMERIC_FUNCTIONS = frozenset({
    "abs", "avg", "ceil", "ceiling", "count", "date_part", "extract", "floor", "length", "nonzero",
    "power", "random", "row_number", "sum", "xor",
})  # fmt: skip
_INTEGERS = {
    "int2": ("smallint", decode_int2_text),
    "int4": ("integer", decode_int4_text),
    "int8": ("bigint", decode_int8_text),
}


def _to_bytea(cast: Node, context: Context) -> Node | None:
    if cast.arg.WhichOneof("node") == "param_ref":
        return None
    read = _read(cast, context, lambda data: bytes_of(decode_bytea_text(data)))
    return read or tree.call((CATALOG, "bytea_of"), cast.arg)


def bytes_of(value: bytes) -> Node:
    r"""Return a bytea constant: DuckDB reads each byte from ``\x`` and two digits."""
    return tree.cast(tree.string("".join(f"\\x{byte:02X}" for byte in value)), "blob")


def _to_bit(cast: Node, context: Context) -> Node | None:
    """``bit(n)`` has n bits, ``bit`` one and ``bit varying(n)`` at most n."""
    kind = cast.type_name
    varies = tree.name_of(kind.names) == "varbit"
    sizes = _modifiers(kind)
    size = sizes[0] if sizes else None if varies else 1
    plain = tree.copy(cast.arg)
    if tree.string_value(cast.arg) is not None:
        read = _read(cast, context, lambda data: tree.string(decode_bit_text(data)))
        plain = read or plain
    bits = tree.cast(plain, BIT_TYPE) if tree.string_value(plain) is not None else plain
    if size is None:
        return tree.cast(bits, BIT_TYPE)
    function = "varbit" if varies else "bit"
    return tree.call((CATALOG, function), bits, tree.integer(size))


def _to_numeric(cast: Node, context: Context) -> Node | None:
    kind = cast.type_name
    sizes = _modifiers(kind)
    if tuple(sizes) != PLAIN_DIGITS:
        if sizes and sizes[0] > MOST_DIGITS:
            raise context.refusal(
                f"numeric of {sizes[0]} digits is not supported",
                f"The most is {MOST_DIGITS}; cast to double precision to keep the magnitude.",
                kind.location,
            )
        return None
    argument = cast.arg
    value = _number(argument)
    if value is not None:
        return numeric(value)
    if tree.string_value(argument) is not None:
        return _numeric_text(cast, context)
    if tree.is_null(argument):
        return None
    return type_switch("numeric_of", argument)


def _numeric_text(cast: Node, context: Context) -> Node | None:
    """Return the constant a string is; NaN and the infinities only a DOUBLE has."""
    location = cast.arg.a_const.location

    def decode(data: bytes) -> Node:
        value = decode_numeric_text(data)
        if not value.is_finite():
            return tree.cast(tree.string(str(value)), "float8")
        found = numeric(value)
        if found is None:
            raise too_long(context, location)
        return found

    return _read(cast, context, decode)


def type_switch(function: str, argument: Node) -> Node:
    """Return the one field of ``function(x, typeof(x))`` that x's type asks for.

    The name of the field is known when DuckDB binds the statement, and with it the type of the
    whole, which no macro could choose; what is in the other fields folds away.
    """
    kind = tree.call("typeof", argument)
    fields = tree.call((CATALOG, function), argument, kind)
    return tree.call("struct_extract", fields, tree.call((CATALOG, f"{function}_field"), kind))


def _number(node: Node) -> Decimal | None:
    """Return the value of a number, with a sign or without."""
    if node.WhichOneof("node") != "a_const":
        return None
    kind = node.a_const.WhichOneof("val")
    if kind == "ival":
        return Decimal(node.a_const.ival.ival)
    if kind == "fval" and node.a_const.fval.fval.replace(".", "", 1).isdecimal():
        return Decimal(node.a_const.fval.fval)
    return None


def _to_text(cast: Node, context: Context) -> Node | None:
    return _cut(cast, None)


def _to_citext(cast: Node, context: Context) -> Node | None:
    return texts.without_case(tree.cast(cast.arg, "text"))


def _to_varchar(cast: Node, context: Context) -> Node | None:
    sizes = _modifiers(cast.type_name)
    return _cut(cast, sizes[0] if sizes else None)


def _to_name(cast: Node, context: Context) -> Node | None:
    return _cut(cast, _NAME_LENGTH)


def _to_byte(cast: Node, context: Context) -> Node | None:
    return _cut(cast, 1)


def _cut(cast: Node, size: int | None) -> Node | None:
    """Return the text of a value, ``None`` where DuckDB's cast says the same."""
    argument = cast.arg
    if is_padded(argument):
        argument = unpadded(argument)
    elif not _is_text(argument):
        argument = tree.call((CATALOG, "as_text"), argument)
    elif size is None:
        return None
    plain = tree.cast(argument, "text")
    return plain if size is None else tree.call("left", plain, tree.integer(size))


def _is_text(node: Node) -> bool:
    """Whether the node is text already, or will be: a parameter takes the type of its cast."""
    kind = node.WhichOneof("node")
    if kind == "param_ref" or is_of_catalog(node):
        return True
    return tree.string_value(node) is not None or tree.is_null(node)


def _to_char(cast: Node, context: Context) -> Node | None:
    """``char(n)``; ``char`` alone has one character, ``bpchar`` any number of them."""
    sizes = _modifiers(cast.type_name)
    if not sizes:
        # The grammar writes char as bpchar(1), and knows no modifier of the typed literal.
        return _cut(cast, None)
    text = _cut(cast, sizes[0])
    context.has_padded = True
    return text and tree.call((CATALOG, PADDED), text, tree.integer(sizes[0]))


def is_padded(node: Node) -> bool:
    """Whether the node makes a char(n)."""
    if node.WhichOneof("node") != "func_call":
        return False
    return tree.names(node.func_call.funcname) == [CATALOG, PADDED]


def unpadded(node: Node) -> Node:
    """Return what a char(n) is anywhere but in a result."""
    return tree.call("rtrim", node.func_call.args[0], tree.string(" "))


def _modifiers(kind: Node) -> list[int]:
    return [item.a_const.ival.ival for item in kind.typmods]


CASTS: dict[str, Handler] = {
    **dict.fromkeys(_INTEGERS, _to_integer),
    "bool": _to_boolean,
    "boolean": _to_boolean,
    "bytea": _to_bytea,
    "bit": _to_bit,
    "varbit": _to_bit,
    "numeric": _to_numeric,
    "decimal": _to_numeric,
    "text": _to_text,
    "varchar": _to_varchar,
    "bpchar": _to_char,
    "name": _to_name,
    "char": _to_byte,
    "citext": _to_citext,
}
