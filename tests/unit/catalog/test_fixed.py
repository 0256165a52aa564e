"""The rows that are the same in every database."""

import duckdb
import pytest

from duckgres.catalog import fixed
from duckgres.pgtypes import oids
from tests.fixtures import catalog


@pytest.fixture(scope="module")
def instance():
    with duckdb.connect(":memory:") as connection:
        catalog.install(connection)
        yield connection


@pytest.mark.parametrize("relation", fixed.relations())
def test_every_row_of_a_file_is_there(instance, relation):
    rows = len(fixed.source(relation).read_text(encoding="utf-8").splitlines()) - 1
    (count,) = instance.execute(f"SELECT count(*) FROM _pg.main.fixed_{relation}").fetchone()
    assert count == rows > 0


def test_the_types_are_those_that_the_server_speaks(instance):
    found = instance.execute(
        "SELECT oid, typname, typlen, typarray, typcategory FROM _pg.main.fixed_pg_type"
    ).fetchall()
    known = {row[0]: row[1:] for row in found}
    for row in oids.BASE_TYPES:
        assert known[row.oid] == (row.name, row.size, row.array, row.category)


def test_a_type_of_duckdb_has_a_type_of_postgresql(instance):
    unknown = instance.execute(
        "SELECT name FROM _pg.main.duckdb_types WHERE pg NOT IN "
        "(SELECT typname FROM _pg.main.fixed_pg_type)"
    ).fetchall()
    assert unknown == []


def test_a_type_is_found_by_the_name_it_is_shown_with(instance):
    rows = dict(instance.execute("SELECT name, oid FROM _pg.main.shown_types").fetchall())
    assert rows["integer"] == oids.INT4
    assert rows["character varying[]"] == oids.ARRAY_OF[oids.VARCHAR]
