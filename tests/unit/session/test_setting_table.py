from duckgres.session.setting_checks import CHECKS
from duckgres.session.setting_table import REPORTED, SETTINGS
from duckgres.session.setting_values import parse_value, show_value

TYPES = {"bool", "integer", "real", "enum", "string", "words", "list"}
CONTEXTS = {"user", "superuser", "backend", "sighup", "postmaster", "internal"}


def test_rows_are_complete():
    for row in SETTINGS.values():
        assert row.type in TYPES, row
        assert row.context in CONTEXTS | {"hidden", "internal-hidden"}, row
        assert row.applies in {"", "engine", "output", "session", "socket", "fixed"}, row
        assert row.description, row
        assert (row.type == "enum") == bool(row.values), row


def test_every_default_is_a_value_of_its_type_and_shown_as_recorded():
    for row in SETTINGS.values():
        assert show_value(row, parse_value(row, row.name, row.default)) is not None


def test_reported_and_checked_settings_have_rows():
    names = {row.name for row in SETTINGS.values()}
    assert set(REPORTED) <= names
    assert set(CHECKS) <= names


def test_no_row_tells_where_files_are():
    assert not [name for name in SETTINGS if name.endswith(("_file", "_directory"))]
