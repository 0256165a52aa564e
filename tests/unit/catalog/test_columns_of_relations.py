"""Every relation of PostgreSQL 15: its columns, their order and their types."""

import duckdb
import pytest

from duckgres.catalog import columns
from duckgres.catalog.relations import OWN, SHARED, snapshot
from duckgres.pgtypes import oids
from tests.fixtures import catalog

REFUSED = frozenset({
    "pg_authid", "pg_user_mapping", "pg_largeobject", "pg_statistic", "pg_statistic_ext_data",
    "pg_shadow", "pg_file_settings", "pg_hba_file_rules", "pg_ident_file_mappings", "pg_config",
    "pg_shmem_allocations", "pg_backend_memory_contexts", "pg_replication_origin_status",
})  # fmt: skip
"""Those that an ordinary user of PostgreSQL may not read, either."""

_TYPES = {
    "bool": "BOOLEAN", "bytea": "BLOB", "int8": "BIGINT", "int2": "SMALLINT", "int4": "INTEGER",
    "float4": "FLOAT", "float8": "DOUBLE", "interval": "INTERVAL", "numeric": "DECIMAL(18,0)",
    "timestamptz": "TIMESTAMP WITH TIME ZONE", "oid": "UINTEGER", "xid": "UINTEGER",
    "regproc": "UINTEGER", "regtype": "UINTEGER", "int2vector": "SMALLINT[]",
    "oidvector": "UINTEGER[]",
}  # fmt: skip
_NAMES = {number: name for name, number in oids.OID_OF.items()}
_ACLITEMS = 1034


def duckdb_type(oid):
    if oid in oids.ELEMENT_OF:
        return f"{duckdb_type(oids.ELEMENT_OF[oid])}[]"
    if oid == _ACLITEMS:
        return "VARCHAR[]"
    return _TYPES.get(_NAMES.get(oid), "VARCHAR")


@pytest.fixture(scope="module")
def instance():
    with duckdb.connect(":memory:") as connection:
        catalog.install(connection)
        connection.execute("SET VARIABLE _pg_user = 'ann'")
        connection.execute("SET VARIABLE _pg_database = 'sales'")
        connection.execute("CREATE SCHEMA public")
        connection.execute("CREATE TABLE public.t (a INTEGER PRIMARY KEY, b VARCHAR NOT NULL)")
        for variant in (SHARED, OWN):
            for text in snapshot(variant):
                connection.execute(text)
        yield connection


def place(relation, variant=SHARED):
    schema = variant.schema if relation.schema == "pg_catalog" else variant.information
    return f'_pg.{schema}."{relation.name}"()'


ALL = columns.all_relations()


def test_there_are_as_many_as_in_postgresql():
    assert sum(relation.schema == "pg_catalog" for relation in ALL) == 139
    assert sum(relation.schema == "information_schema" for relation in ALL) == 69


@pytest.mark.parametrize("relation", ALL, ids=lambda relation: relation.name)
@pytest.mark.parametrize("variant", [SHARED, OWN], ids=["shared", "own"])
def test_a_relation_has_postgresqls_columns_and_can_be_read(instance, relation, variant):
    query = f"SELECT * FROM {place(relation, variant)}"
    if relation.name in REFUSED:
        with pytest.raises(duckdb.Error, match=rf"42501.*denied for \w+ {relation.name}"):
            instance.execute(query).fetchall()
        return
    described = instance.execute(f"DESCRIBE {query}").fetchall()
    wanted = [(name, duckdb_type(oid)) for name, oid in relation.columns.items()]
    assert [(name, kind) for name, kind, *_ in described] == wanted
    instance.execute(f"SELECT sum(hash(r)) FROM ({query}) AS r").fetchall()


def rows(instance, relation, what, condition="true"):
    found = instance.execute(f"SELECT {what} FROM _pg.{relation}() WHERE {condition}").fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def test_a_table_shows_in_information_schema(instance):
    own = "table_schema = 'public'"
    assert rows(instance, "info.tables", "table_catalog, table_name, table_type", own) == [
        ("sales", "t", "BASE TABLE")
    ]
    assert rows(instance, "info.columns", "column_name, data_type, is_nullable", own) == [
        ("a", "integer", "NO"),
        ("b", "text", "NO"),
    ]
    assert rows(instance, "info.table_privileges", "DISTINCT grantee, is_grantable", own) == [
        ("ann", "YES")
    ]
    assert rows(instance, "info.key_column_usage", "column_name, ordinal_position", own) == [
        ("a", 1)
    ]


def test_the_owner_is_the_user_and_the_database_his(instance):
    assert rows(instance, "main.pg_user", "usename, usesysid") == [("ann", 10)]
    assert rows(instance, "main.pg_database", "datname, oid") == [("sales", 5)]
