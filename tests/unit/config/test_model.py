"""The table of settings and the dataclasses say the same."""

import os
from dataclasses import fields, is_dataclass

from duckgres.config.model import BY_PATH, SETTINGS, Config, core_count

# Config's fields that nobody sets by a scalar.
NOT_SCALAR = {"users", "users_defaulted", "source_file", "warnings"}


def paths_of(instance, prefix=""):
    for field in fields(instance):
        value = getattr(instance, field.name)
        if is_dataclass(value):
            yield from paths_of(value, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", value


def test_every_field_is_a_row_and_every_row_a_field():
    assert {path for path, _ in paths_of(Config())} - NOT_SCALAR == set(BY_PATH)


def test_defaults_of_table_and_dataclasses_are_the_same():
    for path, value in paths_of(Config()):
        if path in BY_PATH and path != "threads":
            assert BY_PATH[path].default_value() == value, path


def test_names_are_unique():
    assert len({setting.flag for setting in SETTINGS}) == len(SETTINGS)
    assert len({setting.env for setting in SETTINGS}) == len(SETTINGS)


def test_names_follow_the_path_but_for_cert_and_key():
    assert BY_PATH["tls.cert"].env == "DUCKGRES_CERT"
    assert BY_PATH["tls.key"].flag == "--key"
    assert BY_PATH["data_dir"].flag == "--data-dir"
    assert BY_PATH["ducklake.s3_use_ssl"].env == "DUCKGRES_DUCKLAKE_S3_USE_SSL"


def test_threads_default_to_the_cores():
    assert Config().threads == core_count() == len(os.sched_getaffinity(0))


def test_secrets_are_not_in_the_representation():
    secrets = [row.path.rpartition(".")[2] for row in SETTINGS if row.secret]
    assert secrets
    for text in (*secrets, "password"):
        assert f"{text}=" not in repr(Config())
