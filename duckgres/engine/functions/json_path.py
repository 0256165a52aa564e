"""The jsonb_path functions, and IS JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import BOOLEAN, JSON, Function, by_row
from duckgres.pgtypes.jsonb import path_run
from duckgres.pgtypes.jsonb.path import parse as parse_path
from duckgres.pgtypes.jsonb.syntax import is_json
from duckgres.pgtypes.jsonb.value import Value, parse, write

_ARGUMENTS = ("VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN")


def _silenced(
    answer: Callable[[list[Value]], Any],
) -> Callable[[str, str, str, bool], Any]:
    """Return the function of document, path, variables and ``silent``."""

    def call(text: str, path: str, variables: str, silent: bool) -> Any:
        try:
            found = path_run.query(parse_path(path), parse(text), parse(variables))
            return answer(found)
        except path_run.Failure:
            if silent:
                return None
            raise

    return call


def _match(found: list[Value]) -> bool | None:
    if len(found) == 1 and (found[0] is None or isinstance(found[0], bool)):
        return found[0]
    raise path_run.Failure("single boolean result is expected", sqlstate="22038")


def _list(text: str, path: str, variables: str, silent: bool) -> list[str]:
    found: list[str] | None = _silenced(lambda items: list(map(write, items)))(
        text, path, variables, silent
    )
    return found or []


def _first(found: list[Value]) -> str | None:
    return write(found[0]) if found else None


def _is_json(text: str, kind: str, unique: bool) -> bool:
    return is_json(text, kind, unique=unique)


FUNCTIONS = (
    Function("_pg_jsonb_path_list", _ARGUMENTS, "JSON[]", by_row(_list, pa.list_(JSON))),
    Function("_pg_jsonb_path_first", _ARGUMENTS, "JSON", by_row(_silenced(_first), JSON)),
    Function("_pg_jsonb_path_exists", _ARGUMENTS, "BOOLEAN", by_row(_silenced(bool), BOOLEAN)),
    Function("_pg_jsonb_path_match", _ARGUMENTS, "BOOLEAN", by_row(_silenced(_match), BOOLEAN)),
    Function(
        "_pg_is_json", ("VARCHAR", "VARCHAR", "BOOLEAN"), "BOOLEAN", by_row(_is_json, BOOLEAN)
    ),
)
