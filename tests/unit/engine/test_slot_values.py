"""What fills a slot."""

from duckgres.engine.facts import ColumnFacts, Facts
from duckgres.engine.slot_values import COLUMNS, SlotValues
from duckgres.pgtypes import oids


def values():
    columns = [
        ColumnFacts("j", 1, "JSON", oids.JSONB),
        ColumnFacts("a", 2, "INTEGER[]"),
        ColumnFacts("b", 3, "BLOB"),
    ]
    return SlotValues({"version": "'x'"}, lambda: Facts({"t": {"public": columns}}))


def test_the_sessions_values_are_its_own():
    assert values()["version"] == "'x'"


def test_a_column_says_how_a_constant_is_read():
    found = values()
    assert found['["assign", "", "t", "j"]'] == "_pg_jsonb"
    assert found['["assign", "", "t", "#2"]'] == "_pg_array"
    assert found['["assign", "", "t", "b"]'] == "_pg_bytea"
    assert found['["assign", "", "t", "z"]'] == ""


def test_columns_are_their_own_value():
    assert values()[f'{COLUMNS}("a") '] == '("a") '


def test_a_sequences_name_is_found_by_who_knows():
    found = values()
    found.sequence = str.upper
    assert found["sequence name s"] == "SEQUENCE NAME S"
