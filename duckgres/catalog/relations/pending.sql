-- What tells of the database's objects and is not made yet: the columns alone. A file that makes one of them
-- takes it out of here.

CREATE VIEW pg_proc AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS proname, NULL::UINTEGER AS pronamespace,
    NULL::UINTEGER AS proowner, NULL::UINTEGER AS prolang, NULL::REAL AS procost, NULL::REAL AS prorows,
    NULL::UINTEGER AS provariadic, NULL::UINTEGER AS prosupport, NULL::VARCHAR AS prokind,
    NULL::BOOLEAN AS prosecdef, NULL::BOOLEAN AS proleakproof, NULL::BOOLEAN AS proisstrict,
    NULL::BOOLEAN AS proretset, NULL::VARCHAR AS provolatile, NULL::VARCHAR AS proparallel,
    NULL::SMALLINT AS pronargs, NULL::SMALLINT AS pronargdefaults, NULL::UINTEGER AS prorettype,
    NULL::UINTEGER[] AS proargtypes, NULL::UINTEGER[] AS proallargtypes, NULL::VARCHAR[] AS proargmodes,
    NULL::VARCHAR[] AS proargnames, NULL::VARCHAR AS proargdefaults, NULL::UINTEGER[] AS protrftypes,
    NULL::VARCHAR AS prosrc, NULL::VARCHAR AS probin, NULL::VARCHAR AS prosqlbody,
    NULL::VARCHAR[] AS proconfig, NULL::VARCHAR[] AS proacl
WHERE false;

CREATE VIEW pg_sequence AS SELECT
    NULL::UINTEGER AS seqrelid, NULL::UINTEGER AS seqtypid, NULL::BIGINT AS seqstart,
    NULL::BIGINT AS seqincrement, NULL::BIGINT AS seqmax, NULL::BIGINT AS seqmin, NULL::BIGINT AS seqcache,
    NULL::BOOLEAN AS seqcycle
WHERE false;

CREATE VIEW pg_depend AS SELECT
    NULL::UINTEGER AS classid, NULL::UINTEGER AS objid, NULL::INTEGER AS objsubid,
    NULL::UINTEGER AS refclassid, NULL::UINTEGER AS refobjid, NULL::INTEGER AS refobjsubid,
    NULL::VARCHAR AS deptype
WHERE false;

CREATE VIEW pg_description AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::INTEGER AS objsubid,
    NULL::VARCHAR AS description
WHERE false;

CREATE VIEW pg_views AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS viewname, NULL::VARCHAR AS viewowner,
    NULL::VARCHAR AS definition
WHERE false;

CREATE VIEW pg_tables AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS tableowner,
    NULL::VARCHAR AS tablespace, NULL::BOOLEAN AS hasindexes, NULL::BOOLEAN AS hasrules,
    NULL::BOOLEAN AS hastriggers, NULL::BOOLEAN AS rowsecurity
WHERE false;

CREATE VIEW pg_matviews AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS matviewname, NULL::VARCHAR AS matviewowner,
    NULL::VARCHAR AS tablespace, NULL::BOOLEAN AS hasindexes, NULL::BOOLEAN AS ispopulated,
    NULL::VARCHAR AS definition
WHERE false;

CREATE VIEW pg_indexes AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS indexname,
    NULL::VARCHAR AS tablespace, NULL::VARCHAR AS indexdef
WHERE false;

CREATE VIEW pg_sequences AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS sequencename, NULL::VARCHAR AS sequenceowner,
    NULL::UINTEGER AS data_type, NULL::BIGINT AS start_value, NULL::BIGINT AS min_value,
    NULL::BIGINT AS max_value, NULL::BIGINT AS increment_by, NULL::BOOLEAN AS cycle,
    NULL::BIGINT AS cache_size, NULL::BIGINT AS last_value
WHERE false;
