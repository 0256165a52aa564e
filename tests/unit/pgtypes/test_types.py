import pytest

from duckgres.pgtypes.duckdb_map import column_type
from duckgres.pgtypes.types import DATE_INFINITY, TIMESTAMP_INFINITY, ColumnType, OutputStyle


def test_types_are_keys_of_caches():
    assert hash(column_type("STRUCT(a INTEGER[])")) == hash(column_type("STRUCT(a INTEGER[])"))
    assert OutputStyle() == OutputStyle("UTC", 1)
    assert len({OutputStyle(), OutputStyle("Europe/Berlin"), OutputStyle("UTC")}) == 2


def test_a_type_does_not_change():
    with pytest.raises(AttributeError):
        ColumnType(23, "int4").oid = 20


def test_infinities_are_duckdbs_largest_numbers():
    assert (DATE_INFINITY, TIMESTAMP_INFINITY) == (2**31 - 1, 2**63 - 1)
