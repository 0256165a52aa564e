"""json and jsonb: parts of a document, and jsonb's operators.

Documents come and go as text: json as it was typed, jsonb in normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from duckgres.engine.functions.vectors import (
    BOOLEAN,
    JSON,
    TEXT,
    TEXTS,
    Function,
    by_row,
)
from duckgres.pgtypes.jsonb import edit, order, slices, value
from duckgres.pgtypes.jsonb.assign import assign
from duckgres.pgtypes.jsonb.value import Value, parse, write

_KEY, _INDEX = "k", "i"  # of ``how``: what each part of a path is; other letters are ``#>``'s
_MEMBERS = pa.list_(pa.struct([("key", TEXT), ("value", JSON)]))
_TEXT_MEMBERS = pa.list_(pa.struct([("key", TEXT), ("value", TEXT)]))
_MEMBER = 'STRUCT("key" VARCHAR, "value" {})[]'.format


def get(text: str, path: Sequence[str | None], how: str) -> str | None:
    """Return the text of a part.

    Args:
        text: The document.
        path: One step each.
        how: One letter a step: ``k`` a key, ``i`` an index, ``p`` whichever fits.
    """
    steps = [
        _step(part, letter) for part, letter in zip(path, how or "p" * len(path), strict=True)
    ]
    return slices.find(text, steps, loose=_KEY not in how and _INDEX not in how)


def get_text(text: str, path: Sequence[str | None], how: str) -> str | None:
    """Return a part as ``->>`` does."""
    return slices.bare(get(text, path, how))


def _step(part: str | None, letter: str) -> slices.Step:
    return int(part) if letter == _INDEX and part is not None else part


def _step_of(text: str, step: str | int) -> str | None:
    return slices.find(text, [step])


def _step_text(text: str, step: str | int) -> str | None:
    return slices.bare(slices.find(text, [step]))


def _delete(text: str, what: str | int | list[str | None]) -> str:
    """Do ``-``, which takes a key, an index, or keys."""
    if isinstance(what, int):
        return write(edit.delete_index(parse(text), what))
    return write(edit.delete(parse(text), [what] if isinstance(what, str) else what))


def _each(text: str, function: str) -> list[dict[str, str]]:
    return [{"key": k, "value": v} for k, v in slices.all_members(text, function)]


def _each_text(text: str, function: str) -> list[dict[str, str | None]]:
    return [{"key": k, "value": slices.bare(v)} for k, v in slices.all_members(text, function)]


def _keys(text: str, function: str) -> list[str]:
    return [key for key, _ in slices.all_members(text, function)]


def _elements_text(text: str, function: str) -> list[str | None]:
    return [slices.bare(item) for item in slices.all_elements(text, function)]


def _strip(text: str, binary: bool) -> str:
    if binary:
        return write(edit.strip_nulls(parse(text)))
    return slices.without_nulls(text)


def _jsonb(function: Callable[..., Value]) -> Callable[..., str]:
    """Make a function of a value and other things one of its text."""
    return lambda text, *others: write(function(parse(text), *others))


def _concat(left: str, right: str) -> str:
    return write(edit.concat(parse(left), parse(right)))


def _contains(whole: str, part: str) -> bool:
    return edit.contains(parse(whole), parse(part))


def _exists_any(text: str, keys: Sequence[str | None]) -> bool:
    found = parse(text)
    return any(key is not None and edit.exists(found, key) for key in keys)


def _exists_all(text: str, keys: Sequence[str | None]) -> bool:
    found = parse(text)
    return all(key is None or edit.exists(found, key) for key in keys)


def _set(text: str, path: Sequence[str | None], new: str, create: bool) -> str:
    return write(edit.set_path(parse(text), path, parse(new), create=create))


def _assign(text: str | None, path: Sequence[str | None], is_number: bool, new: str | None) -> str:
    """Put a value into a document; one that is NULL is an empty array, or an empty object."""
    empty: Value = [] if is_number else {}
    document = empty if text is None else parse(text)
    return write(assign(document, path, None if new is None else parse(new)))


def _set_lax(
    text: str | None, path: Sequence[str | None] | None, new: str | None, create: Any, how: Any
) -> str | None:
    if text is None or path is None or create is None:
        return None
    if how is None:
        how = ""
    return write(
        edit.set_lax(
            parse(text),
            path,
            None if new is None else parse(new),
            create=create,
            null=new is None,
            how=how,
        )
    )


def _insert(text: str, path: Sequence[str | None], new: str, after: bool) -> str:
    return write(edit.insert(parse(text), path, parse(new), after=after))


def _compare(left: str, right: str) -> int:
    return order.compare(parse(left), parse(right))


FUNCTIONS = (
    Function("_pg_jsonb", ("VARCHAR",), "JSON", by_row(value.normal, JSON)),
    Function("_pg_json", ("VARCHAR",), "JSON", by_row(value.check, JSON)),
    Function("_pg_json_get", ("VARCHAR", "VARCHAR[]", "VARCHAR"), "JSON", by_row(get, JSON)),
    Function(
        "_pg_json_get_text",
        ("VARCHAR", "VARCHAR[]", "VARCHAR"),
        "VARCHAR",
        by_row(get_text, TEXT),
    ),
    Function("_pg_json_each", ("VARCHAR", "VARCHAR"), _MEMBER("JSON"), by_row(_each, _MEMBERS)),
    Function(
        "_pg_json_each_text",
        ("VARCHAR", "VARCHAR"),
        _MEMBER("VARCHAR"),
        by_row(_each_text, _TEXT_MEMBERS),
    ),
    Function("_pg_json_keys", ("VARCHAR", "VARCHAR"), "VARCHAR[]", by_row(_keys, TEXTS)),
    Function(
        "_pg_json_elements",
        ("VARCHAR", "VARCHAR"),
        "JSON[]",
        by_row(slices.all_elements, pa.list_(JSON)),
    ),
    Function(
        "_pg_json_elements_text",
        ("VARCHAR", "VARCHAR"),
        "VARCHAR[]",
        by_row(_elements_text, TEXTS),
    ),
    Function("_pg_json_strip_nulls", ("VARCHAR", "BOOLEAN"), "JSON", by_row(_strip, JSON)),
    Function(
        "_pg_jsonb_pretty",
        ("VARCHAR",),
        "VARCHAR",
        by_row(lambda text: edit.pretty(parse(text)), TEXT),
    ),
    Function("_pg_jsonb_concat", ("VARCHAR", "VARCHAR"), "JSON", by_row(_concat, JSON)),
    Function("_pg_jsonb_contains", ("VARCHAR", "VARCHAR"), "BOOLEAN", by_row(_contains, BOOLEAN)),
    Function(
        "_pg_jsonb_exists",
        ("VARCHAR", "VARCHAR"),
        "BOOLEAN",
        by_row(lambda text, key: edit.exists(parse(text), key), BOOLEAN),
    ),
    Function(
        "_pg_jsonb_exists_any", ("VARCHAR", "VARCHAR[]"), "BOOLEAN", by_row(_exists_any, BOOLEAN)
    ),
    Function(
        "_pg_jsonb_exists_all", ("VARCHAR", "VARCHAR[]"), "BOOLEAN", by_row(_exists_all, BOOLEAN)
    ),
    Function("_pg_jsonb_delete", None, "JSON", by_row(_delete, JSON)),
    Function("_pg_jsonb_concat_any", None, "JSON", by_row(_concat, JSON)),
    Function("_pg_json_step", None, "JSON", by_row(_step_of, JSON)),
    Function("_pg_json_step_text", None, "VARCHAR", by_row(_step_text, TEXT)),
    Function(
        "_pg_jsonb_delete_path",
        ("VARCHAR", "VARCHAR[]"),
        "JSON",
        by_row(_jsonb(edit.delete_path), JSON),
    ),
    Function(
        "_pg_jsonb_set", ("VARCHAR", "VARCHAR[]", "VARCHAR", "BOOLEAN"), "JSON", by_row(_set, JSON)
    ),
    Function(
        "_pg_jsonb_set_lax",
        ("VARCHAR", "VARCHAR[]", "VARCHAR", "BOOLEAN", "VARCHAR"),
        "JSON",
        by_row(_set_lax, JSON, strict=False),
    ),
    Function(
        "_pg_jsonb_insert",
        ("VARCHAR", "VARCHAR[]", "VARCHAR", "BOOLEAN"),
        "JSON",
        by_row(_insert, JSON),
    ),
    Function(
        "_pg_jsonb_assign",
        ("VARCHAR", "VARCHAR[]", "BOOLEAN", "VARCHAR"),
        "JSON",
        by_row(_assign, JSON, strict=False),
    ),
    Function("_pg_jsonb_compare", ("VARCHAR", "VARCHAR"), "INTEGER", by_row(_compare, pa.int32())),
)
