"""A foreign key among the facts of its table."""

from duckgres.engine.foreign_keys.key import ForeignKey, TableName, of_facts, put

PLAIN = ForeignKey("k", TableName("s", "C"), ("a", "b"), TableName("t", "P"), ("x", "y"))
RICH = ForeignKey(
    "r", PLAIN.child, ("a",), PLAIN.parent, ("x",), full=True, on_delete="n", on_update="c",
    set_columns=("a",), deferrable=True, deferred=True, valid=False,
)  # fmt: skip


def test_facts_give_back_what_was_put():
    facts = {"query": "q"}
    put(facts, [PLAIN, RICH])
    assert of_facts(PLAIN.child, facts) == [PLAIN, RICH]
    put(facts, [])
    assert facts == {"query": "q"}


def test_only_what_is_not_the_default_is_kept():
    assert set(PLAIN.entry()) == {"name", "columns", "schema", "table", "parent_columns"}


def test_names_of_columns_change():
    assert PLAIN.renamed("y", "z", parent=True).parent_columns == ("x", "z")
    assert RICH.renamed("a", "z", parent=False).set_columns == ("z",)


def test_names_of_tables():
    assert TableName("pg_temp", "t").text == 'temp.main."t"'
    assert PLAIN.child.text == '"s"."C"'
    assert PLAIN.identity == ("s", "c", "k")
