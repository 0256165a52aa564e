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
    FROM {now}rel AS r
    UNION ALL
    SELECT oid, relname, relnamespace, reltype, 0, 10, relam,
        CASE WHEN relkind IN ('r', 'i', 't') AND NOT relisshared THEN oid ELSE 0 END, reltablespace,
        CASE relkind WHEN 'v' THEN 0 ELSE 1 END, CASE relkind WHEN 'v' THEN 0 ELSE -1 END, 0, 0,
        relhasindex, relisshared, 'p', relkind, relnatts, 0, relhasrules, false, false, false, false, true,
        relreplident, false, 0, CASE relkind WHEN 'r' THEN 3 ELSE 0 END,
        CASE relkind WHEN 'r' THEN 1 ELSE 0 END, NULL, reloptions, NULL
    FROM _pg.main.fixed_pg_class;

-- Columns, also those of indexes and composite types.
CREATE VIEW pg_attribute AS
    SELECT relid AS attrelid, name AS attname, typid AS atttypid, -1 AS attstattarget, len AS attlen,
        num AS attnum, ndims AS attndims, -1 AS attcacheoff, typmod AS atttypmod, byval AS attbyval,
        align AS attalign, storage AS attstorage, '' AS attcompression, a.notnull AS attnotnull,
        adsrc IS NOT NULL AS atthasdef, false AS atthasmissing, identity AS attidentity,
        generated AS attgenerated, false AS attisdropped, true AS attislocal, 0 AS attinhcount,
        collid AS attcollation, NULL::VARCHAR[] AS attacl, NULL::VARCHAR[] AS attoptions,
        NULL::VARCHAR[] AS attfdwoptions, NULL::VARCHAR AS attmissingval
    FROM {now}att AS a
    UNION ALL
    SELECT k.oid, CASE WHEN k.num <> 0 THEN a.name
             ELSE coalesce(nullif(regexp_extract(k.text, '^([a-z_][a-z0-9_]*)\(', 1), ''), 'expr') END, coalesce(a.typid, 25::UINTEGER), -1,
        coalesce(a.len, -1), k.place, coalesce(a.ndims, 0), -1, coalesce(a.typmod, -1),
        coalesce(a.byval, false), coalesce(a.align, 'i'), coalesce(a.storage, 'x'), '', false, false,
        false, '', '', false, true, 0, coalesce(a.collid, 100::UINTEGER), NULL, NULL, NULL, NULL
    FROM (
        SELECT oid, relid, unnest(key) AS num, unnest(texts) AS text, unnest(range(1, len(key) + 1))::SMALLINT AS place
        FROM {now}idx
    ) AS k LEFT JOIN {now}att AS a ON a.relid = k.relid AND a.num = k.num
    UNION ALL
    SELECT attrelid, attname, atttypid, -1, attlen, attnum, attndims, -1, -1, attbyval, attalign,
        attstorage, '', attnotnull, false, false, '', '', false, true, 0, attcollation, NULL, NULL,
        NULL, NULL
    FROM _pg.main.fixed_pg_attribute;

CREATE VIEW pg_attrdef AS
    SELECT _pg.main.oid_of('attrdef', a.relid, a.num) AS oid, a.relid AS adrelid,
        a.num AS adnum,
        CASE WHEN a.sequence IS NOT NULL THEN concat('nextval(',
                 _pg.main.quoted_literal(_pg.main.visible_path(a.sequence)), '::regclass)')
             ELSE a.adsrc END AS adbin
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
    FROM {now}con AS c
    UNION ALL
    SELECT oid, conname, connamespace, contype, false, false, true, conrelid, contypid, conindid, 0, 0,
        ' ', ' ', ' ', true, 0, connoinherit, conkey, NULL, NULL, NULL, NULL, NULL, NULL, conbin
    FROM _pg.main.fixed_pg_constraint;

CREATE VIEW pg_index AS
    SELECT oid AS indexrelid, relid AS indrelid, len(key)::SMALLINT AS indnatts,
        nkeys AS indnkeyatts, isunique AS indisunique, false AS indnullsnotdistinct,
        isprimary AS indisprimary, false AS indisexclusion, true AS indimmediate,
        false AS indisclustered, true AS indisvalid, false AS indcheckxmin, true AS indisready,
        true AS indislive, false AS indisreplident, key AS indkey, collations AS indcollation,
        classes AS indclass, options AS indoption,
        CASE WHEN len(exprs) > 0 THEN array_to_string(exprs, ', ') END AS indexprs, pred AS indpred
    FROM {now}idx
    UNION ALL
    SELECT indexrelid, indrelid, indnatts, indnkeyatts, indisunique, false, indisprimary, false, true,
        false, true, false, true, true, false, indkey, indcollation, indclass, indoption, NULL, NULL
    FROM _pg.main.fixed_pg_index;
