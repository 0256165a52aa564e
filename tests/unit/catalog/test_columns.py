"""The columns of the system's relations."""

import pytest

from duckgres.catalog.columns import SCHEMAS, find, names
from duckgres.pgtypes import oids


def test_relation_without_a_schema_is_of_pg_catalog():
    found = find("", "pg_class")
    assert found is not None
    assert (found.schema, found.oid, found.kind) == ("pg_catalog", 1259, "r")
    assert list(found.columns)[:3] == ["oid", "relname", "relnamespace"]
    assert found.columns["relkind"] == oids.CHAR


def test_domain_counts_as_its_base_type():
    found = find("information_schema", "columns")
    assert found is not None
    assert found.columns["table_name"] == oids.NAME
    assert found.columns["ordinal_position"] == oids.INT4


@pytest.mark.parametrize("name", [("", "columns"), ("public", "pg_class"), ("", "pg_nope")])
def test_others_are_not_found(name):
    assert find(*name) is None


def test_all_of_pg_catalog():
    assert len(names()) == 139
    assert {"pg_catalog", "information_schema"} == SCHEMAS
