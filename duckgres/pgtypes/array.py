"""Arrays: dimensions, quoting and the binary form.

PostgreSQL's arrays are boxes: every sub-array of one dimension has the same length. DuckDB's lists
of lists are not; one that is no box is refused. Source: PostgreSQL 15, ``utils/adt/arrayfuncs.c``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

from duckgres.errors import PgError

# A raw value is whatever the element's kind says, hence Any.
Encoder = Callable[[Any], bytes]

# array_out quotes an element that is empty, is the word NULL, or holds one of these
# (array_isspace).
_NEEDS_QUOTES = re.compile(rb'["\\{},\t\n\v\f\r ]')
_ESCAPED = re.compile(rb'["\\]')


def text_encoder(element: Encoder) -> Encoder:
    """Return the encoder to ``{1,NULL,"a b"}`` for arrays of what ``element`` encodes."""

    def write(value: Any) -> bytes:
        if value is None:
            return b"NULL"
        if isinstance(value, list):
            return b"{" + b",".join(map(write, value)) + b"}"
        return _quote(element(value))

    return lambda value: write(value) if dimensions(value) else b"{}"


def binary_encoder(element: Encoder, element_oid: int) -> Encoder:
    """Return the encoder to array_send's form: ndim, flag, element OID, dimensions, elements."""

    def encode(value: list[Any]) -> bytes:
        shape = dimensions(value)
        leaves = list(_leaves(value)) if shape else []
        return _binary(shape, leaves, element, element_oid, lower_bound=1)

    return encode


def vector_binary_encoder(element: Encoder, element_oid: int) -> Encoder:
    """Return the encoder of int2vector and oidvector: one dimension from 0, also when empty."""
    return lambda value: _binary((len(value),), value, element, element_oid, lower_bound=0)


def vector_text_encoder(element: Encoder) -> Encoder:
    """Return the encoder of int2vector and oidvector: the elements with spaces between."""
    return lambda value: b" ".join(map(element, value))


def dimensions(value: list[Any]) -> tuple[int, ...]:
    """Return the length of each dimension, outermost first; ``()`` for an array without elements.

    Raises:
        PgError: 0A000, the nested lists are no box, or it has more than PostgreSQL's six
        dimensions.
    """
    shape = _shape(value)
    if len(shape) > 6:
        raise PgError(
            f"number of array dimensions ({len(shape)}) exceeds the maximum allowed (6)",
            sqlstate="54000",
        )
    return () if 0 in shape else shape


def _binary(
    shape: tuple[int, ...],
    leaves: list[Any],
    element: Encoder,
    element_oid: int,
    lower_bound: int,
) -> bytes:
    has_null = any(leaf is None for leaf in leaves)
    parts = [struct.pack(">iiI", len(shape), has_null, element_oid)]
    parts += [struct.pack(">ii", length, lower_bound) for length in shape]
    for leaf in leaves:
        if leaf is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            data = element(leaf)
            parts += [struct.pack(">i", len(data)), data]
    return b"".join(parts)


def _shape(value: list[Any]) -> tuple[int, ...]:
    nested = [item for item in value if isinstance(item, list)]
    if not nested:
        return (len(value),)
    shapes = {_shape(item) for item in nested}
    if len(nested) != len(value) or len(shapes) != 1:
        raise PgError(
            "nested lists of different lengths have no PostgreSQL array form",
            sqlstate="0A000",
            hint="Cast the column to json.",
        )
    return (len(value), *shapes.pop())


def _leaves(value: list[Any]) -> Iterator[Any]:
    for item in value:
        if isinstance(item, list):
            yield from _leaves(item)
        else:
            yield item


def _quote(text: bytes) -> bytes:
    if text and text.upper() != b"NULL" and not _NEEDS_QUOTES.search(text):
        return text
    return b'"' + _ESCAPED.sub(rb"\\\g<0>", text) + b'"'
