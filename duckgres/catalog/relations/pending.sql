-- What tells of the database's objects and is not made yet: the columns alone. A file that makes one of them
-- takes it out of here.

CREATE VIEW pg_type AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS typname, NULL::UINTEGER AS typnamespace,
    NULL::UINTEGER AS typowner, NULL::SMALLINT AS typlen, NULL::BOOLEAN AS typbyval,
    NULL::VARCHAR AS typtype, NULL::VARCHAR AS typcategory, NULL::BOOLEAN AS typispreferred,
    NULL::BOOLEAN AS typisdefined, NULL::VARCHAR AS typdelim, NULL::UINTEGER AS typrelid,
    NULL::UINTEGER AS typsubscript, NULL::UINTEGER AS typelem, NULL::UINTEGER AS typarray,
    NULL::UINTEGER AS typinput, NULL::UINTEGER AS typoutput, NULL::UINTEGER AS typreceive,
    NULL::UINTEGER AS typsend, NULL::UINTEGER AS typmodin, NULL::UINTEGER AS typmodout,
    NULL::UINTEGER AS typanalyze, NULL::VARCHAR AS typalign, NULL::VARCHAR AS typstorage,
    NULL::BOOLEAN AS typnotnull, NULL::UINTEGER AS typbasetype, NULL::INTEGER AS typtypmod,
    NULL::INTEGER AS typndims, NULL::UINTEGER AS typcollation, NULL::VARCHAR AS typdefaultbin,
    NULL::VARCHAR AS typdefault, NULL::VARCHAR[] AS typacl
WHERE false;

CREATE VIEW pg_attribute AS SELECT
    NULL::UINTEGER AS attrelid, NULL::VARCHAR AS attname, NULL::UINTEGER AS atttypid,
    NULL::INTEGER AS attstattarget, NULL::SMALLINT AS attlen, NULL::SMALLINT AS attnum,
    NULL::INTEGER AS attndims, NULL::INTEGER AS attcacheoff, NULL::INTEGER AS atttypmod,
    NULL::BOOLEAN AS attbyval, NULL::VARCHAR AS attalign, NULL::VARCHAR AS attstorage,
    NULL::VARCHAR AS attcompression, NULL::BOOLEAN AS attnotnull, NULL::BOOLEAN AS atthasdef,
    NULL::BOOLEAN AS atthasmissing, NULL::VARCHAR AS attidentity, NULL::VARCHAR AS attgenerated,
    NULL::BOOLEAN AS attisdropped, NULL::BOOLEAN AS attislocal, NULL::INTEGER AS attinhcount,
    NULL::UINTEGER AS attcollation, NULL::VARCHAR[] AS attacl, NULL::VARCHAR[] AS attoptions,
    NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
WHERE false;

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

CREATE VIEW pg_class AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS relname, NULL::UINTEGER AS relnamespace,
    NULL::UINTEGER AS reltype, NULL::UINTEGER AS reloftype, NULL::UINTEGER AS relowner,
    NULL::UINTEGER AS relam, NULL::UINTEGER AS relfilenode, NULL::UINTEGER AS reltablespace,
    NULL::INTEGER AS relpages, NULL::REAL AS reltuples, NULL::INTEGER AS relallvisible,
    NULL::UINTEGER AS reltoastrelid, NULL::BOOLEAN AS relhasindex, NULL::BOOLEAN AS relisshared,
    NULL::VARCHAR AS relpersistence, NULL::VARCHAR AS relkind, NULL::SMALLINT AS relnatts,
    NULL::SMALLINT AS relchecks, NULL::BOOLEAN AS relhasrules, NULL::BOOLEAN AS relhastriggers,
    NULL::BOOLEAN AS relhassubclass, NULL::BOOLEAN AS relrowsecurity, NULL::BOOLEAN AS relforcerowsecurity,
    NULL::BOOLEAN AS relispopulated, NULL::VARCHAR AS relreplident, NULL::BOOLEAN AS relispartition,
    NULL::UINTEGER AS relrewrite, NULL::UINTEGER AS relfrozenxid, NULL::UINTEGER AS relminmxid,
    NULL::VARCHAR[] AS relacl, NULL::VARCHAR[] AS reloptions, NULL::VARCHAR AS relpartbound
WHERE false;

CREATE VIEW pg_sequence AS SELECT
    NULL::UINTEGER AS seqrelid, NULL::UINTEGER AS seqtypid, NULL::BIGINT AS seqstart,
    NULL::BIGINT AS seqincrement, NULL::BIGINT AS seqmax, NULL::BIGINT AS seqmin, NULL::BIGINT AS seqcache,
    NULL::BOOLEAN AS seqcycle
WHERE false;

CREATE VIEW pg_attrdef AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS adrelid, NULL::SMALLINT AS adnum, NULL::VARCHAR AS adbin
WHERE false;

CREATE VIEW pg_constraint AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS conname, NULL::UINTEGER AS connamespace,
    NULL::VARCHAR AS contype, NULL::BOOLEAN AS condeferrable, NULL::BOOLEAN AS condeferred,
    NULL::BOOLEAN AS convalidated, NULL::UINTEGER AS conrelid, NULL::UINTEGER AS contypid,
    NULL::UINTEGER AS conindid, NULL::UINTEGER AS conparentid, NULL::UINTEGER AS confrelid,
    NULL::VARCHAR AS confupdtype, NULL::VARCHAR AS confdeltype, NULL::VARCHAR AS confmatchtype,
    NULL::BOOLEAN AS conislocal, NULL::INTEGER AS coninhcount, NULL::BOOLEAN AS connoinherit,
    NULL::SMALLINT[] AS conkey, NULL::SMALLINT[] AS confkey, NULL::UINTEGER[] AS conpfeqop,
    NULL::UINTEGER[] AS conppeqop, NULL::UINTEGER[] AS conffeqop, NULL::SMALLINT[] AS confdelsetcols,
    NULL::UINTEGER[] AS conexclop, NULL::VARCHAR AS conbin
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

CREATE VIEW pg_index AS SELECT
    NULL::UINTEGER AS indexrelid, NULL::UINTEGER AS indrelid, NULL::SMALLINT AS indnatts,
    NULL::SMALLINT AS indnkeyatts, NULL::BOOLEAN AS indisunique, NULL::BOOLEAN AS indnullsnotdistinct,
    NULL::BOOLEAN AS indisprimary, NULL::BOOLEAN AS indisexclusion, NULL::BOOLEAN AS indimmediate,
    NULL::BOOLEAN AS indisclustered, NULL::BOOLEAN AS indisvalid, NULL::BOOLEAN AS indcheckxmin,
    NULL::BOOLEAN AS indisready, NULL::BOOLEAN AS indislive, NULL::BOOLEAN AS indisreplident,
    NULL::SMALLINT[] AS indkey, NULL::UINTEGER[] AS indcollation, NULL::UINTEGER[] AS indclass,
    NULL::SMALLINT[] AS indoption, NULL::VARCHAR AS indexprs, NULL::VARCHAR AS indpred
WHERE false;

CREATE VIEW pg_enum AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS enumtypid, NULL::REAL AS enumsortorder,
    NULL::VARCHAR AS enumlabel
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
