"""Extensions come from their wheels, or are missed by name."""

import duckdb
import pytest

from duckgres.engine import extensions
from duckgres.errors import PgError


@pytest.fixture
def connection():
    config = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=config) as found:
        yield found


def loaded(connection):
    rows = connection.execute("SELECT extension_name FROM duckdb_extensions() WHERE loaded")
    return {name for (name,) in rows.fetchall()}


def test_a_package_is_named_after_its_extension():
    assert extensions.package_name("postgres_scanner") == "duckdb_extension_postgres_scanner"


def test_what_is_not_installed_is_missed_and_what_is_is_not():
    assert extensions.missing(("icu", "nosuch", "json", "neither")) == ["nosuch", "neither"]


@pytest.mark.slow
def test_those_every_database_needs_are_loaded_unasked(connection):
    extensions.load(connection, ())
    assert set(extensions.ALWAYS) <= loaded(connection)


def test_asking_twice_changes_nothing(connection):
    extensions.load(connection, ("icu", "json", "icu"))
    extensions.load(connection, ("icu",))
    assert "icu" in loaded(connection)


def test_one_that_cannot_be_loaded_is_named(connection):
    with pytest.raises(PgError) as refusal:
        extensions.load(connection, ("nosuch",))
    assert refusal.value.sqlstate == "58P01"
    assert refusal.value.message == 'extension "nosuch" could not be loaded'


def test_nothing_is_copied_into_the_directory_of_the_user(tmp_path):
    config = {"extension_directory": str(tmp_path / "extensions")}
    with duckdb.connect(config=config) as connection:
        extensions.load(connection, ())
    assert not (tmp_path / "extensions").exists()
