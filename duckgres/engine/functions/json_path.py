"""The jsonb_path functions, and IS JSON."""

from __future__ import annotations

import pyarrow as pa

from duckgres.engine.functions.vectors import BOOLEAN, JSON, Function, by_row
from duckgres.pgtypes.jsonb import path_run
from duckgres.pgtypes.jsonb.path import parse as parse_path
from duckgres.pgtypes.jsonb.syntax import is_json
from duckgres.pgtypes.jsonb.value import Value, parse, write

_ARGUMENTS = ("VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN")


def _items(text: str, path: str, variables: str, silent: bool) -> list[Value]:
    """Return a path's items; where errors are silent, those in front of the first one."""
    found: list[Value] = []
    try:
        found.extend(path_run.query(parse_path(path), parse(text), parse(variables)))
    except path_run.Failure:
        if not silent:
            raise
    return found


def _exists(text: str, path: str, variables: str, silent: bool) -> bool | None:
    try:
        return bool(_items(text, path, variables, False))
    except path_run.Failure:
        if not silent:
            raise
        return None


def _match(text: str, path: str, variables: str, silent: bool) -> bool | None:
    found = _items(text, path, variables, silent)
    if len(found) == 1 and (found[0] is None or isinstance(found[0], bool)):
        return found[0]
    if silent:
        return None
    raise path_run.Failure("single boolean result is expected", sqlstate="22038")


def _list(text: str, path: str, variables: str, silent: bool) -> list[str]:
    return list(map(write, _items(text, path, variables, silent)))


def _first(text: str, path: str, variables: str, silent: bool) -> str | None:
    found = _items(text, path, variables, silent)
    return write(found[0]) if found else None


def _is_json(text: str, kind: str, unique: bool) -> bool:
    return is_json(text, kind, unique=unique)


FUNCTIONS = (
    Function("_pg_jsonb_path_list", _ARGUMENTS, "JSON[]", by_row(_list, pa.list_(JSON))),
    Function("_pg_jsonb_path_first", _ARGUMENTS, "JSON", by_row(_first, JSON)),
    Function("_pg_jsonb_path_exists", _ARGUMENTS, "BOOLEAN", by_row(_exists, BOOLEAN)),
    Function("_pg_jsonb_path_match", _ARGUMENTS, "BOOLEAN", by_row(_match, BOOLEAN)),
    Function(
        "_pg_is_json", ("VARCHAR", "VARCHAR", "BOOLEAN"), "BOOLEAN", by_row(_is_json, BOOLEAN)
    ),
)
