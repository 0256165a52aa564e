"""Rewriting as a whole: order, slots, and the words that only DuckDB reserves."""

import gc

import postgast
import pytest
from postgast import pg_query_pb2 as pb

from duckgres.sql import parse, rewrite
from duckgres.sql.positions import Source
from duckgres.sql.rules import FIRST_SLOT, Context
from tests.unit.sql.rewriting import expression, rewritten


@pytest.mark.parametrize("word", sorted(rewrite._RESERVED | {"at", "by"}))
def test_words_only_duckdb_reserves_are_quoted(word):
    text = rewritten(f"select x.{word}, a / b as {word} from t as x")
    assert text == f'SELECT x."{word}", _pg.divided(a, b, a, b) AS "{word}" FROM t x'


def test_the_same_words_stay_where_they_are_keywords():
    text = rewritten("select a at time zone 'utc', sum(a) over (partition by b order by c) from t")
    assert '"' not in text


def test_what_is_in_quotes_already_stays():
    assert expression("\"Qualify\", 'qualify', a / b") == (
        "\"Qualify\", 'qualify', _pg.divided(a, b, a, b)"
    )


def test_children_come_before_parents():
    assert expression("a / (b / c)") == "a / _pg.nonzero(_pg.divided(b, c, b, c))"


def test_many_levels_are_no_recursion():
    text = " / ".join(["a"] * 1500)
    assert expression(text).count("nonzero") == 1498  # the first one is divided otherwise


def test_a_session_value_is_numbered_behind_all_parameters():
    context = Context(Source(""))
    first = context.session_value("version", "version")
    again = context.session_value("version", "version")
    other = context.session_value("current_user", "user")
    numbers = [node.param_ref.number for node in (first, again, other)]
    assert numbers == [FIRST_SLOT, FIRST_SLOT, FIRST_SLOT + 1]


def test_slots_keep_their_order():
    (found,) = parse.parse(Source("select $2 / a, version(), $1"))
    context = Context(Source(""))
    rewrite.apply(found.tree, context)
    text = rewrite.write(found.tree, context)
    assert text.slots == (2, "version", 1)
    assert text.pieces == ("SELECT ", " / _pg.nonzero(a), ", ", ", "")


def test_a_refusal_knows_its_place():
    context = Context(Source("select é, nope"))
    error = context.refusal("not this", "Do that.", location=len("select é, ".encode()))
    assert (error.sqlstate, error.fields.position, error.fields.hint) == ("0A000", 11, "Do that.")


def test_every_handler_is_for_a_node_that_exists():
    names = {field.name for field in pb.Node.DESCRIPTOR.fields}
    for module in rewrite.RULES:
        assert set(getattr(module, "NODES", ())) <= names
        assert set(getattr(module, "MESSAGES", ())) <= set(pb.DESCRIPTOR.message_types_by_name)


@pytest.fixture
def uncollected():
    """Let the collector wait, and return what tells how much it would find."""
    gc.collect()
    gc.disable()
    yield gc.collect
    gc.enable()


def test_a_text_is_written_as_postgast_writes_it_and_leaves_no_cycle(uncollected):
    tree = postgast.parse("select a, b from t where c = 'ä'")
    text = rewrite.deparse(tree.SerializeToString())
    assert uncollected() == 0
    assert text == postgast.deparse(tree)


def test_a_tree_that_cannot_be_written_raises():
    with pytest.raises(postgast.PgQueryError):
        rewrite.deparse(
            pb.ParseResult(version=180_000, stmts=[pb.RawStmt(stmt=pb.Node())]).SerializeToString()
        )
