-- Tables, views, sequences, indexes and composite types.
CREATE VIEW pg_class AS
    SELECT r.oid, r.name AS relname, r.ns AS relnamespace,
        CASE WHEN r.kind IN ('r', 'v', 'm', 'c') THEN r.typid ELSE 0::UINTEGER END AS reltype,
        0::UINTEGER AS reloftype, 10::UINTEGER AS relowner,
        CASE WHEN r.kind IN ('r', 'm') THEN 2::UINTEGER
             WHEN r.kind = 'i' THEN CASE r.facts->>'method'
                 WHEN 'hash' THEN 405 WHEN 'gist' THEN 783 WHEN 'gin' THEN 2742
                 WHEN 'spgist' THEN 4000 WHEN 'brin' THEN 3580 ELSE 403 END::UINTEGER
             ELSE 0::UINTEGER END AS relam,
        CASE WHEN r.kind IN ('v', 'c') THEN 0::UINTEGER ELSE r.oid END AS relfilenode,
        0::UINTEGER AS reltablespace,
        CASE WHEN r.kind IN ('r', 'm') THEN ceil(r.tuples * (24 + 8 * r.natts) / 8192)::INTEGER
             WHEN r.kind IN ('i', 'S') THEN 1 ELSE 0 END AS relpages,
        r.tuples AS reltuples, 0 AS relallvisible, 0::UINTEGER AS reltoastrelid,
        r.hasindex AS relhasindex, false AS relisshared, r.persistence AS relpersistence,
        r.kind AS relkind, r.natts AS relnatts, r.checks AS relchecks, r.kind = 'v' AS relhasrules,
        false AS relhastriggers, false AS relhassubclass, false AS relrowsecurity,
        false AS relforcerowsecurity, true AS relispopulated,
        CASE WHEN r.kind IN ('r', 'm') THEN 'd' ELSE 'n' END AS relreplident,
        false AS relispartition, 0::UINTEGER AS relrewrite,
        CASE WHEN r.kind IN ('r', 'm') THEN 3::UINTEGER ELSE 0::UINTEGER END AS relfrozenxid,
        CASE WHEN r.kind IN ('r', 'm') THEN 1::UINTEGER ELSE 0::UINTEGER END AS relminmxid,
        NULL::VARCHAR[] AS relacl, NULL::VARCHAR[] AS reloptions, NULL::VARCHAR AS relpartbound
    FROM {now}rel AS r;

-- Columns, also those of indexes and composite types.
CREATE VIEW pg_attribute AS
    SELECT relid AS attrelid, name AS attname, typid AS atttypid, -1 AS attstattarget, len AS attlen,
        num AS attnum, ndims AS attndims, -1 AS attcacheoff, typmod AS atttypmod, byval AS attbyval,
        align AS attalign, storage AS attstorage, '' AS attcompression, a.notnull AS attnotnull,
        adsrc IS NOT NULL AS atthasdef, false AS atthasmissing, identity AS attidentity,
        generated AS attgenerated, false AS attisdropped, true AS attislocal, 0 AS attinhcount,
        collid AS attcollation, NULL::VARCHAR[] AS attacl, NULL::VARCHAR[] AS attoptions,
        NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
    FROM {now}att AS a;

CREATE VIEW pg_attrdef AS
    SELECT _pg.main.oid_of('attrdef', a.relid, a.num) AS oid, a.relid AS adrelid,
        a.num AS adnum, a.adsrc AS adbin
    FROM {now}att AS a WHERE a.adsrc IS NOT NULL;

CREATE VIEW pg_constraint AS
    SELECT oid, name AS conname, ns AS connamespace, type AS contype, c.deferrable AS condeferrable,
        c.deferred AS condeferred, validated AS convalidated, relid AS conrelid, typid AS contypid,
        indid AS conindid, 0::UINTEGER AS conparentid, frelid AS confrelid, updtype AS confupdtype,
        deltype AS confdeltype, matchtype AS confmatchtype, true AS conislocal, 0 AS coninhcount,
        type <> 'c' AS connoinherit, key AS conkey, fkey AS confkey,
        NULL::UINTEGER[] AS conpfeqop, NULL::UINTEGER[] AS conppeqop,
        NULL::UINTEGER[] AS conffeqop, NULL::SMALLINT[] AS confdelsetcols,
        NULL::UINTEGER[] AS conexclop,
        bin AS conbin
    FROM {now}con AS c;

CREATE VIEW pg_index AS
    SELECT oid AS indexrelid, relid AS indrelid, len(key)::SMALLINT AS indnatts,
        nkeys AS indnkeyatts, isunique AS indisunique, false AS indnullsnotdistinct,
        isprimary AS indisprimary, false AS indisexclusion, true AS indimmediate,
        false AS indisclustered, true AS indisvalid, false AS indcheckxmin, true AS indisready,
        true AS indislive, false AS indisreplident, key AS indkey, collations AS indcollation,
        classes AS indclass, options AS indoption,
        CASE WHEN len(exprs) > 0 THEN array_to_string(exprs, ', ') END AS indexprs, pred AS indpred
    FROM {now}idx;
