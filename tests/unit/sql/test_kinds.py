"""The kind of value an expression has."""

import pytest

from duckgres.sql import kinds, parse
from duckgres.sql.kinds import Kind
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context


def node(text):
    (parsed,) = parse.parse(Source(f"select {text}"))
    return parsed.node.target_list[0].res_target.val


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'{}'::jsonb", Kind.JSONB),
        ("'{}'::json", Kind.JSON),
        ("x::text", Kind.TEXT),
        ("x::int[]", Kind.ARRAY),
        ("x::int", None),
        ("array[1]", Kind.ARRAY),
        ("array(select 1)", Kind.ARRAY),
        ("(select '{}'::jsonb)", Kind.JSONB),
        ("jsonb_build_object()", Kind.JSONB),
        ("row_to_json(x)", Kind.JSON),
        ("lower(x)", Kind.TEXT),
        ("my.lower(x)", None),
        ("max(x::jsonb)", Kind.JSONB),
        ("x::jsonb -> 'a'", Kind.JSONB),
        ("x -> 'a'", None),
        ("x ->> 'a'", Kind.TEXT),
        ("x #- '{a}'", Kind.JSONB),
        ("x || 'a'", Kind.TEXT),
        ("x || '{a}'", None),
        ("x || y", None),
        ("x || array[1]", Kind.ARRAY),
        ("x || lower(y)", None),
        ("coalesce(x, '{}'::jsonb)", Kind.JSONB),
        ("case when x then array[1] end", Kind.ARRAY),
        ("nullif(lower(x), 'a')", Kind.TEXT),
        ("x", None),
        ("1", None),
    ],
)
def test_kind(text, kind):
    assert kinds.kind_of(node(text)) is kind


@pytest.mark.parametrize(
    ("text", "plain", "is_open"),
    [
        ("x", True, False),
        ("", True, False),
        (" {1}", False, True),
        ("[1]", False, True),
        ('"x"', False, True),
        ("\\xDE", True, True),
    ],
)
def test_constants(text, plain, is_open):
    assert kinds.is_plain(text) is plain
    assert kinds.is_open(text) is is_open


@pytest.mark.parametrize(
    ("text", "knows_types", "tells"),
    [
        ("a + 1", True, True),
        ("max(a)", True, False),
        ("lower(string_agg(a, ','))", True, False),
        ("row_number() over ()", True, False),
        ("count(*)", True, False),
        ("a", False, False),
        ("1 + 2", False, True),
    ],
)
def test_where_duckdb_knows_types(text, knows_types, tells):
    context = Context(Source(""), knows_types=knows_types)
    assert kinds.tells_types(context, node(text)) is tells
