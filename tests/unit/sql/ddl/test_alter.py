"""ALTER TABLE and its kin as changes, in PostgreSQL's order."""

import pytest

from duckgres.sql.ddl import changes
from duckgres.sql.ddl.steps import Constraint, Name, Reference, Sequence
from tests.unit.sql.ddl.planning import refused, steps


def change(text):
    (alter,) = steps(f"alter table t {text}")
    (found,) = alter.changes
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("drop column if exists a cascade", changes.DropColumn("a", True, True)),
        ("alter a set default 1 + 1", changes.Default("a", "1 + 1", "1 + 1")),
        ("alter a drop default", changes.Default("a", None)),
        ("alter a set not null", changes.NotNull("a", True)),
        (
            "add constraint c check (a > 0)",
            changes.AddConstraint(Constraint("c", ("a",), "a > 0", "c", written="a > 0")),
        ),
        (
            "add foreign key (a) references s.u (b)",
            changes.AddConstraint(
                Constraint("f", ("a",), reference=Reference(Name("s", "u"), ("b",)))
            ),
        ),
        (
            "add constraint c unique using index i",
            changes.AddConstraint(Constraint("u", ("",), "", "c"), "i"),
        ),
        ("drop constraint if exists c", changes.DropConstraint("c", True, False)),
        ("validate constraint c", changes.KnownConstraint("c")),
        (
            "alter a add generated always as identity (start 5)",
            changes.Identity("a", "add", "a", Sequence(start=5)),
        ),
        ("alter a drop identity if exists", changes.Identity("a", "drop", skips=True)),
        ("owner to me", changes.Nothing()),
        ("rename a to b", changes.RenameColumn("a", "b")),
        ("rename constraint a to b", changes.RenameConstraint("a", "b")),
        ("rename to u", changes.Move(name="u")),
        ("set schema s", changes.Move(schema="s")),
    ],
)
def test_change(text, found):
    assert change(text) == found


def test_a_type_brings_its_limit():
    found = change("alter a type varchar(3) using upper(b)")
    assert (found.type, found.check) == ("varchar(3)", "length(a) <= 3")
    assert found.facts == (("type", "varchar"), ("typmod", 7))
    assert found.using == "upper(b)"


def test_what_drops_comes_first():
    (alter,) = steps("alter table t alter a set not null, add b int, alter c type int, drop d")
    order = [type(found) for found in alter.changes]
    assert order == [changes.DropColumn, changes.ColumnType, changes.AddColumn, changes.NotNull]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("alter view s.v rename to w", "view", Name("s", "v")),
        ("alter index i rename to j", "index", Name("", "i")),
        ("alter sequence q rename to r", "sequence", Name("", "q")),
        ("alter type m rename to n", "type", Name("", "m")),
        ("alter materialized view m rename to n", "materialized view", Name("", "m")),
    ],
)
def test_other_kinds(text, kind, name):
    (alter,) = steps(text)
    assert (alter.kind, alter.target) == (kind, name)


def test_what_is_not_known_is_refused():
    assert refused("alter table t enable row level security")[0] == "0A000"
    assert refused("alter schema a rename to b")[0] == "0A000"
