import duckdb
import pytest

from tests.unit.engine.slots import slots


@pytest.fixture
def values():
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER[], b BLOB)")
    return slots(connection, {"current_user": "'me'"})


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("current_user", "'me'"),
        ('["columns", "", "t", 2]', '"id", "a"'),
        ('["columns", "", "nope", 2]', '"nope"'),
        ('["listed", "", "t", 2]', '("id", "a") '),
        ('["constraint", "", "t", "t_pkey"]', '"id"'),
        ('["type", "", "t", "a"]', "INTEGER[]"),
        ('["type", "", "t", "nope"]', "VARCHAR"),
        ('["group", [["", "t", "t"]], [["", "id"]], [["", "b"]]]', '"t"."b"'),
        ('["assign", "", "t", "b"]', "_pg_bytea"),
        ('["assign", "", "t", "id"]', ""),
        ("kept 1", '"kept 1"'),
    ],
)
def test_value(values, slot, value):
    assert values[slot] == value


def test_a_sequences_name_is_found_by_who_knows(values):
    values.sequence = str.upper
    assert values["sequence name s"] == "SEQUENCE NAME S"


@pytest.mark.parametrize(
    ("formats", "function"),
    [((), "regclass_out"), ((0,), "regclass_out"), ((1,), "as_number"), ((1, 0), "regclass_out")],
)
def test_reg_value_is_a_number_where_it_goes_out_binary(values, formats, function):
    values.formats = formats
    assert values['["shown", "regclass_out", 1]'] == function
