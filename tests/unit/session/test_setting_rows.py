"""The rows of pg_settings."""

from duckgres.session.setting_rows import rows
from duckgres.session.settings import Settings


def row(settings, name):
    (found,) = (row for row in rows(settings) if row["name"] == name)
    return found


def test_a_number_is_in_the_settings_own_unit():
    settings = Settings({})
    settings.set("work_mem", ("1GB",))
    found = row(settings, "work_mem")
    assert (found["setting"], found["boot_val"], found["reset_val"]) == ("1048576", "4096", "4096")


def test_it_says_who_set_it():
    settings = Settings({"application_name": "psql"})
    assert row(settings, "application_name")["source"] == "client"
    assert row(settings, "work_mem")["source"] == "default"
    settings.set("statement_timeout", ("90s",))
    assert row(settings, "statement_timeout")["source"] == "session"
    settings.rollback()
    assert row(settings, "statement_timeout")["source"] == "default"


def test_what_show_all_leaves_out_is_not_there():
    assert [name for name, _, _ in Settings({}).show_all()] == [
        found["name"] for found in rows(Settings({}))
    ]
