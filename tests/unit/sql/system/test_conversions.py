"""Values of the catalog's types."""

import pytest

from duckgres.pgtypes import oids
from duckgres.sql import rewrite, tree
from duckgres.sql.positions import Source
from duckgres.sql.rules import Context
from duckgres.sql.system.conversions import Conversions, joined_vector, vector


def _text(node):
    statement = tree.copy(tree.null())
    statement.Clear()
    statement.select_stmt.target_list.add().res_target.val.CopyFrom(node)
    written = rewrite.write(statement, Context(Source("")))
    return "".join(written.pieces).removeprefix("SELECT ")


@pytest.mark.parametrize(
    ("node", "given", "wanted", "text"),
    [
        (tree.string("a"), 705, oids.REGCLASS, "_pg.main.regclass_in('a')"),
        (tree.string("12"), 705, oids.REGCLASS, "'12'::uinteger"),
        (tree.integer(12), oids.INT4, oids.OID, "12::uinteger"),
        (tree.column("a"), oids.OID, oids.REGCLASS, "a"),
        (tree.column("a"), oids.TEXT, oids.REGCLASS, "_pg.main.regclass_in(a::text)"),
        (tree.null(), 705, oids.REGCLASS, "NULL::uinteger"),
    ],
)
def test_numbers(node, given, wanted, text):
    made = Conversions(Context(Source("")), stored=True).number(node, given, wanted)
    assert _text(made) == text


def test_shown():
    convert = Conversions(Context(Source("")), stored=True)
    assert _text(convert.shown(tree.column("a"), oids.REGCLASS)) == "_pg.main.regclass_out(a)"


def test_type_of_a_value_is_shown_as_it_is():
    convert = Conversions(Context(Source("")), stored=True)
    read = convert.call("regtype_in", tree.cast(tree.call("pg_typeof", tree.column("a")), "text"))
    assert _text(convert.shown(read, oids.OID_OF["regtype"])) == "pg_typeof(a)::text"


def test_vectors():
    assert _text(vector(tree.string("1 2"), oids.OIDVECTOR)) == (
        "ARRAY['1'::uinteger, '2'::uinteger]::uinteger[]"
    )
    assert _text(joined_vector(tree.column("a"))) == "array_to_string(a, ' ')"
