"""The SQL of the functions: that it runs, and that its names are known."""

import duckdb
import pytest

from duckgres.catalog import registry
from tests.fixtures.catalog import install as install_functions


@pytest.fixture(scope="module")
def instance():
    with duckdb.connect(":memory:") as connection:
        install_functions(connection)
        yield connection


def test_every_name_is_made(instance):
    made = instance.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE database_name = ?",
        [registry.CATALOG],
    ).fetchall()
    assert {name for (name,) in made} - {"_"} >= registry.function_names()


def test_every_statement_makes_a_function_of_the_catalog():
    for text in registry.statements():
        assert text.startswith(f"CREATE MACRO {registry.CATALOG}.main."), text


def test_every_file_is_a_subject():
    folder = registry.files(registry.__package__) / "functions"
    assert sorted(file.name for file in folder.iterdir()) == sorted(
        f"{subject}.sql" for subject in registry.SUBJECTS
    )


def test_nothing_is_put_where_the_user_is(instance):
    found = instance.execute(
        "SELECT count(*) FROM duckdb_functions() WHERE NOT internal AND database_name <> ?",
        [registry.CATALOG],
    ).fetchone()
    assert found == (0,)
