"""Arrays: reading PostgreSQL's array literal and array_send's binary form.

Source: PostgreSQL 15, ``utils/adt/arrayfuncs.c`` (array_in, array_recv); manual, 8.15.6 "Array
Input and Output Syntax".
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any

from duckgres.errors import PgError
from duckgres.pgtypes.refusals import bad_binary
from duckgres.pgtypes.text import decode

# A raw value is whatever the element's kind says, hence Any.
Decoder = Callable[[bytes], Any]

MAX_DIMENSIONS = 6
MAX_ELEMENTS = 134_217_727  # MaxArraySize
_SPACE = " \t\n\v\f\r"
_BOUNDS = re.compile(r"\s*((?:\[\s*[+-]?\d+\s*(?::\s*[+-]?\d+\s*)?\]\s*)+)=\s*", re.ASCII)
_BOUND = re.compile(r"\[\s*(?:([+-]?\d+)\s*:\s*)?([+-]?\d+)\s*\]", re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r'(?:[^"\\{},]|\\.)+', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def text_decoder(element: Decoder) -> Callable[[bytes], list[Any]]:
    """Return the decoder of ``{1,NULL,"a b"}``, with or without ``[1:3]=`` before it.

    Bounds are checked and forgotten: DuckDB's lists begin at 1.
    """

    def read(data: bytes) -> list[Any]:
        text = decode(data)
        return _Literal(text, element).parse()

    return read


def vector_text_decoder(element: Decoder) -> Callable[[bytes], list[Any]]:
    """Return the decoder of int2vector and oidvector: elements with spaces between."""
    return lambda data: [element(part) for part in data.split()]


def binary_decoder(element: Decoder, element_oid: int) -> Callable[[bytes], list[Any]]:
    """Return the decoder of array_send's form.

    Raises:
        PgError: 42804, another element type than the array's; 22P03, broken bytes.
    """

    def read(data: bytes) -> list[Any]:
        try:
            return _read_binary(data, element, element_oid)
        except struct.error:
            raise bad_binary() from None

    return read


def _read_binary(data: bytes, element: Decoder, element_oid: int) -> list[Any]:
    ndim, flags, oid = struct.unpack_from(">iiI", data)
    if ndim > MAX_DIMENSIONS:
        raise _too_many_dimensions(ndim)
    if flags not in {0, 1} or ndim < 0:
        raise bad_binary()
    if oid != element_oid:
        raise PgError("wrong element type", sqlstate="42804")
    shape = [struct.unpack_from(">i", data, 12 + 8 * axis)[0] for axis in range(ndim)]
    position = 12 + 8 * ndim
    count = _count(shape)
    # Every element takes four bytes at least: a larger claim allocates nothing.
    if count * 4 > len(data) - position:
        raise bad_binary()
    leaves: list[Any] = []
    for _ in range(count):
        (size,) = struct.unpack_from(">i", data, position)
        position += 4
        if size < -1 or position + size > len(data):
            raise bad_binary()
        leaves.append(None if size == -1 else element(data[position : position + size]))
        position += max(size, 0)
    if position != len(data):
        raise bad_binary()
    for length in reversed(shape[1:]):
        leaves = (
            [leaves[at : at + length] for at in range(0, len(leaves), length)] if length else []
        )
    return leaves


def _count(shape: list[int]) -> int:
    """Return how many elements an array has."""
    count = math.prod(shape) if shape else 0
    if any(length < 0 for length in shape) or count > MAX_ELEMENTS:
        raise PgError(f"array size exceeds the maximum allowed ({MAX_ELEMENTS})", sqlstate="54000")
    return count


def _too_many_dimensions(count: int) -> PgError:
    return PgError(
        f"number of array dimensions ({count}) exceeds the maximum allowed (6)", sqlstate="54000"
    )


class _Literal:
    """A recursive-descent reader of one array literal."""

    def __init__(self, text: str, element: Decoder) -> None:
        self.text = text
        self.element = element
        self.position = 0
        self.leaf_depth = 0  # at which depth the elements are, once one was seen

    def parse(self) -> list[Any]:
        """Return the nested lists."""
        declared = self._declared_bounds()
        self._skip_space()
        if self.text[self.position :].rstrip(_SPACE) == "{}":
            value: list[Any] = []
            lengths: list[int] = []
        else:
            value = self._braces(1)
            lengths = self._lengths(value)
            self._skip_space()
            if self.position != len(self.text):
                raise self._malformed("Junk after closing right brace.")
        if declared is not None and declared != lengths:
            raise self._malformed("Specified array dimensions do not match array contents.")
        return value

    def _declared_bounds(self) -> list[int] | None:
        match = _BOUNDS.match(self.text)
        if match is None:
            return None
        self.position = match.end()
        return [int(high) - int(low or 1) + 1 for low, high in _BOUND.findall(match[1])]

    def _braces(self, depth: int) -> list[Any]:
        if depth > MAX_DIMENSIONS:
            raise _too_many_dimensions(depth)
        if not self._take("{"):
            raise self._malformed('Array value must start with "{" or dimension information.')
        items = [self._item(depth)]
        while self._take(","):
            items.append(self._item(depth))
        if not self._take("}"):
            raise self._malformed("Unexpected end of input.")
        return items

    def _item(self, depth: int) -> Any:
        self._skip_space()
        if self.text[self.position : self.position + 1] == "{":
            return self._braces(depth + 1)
        if self.leaf_depth not in {0, depth}:
            raise self._malformed(_RAGGED)
        self.leaf_depth = depth
        if (quoted := _QUOTED.match(self.text, self.position)) is not None:
            self.position = quoted.end()
            return self.element(_ESCAPE.sub(r"\1", quoted[1]).encode())
        bare = _BARE.match(self.text, self.position)
        word = "" if bare is None else _rstrip(bare[0])
        if bare is None or not word:
            found = self.text[self.position : self.position + 1]
            raise self._malformed(
                f'Unexpected "{found}" character.' if found else "Unexpected end of input."
            )
        self.position = bare.end()
        return None if word.upper() == "NULL" else self.element(_ESCAPE.sub(r"\1", word).encode())

    def _lengths(self, value: list[Any]) -> list[int]:
        """Return the length of each dimension; sub-arrays of different lengths are refused."""
        lengths = [len(value)]
        level = value
        for _ in range(self.leaf_depth - 1):
            if any(not isinstance(item, list) for item in level):
                raise self._malformed(_RAGGED)
            sizes = {len(item) for item in level}
            if len(sizes) != 1:
                raise self._malformed(_RAGGED)
            lengths.append(sizes.pop())
            level = [part for item in level for part in item]
        return lengths

    def _take(self, mark: str) -> bool:
        self._skip_space()
        if self.text.startswith(mark, self.position):
            self.position += 1
            return True
        return False

    def _skip_space(self) -> None:
        while self.text[self.position : self.position + 1] in _SPACE and self.position < len(
            self.text
        ):
            self.position += 1

    def _malformed(self, detail: str) -> PgError:
        return PgError(f'malformed array literal: "{self.text}"', sqlstate="22P02", detail=detail)


_RAGGED = "Multidimensional arrays must have sub-arrays with matching dimensions."


def _rstrip(word: str) -> str:
    """Cut spaces at the end, unless a backslash keeps the first of them."""
    stripped = word.rstrip(_SPACE)
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return word[: len(stripped) + 1] if backslashes % 2 else stripped
