"""Descriptions are remembered while the catalog stays as it is, and no longer."""

import pytest

from duckgres.engine.describe import Description
from duckgres.errors import PgError
from duckgres.pgtypes.oids import INT4, INT8, TEXT
from duckgres.rows.description import Column
from duckgres.session import descriptions
from duckgres.session.descriptions import NOTHING, Descriptions, row_type
from duckgres.session.prepared import PreparedStatement
from duckgres.session.settings import Settings
from duckgres.sql.plan import plan
from tests.fixtures.fix_session import INT, ONE_COLUMN, STRING


@pytest.fixture
def known(fake_engine):
    return Descriptions(fake_engine, Settings({}))


def one(text):
    return plan(text, None)[0]


def asked(engine):
    return sum(call.startswith("describe") for call in engine.calls)


def test_the_engine_is_asked_once(known, fake_engine):
    statement = one("select $1")
    assert known.describe(statement, ()) is known.describe(statement, ())
    assert asked(fake_engine) == 1


def test_other_types_of_parse_are_another_description(known, fake_engine):
    statement = one("select $1")
    known.describe(statement, ())
    known.describe(statement, (INT8,))
    known.describe(statement, ())
    assert asked(fake_engine) == 2


def test_a_change_of_the_catalog_by_anyone_voids_all(known, fake_engine):
    statement = one("select 1")
    known.describe(statement, ())
    fake_engine.database.catalog_version += 1
    known.describe(statement, ())
    assert asked(fake_engine) == 2


def test_what_is_forgotten_is_asked_again(known, fake_engine):
    statement = one("select 1")
    known.describe(statement, ())
    known.forget()
    known.describe(statement, ())
    assert asked(fake_engine) == 2


def test_a_failed_description_is_not_remembered(known, fake_engine):
    statement = one("select nix")
    fake_engine.descriptions["select nix"] = PgError("no such column", sqlstate="42703")
    for _ in range(2):
        with pytest.raises(PgError):
            known.describe(statement, ())
    assert asked(fake_engine) == 2


@pytest.mark.parametrize("text", ["begin", "set x.y = 1", "discard all", "deallocate all"])
def test_what_the_server_answers_itself_asks_nobody(known, fake_engine, text):
    assert known.describe(one(text), ()) is NOTHING
    assert asked(fake_engine) == 0


def test_show_has_the_setting_for_its_column(known, fake_engine):
    (column,) = known.describe(one("show datestyle"), ()).columns
    assert column.name == "DateStyle"
    assert asked(fake_engine) == 0


def test_the_one_unused_for_longest_makes_room(known, fake_engine, monkeypatch):
    monkeypatch.setattr(descriptions, "CAPACITY", 2)
    first, second, third = one("select 1"), one("select 2"), one("select 3")
    for statement in (first, second, first, third):
        known.describe(statement, ())
    before = asked(fake_engine)
    known.describe(first, ())
    assert asked(fake_engine) == before
    known.describe(second, ())
    assert asked(fake_engine) == before + 1


def test_a_statement_whose_columns_changed_is_refused(known, fake_engine):
    statement = one("select a from t")
    prepared = PreparedStatement(statement, (), known.describe(statement, ()))
    fake_engine.database.catalog_version += 1
    assert known.revalidate(prepared).columns == ONE_COLUMN
    fake_engine.database.catalog_version += 1
    fake_engine.descriptions["select a from t"] = Description((), (Column("a", INT),))
    with pytest.raises(PgError) as refusal:
        known.revalidate(prepared)
    assert refusal.value.sqlstate == "0A000"


def test_the_row_type_is_what_the_client_was_told():
    columns = (Column("a", STRING, table_oid=5), Column("b", INT))
    assert row_type(Description((), columns)) == [("a", TEXT), ("b", INT4)]
    assert row_type(Description((), None)) is None
