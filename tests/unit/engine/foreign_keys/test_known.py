"""The foreign keys of a catalog."""

import duckdb
import pytest

from duckgres.engine.foreign_keys import known
from duckgres.sql.plan import plan
from tests.unit.sql.asking import duckdb_parser


def concerned(family, text):
    (statement,) = plan(text, duckdb_parser)
    return family.keys.concern(statement)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("insert into p values (9, 9)", False),
        ("insert into c values (9, 9)", True),
        ("insert into p values (9, 9) on conflict (id) do update set n = 1", True),
        ("update p set n = 5", True),
        ("update c set p = 5", True),
        ("update nobody set p = 5", False),
        ("delete from p", True),
        ("with w as (delete from c returning id) select id from w", True),
        ("with w as (delete from x returning id) select id from w", False),
        ("insert or replace into c values (1, 1)", True),
    ],
)
def test_whether_a_write_is_concerned(family, text, wanted):
    assert concerned(family, text) is wanted


def test_a_column_that_is_no_key_is_nobodys_business(family):
    family.engine.run("alter table p add column note text")
    family.keys = known.load(family.engine.cursor)
    assert not concerned(family, "update p set note = 'x'")


def test_tables_by_name(family):
    found = family.keys.find("", "P")
    assert found is not None
    assert found.name == "p"
    assert family.keys.find("", "nobody") is None
    assert family.keys.types_of(found, ["ID"]) == ("INTEGER",)


def test_a_name_in_two_schemas_is_looked_up(family):
    family.engine.run("create schema s; create table s.p (id int)")
    found = known.load(family.engine.cursor).find("", "p")
    assert found is not None
    assert found.schema == "public"


def test_what_actions_reach(family):
    (statement,) = plan("delete from p where id = 1", duckdb_parser)
    assert family.keys.reached(statement) == {"c"}
    (statement,) = plan("delete from c where id = 1", duckdb_parser)
    assert family.keys.reached(statement) == frozenset()


def test_no_keys_are_false():
    with duckdb.connect(":memory:") as cursor:
        assert not known.load(cursor)
