"""How jsonb's values are compared.

Object > array > boolean > number > string > null; of two of a kind the one with more parts is
greater, but an empty array at the top is less than all. Numbers count by value: 1 = 1.0. Source:
PostgreSQL 16, ``utils/adt/jsonb_util.c`` (compareJsonbContainers); manual, 8.14.4.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from duckgres.pgtypes.jsonb.value import Value, is_number, key_order

_RANKS = {"null": 0, "string": 1, "number": 2, "boolean": 3, "array": 4, "object": 5}


def equal(left: Value, right: Value) -> bool:
    """Do ``left = right``."""
    return compare(left, right) == 0


def compare(left: Value, right: Value) -> int:
    """Return -1, 0 or 1."""
    empty = [isinstance(value, list) and not value for value in (left, right)]
    if empty[0] != empty[1]:
        return -1 if empty[0] else 1
    return _compare(left, right)


sort_key = cmp_to_key(compare)


def _compare(left: Value, right: Value) -> int:
    rank = _rank(left)
    difference = rank - _rank(right)
    if difference:
        return _sign(difference)
    if rank == _RANKS["object"]:
        return _compare_objects(left, right)
    if rank == _RANKS["array"]:
        return _compare_arrays(left, right)
    if left is None:
        return 0
    if isinstance(left, str):
        return _order(left.encode(), right.encode())
    return _order(left, right)


def _compare_objects(left: dict[str, Value], right: dict[str, Value]) -> int:
    if len(left) != len(right):
        return _sign(len(left) - len(right))
    for (key, value), (other, item) in zip(left.items(), right.items(), strict=True):
        found = _order(key_order(key), key_order(other)) or _compare(value, item)
        if found:
            return found
    return 0


def _compare_arrays(left: list[Value], right: list[Value]) -> int:
    if len(left) != len(right):
        return _sign(len(left) - len(right))
    for value, item in zip(left, right, strict=True):
        found = _compare(value, item)
        if found:
            return found
    return 0


def _rank(value: Value) -> int:
    if isinstance(value, dict):
        return _RANKS["object"]
    if isinstance(value, list):
        return _RANKS["array"]
    if value is None:
        return _RANKS["null"]
    if is_number(value):
        return _RANKS["number"]
    return _RANKS["string"] if isinstance(value, str) else _RANKS["boolean"]


def _order(left: Any, right: Any) -> int:  # of one class each, which has an order
    return int(left > right) - int(left < right)


def _sign(number: int) -> int:
    return _order(number, 0)
