-- What PostgreSQL shows to superusers alone; nobody is one here.

CREATE VIEW pg_authid AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS rolname, NULL::BOOLEAN AS rolsuper, NULL::BOOLEAN AS rolinherit,
    NULL::BOOLEAN AS rolcreaterole, NULL::BOOLEAN AS rolcreatedb, NULL::BOOLEAN AS rolcanlogin,
    NULL::BOOLEAN AS rolreplication, NULL::BOOLEAN AS rolbypassrls, NULL::INTEGER AS rolconnlimit,
    NULL::VARCHAR AS rolpassword, NULL::TIMESTAMPTZ AS rolvaliduntil
WHERE _pg.main.refused('table pg_authid');

CREATE VIEW pg_user_mapping AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS umuser, NULL::UINTEGER AS umserver,
    NULL::VARCHAR[] AS umoptions
WHERE _pg.main.refused('table pg_user_mapping');

CREATE VIEW pg_largeobject AS SELECT
    NULL::UINTEGER AS loid, NULL::INTEGER AS pageno, NULL::BLOB AS data
WHERE _pg.main.refused('table pg_largeobject');

CREATE VIEW pg_statistic AS SELECT
    NULL::UINTEGER AS starelid, NULL::SMALLINT AS staattnum, NULL::BOOLEAN AS stainherit,
    NULL::REAL AS stanullfrac, NULL::INTEGER AS stawidth, NULL::REAL AS stadistinct,
    NULL::SMALLINT AS stakind1, NULL::SMALLINT AS stakind2, NULL::SMALLINT AS stakind3,
    NULL::SMALLINT AS stakind4, NULL::SMALLINT AS stakind5, NULL::UINTEGER AS staop1,
    NULL::UINTEGER AS staop2, NULL::UINTEGER AS staop3, NULL::UINTEGER AS staop4, NULL::UINTEGER AS staop5,
    NULL::UINTEGER AS stacoll1, NULL::UINTEGER AS stacoll2, NULL::UINTEGER AS stacoll3,
    NULL::UINTEGER AS stacoll4, NULL::UINTEGER AS stacoll5, NULL::REAL[] AS stanumbers1,
    NULL::REAL[] AS stanumbers2, NULL::REAL[] AS stanumbers3, NULL::REAL[] AS stanumbers4,
    NULL::REAL[] AS stanumbers5, NULL::VARCHAR AS stavalues1, NULL::VARCHAR AS stavalues2,
    NULL::VARCHAR AS stavalues3, NULL::VARCHAR AS stavalues4, NULL::VARCHAR AS stavalues5
WHERE _pg.main.refused('table pg_statistic');

CREATE VIEW pg_statistic_ext_data AS SELECT
    NULL::UINTEGER AS stxoid, NULL::BOOLEAN AS stxdinherit, NULL::VARCHAR AS stxdndistinct,
    NULL::VARCHAR AS stxddependencies, NULL::VARCHAR AS stxdmcv, NULL::VARCHAR[] AS stxdexpr
WHERE _pg.main.refused('table pg_statistic_ext_data');

CREATE VIEW pg_shadow AS SELECT
    NULL::VARCHAR AS usename, NULL::UINTEGER AS usesysid, NULL::BOOLEAN AS usecreatedb,
    NULL::BOOLEAN AS usesuper, NULL::BOOLEAN AS userepl, NULL::BOOLEAN AS usebypassrls,
    NULL::VARCHAR AS passwd, NULL::TIMESTAMPTZ AS valuntil, NULL::VARCHAR[] AS useconfig
WHERE _pg.main.refused('view pg_shadow');

CREATE VIEW pg_file_settings AS SELECT
    NULL::VARCHAR AS sourcefile, NULL::INTEGER AS sourceline, NULL::INTEGER AS seqno, NULL::VARCHAR AS name,
    NULL::VARCHAR AS setting, NULL::BOOLEAN AS applied, NULL::VARCHAR AS error
WHERE _pg.main.refused('view pg_file_settings');

CREATE VIEW pg_hba_file_rules AS SELECT
    NULL::INTEGER AS line_number, NULL::VARCHAR AS type, NULL::VARCHAR[] AS database,
    NULL::VARCHAR[] AS user_name, NULL::VARCHAR AS address, NULL::VARCHAR AS netmask,
    NULL::VARCHAR AS auth_method, NULL::VARCHAR[] AS options, NULL::VARCHAR AS error
WHERE _pg.main.refused('view pg_hba_file_rules');

CREATE VIEW pg_ident_file_mappings AS SELECT
    NULL::INTEGER AS line_number, NULL::VARCHAR AS map_name, NULL::VARCHAR AS sys_name,
    NULL::VARCHAR AS pg_username, NULL::VARCHAR AS error
WHERE _pg.main.refused('view pg_ident_file_mappings');

CREATE VIEW pg_config AS SELECT
    NULL::VARCHAR AS name, NULL::VARCHAR AS setting
WHERE _pg.main.refused('view pg_config');

CREATE VIEW pg_shmem_allocations AS SELECT
    NULL::VARCHAR AS name, NULL::BIGINT AS off, NULL::BIGINT AS size, NULL::BIGINT AS allocated_size
WHERE _pg.main.refused('view pg_shmem_allocations');

CREATE VIEW pg_backend_memory_contexts AS SELECT
    NULL::VARCHAR AS name, NULL::VARCHAR AS ident, NULL::VARCHAR AS parent, NULL::INTEGER AS level,
    NULL::BIGINT AS total_bytes, NULL::BIGINT AS total_nblocks, NULL::BIGINT AS free_bytes,
    NULL::BIGINT AS free_chunks, NULL::BIGINT AS used_bytes
WHERE _pg.main.refused('view pg_backend_memory_contexts');

CREATE VIEW pg_replication_origin_status AS SELECT
    NULL::UINTEGER AS local_id, NULL::VARCHAR AS external_id, NULL::VARCHAR AS remote_lsn,
    NULL::VARCHAR AS local_lsn
WHERE _pg.main.refused('view pg_replication_origin_status');
