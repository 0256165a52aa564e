"""Changes are values: two that say the same are equal, and none is changed."""

from dataclasses import FrozenInstanceError, fields

import pytest

from duckgres.sql.ddl import changes


def test_changes_are_values():
    assert changes.RenameColumn("a", "b") == changes.RenameColumn("a", "b")
    with pytest.raises(FrozenInstanceError):
        changes.RenameColumn("a", "b").old = "c"


def test_an_alter_says_what_it_is_about():
    names = [field.name for field in fields(changes.Alter)]
    assert names == ["kind", "target", "skips", "changes"]
