-- What describes the objects of a database beside pg_class and its kin.
CREATE VIEW pg_sequence AS
    SELECT relid AS seqrelid, typid AS seqtypid, s.start AS seqstart, s.increment AS seqincrement,
        s.max AS seqmax, s.min AS seqmin, s.cache AS seqcache, s.cycle AS seqcycle
    FROM {now}seq AS s;

CREATE VIEW pg_description AS
    SELECT objoid, classoid, objsubid, description FROM {now}descr
    UNION ALL
    SELECT objoid, classoid, 0, description FROM _pg.main.fixed_pg_description;

CREATE VIEW pg_proc AS
    SELECT oid, proname, pronamespace, 10::UINTEGER AS proowner, prolang, procost, prorows, provariadic,
        prosupport, prokind, false AS prosecdef, proleakproof, proisstrict, proretset, provolatile,
        proparallel, pronargs, pronargdefaults, prorettype, proargtypes, proallargtypes, proargmodes,
        proargnames, proargdefaults, NULL::UINTEGER[] AS protrftypes, prosrc, probin,
        NULL::VARCHAR AS prosqlbody, NULL::VARCHAR[] AS proconfig, NULL::VARCHAR[] AS proacl
    FROM _pg.main.fixed_pg_proc
    UNION ALL
    SELECT p.oid, p.name, p.ns, 10, 14, 100, CASE WHEN p.returnsset THEN 1000 ELSE 0 END, 0, 0, p.kind,
        false, false, p.isstrict, p.returnsset, p.volatility, p.parallel, len(p.args)::SMALLINT,
        len(list_filter(p.defaults, lambda d: d <> ''))::SMALLINT, p.result, p.args,
        CASE WHEN len(list_filter(p.allmodes, lambda m: m <> 'i')) > 0 THEN p.alltypes END,
        CASE WHEN len(list_filter(p.allmodes, lambda m: m <> 'i')) > 0 THEN p.allmodes END,
        CASE WHEN len(list_filter(p.argnames, lambda n: n <> '')) > 0 THEN p.allnames END,
        nullif(list_aggregate(list_filter(p.defaults, lambda d: d <> ''), 'string_agg', ', '), ''),
        NULL, p.body, NULL, NULL, NULL, NULL
    FROM {now}proc AS p;

-- Dependencies that DuckDB keeps, or that facts tell of; not the columns that a view reads.
CREATE VIEW pg_depend AS
    SELECT 1259::UINTEGER AS classid, r.oid AS objid, 0 AS objsubid, 2615::UINTEGER AS refclassid,
        r.ns AS refobjid, 0 AS refobjsubid, 'n' AS deptype
    FROM {now}rel AS r WHERE r.kind IN ('r', 'v', 'm', 'S')
    UNION ALL
    SELECT 1247, t.oid, 0, CASE WHEN t.elem <> 0 THEN 1247 WHEN t.kind = 'c' THEN 1259 ELSE 2615 END,
        CASE WHEN t.elem <> 0 THEN t.elem WHEN t.kind = 'c' THEN t.relid ELSE t.ns END, 0,
        CASE WHEN t.elem <> 0 OR t.kind = 'c' THEN 'i' ELSE 'n' END
    FROM {now}typ AS t
    UNION ALL
    SELECT 1259, s.relid, 0, 1259, s.ownerrel, s.ownercol::INTEGER,
        CASE WHEN s.identity <> '' THEN 'i' ELSE 'a' END
    FROM {now}seq AS s WHERE s.ownerrel IS NOT NULL
    UNION ALL
    SELECT 2604, d.oid, 0, 1259, d.adrelid, d.adnum, CASE WHEN a.generated <> '' THEN 'i' ELSE 'a' END
    FROM {pg}pg_attrdef AS d JOIN {now}att AS a ON a.relid = d.adrelid AND a.num = d.adnum
    UNION ALL
    SELECT 2604, d.oid, 0, 1259, s.relid, 0, 'n'
    FROM {now}seq AS s JOIN {pg}pg_attrdef AS d ON d.adrelid = s.ownerrel AND d.adnum = s.ownercol
    UNION ALL
    SELECT 2606, oid, 0, 1259, relid, unnest(key)::INTEGER, 'a' FROM {now}con WHERE relid <> 0
    UNION ALL
    SELECT 2606, oid, 0, 1247, typid, 0, 'a' FROM {now}con WHERE typid <> 0
    UNION ALL
    SELECT 2606, oid, 0, 1259, frelid, unnest(fkey)::INTEGER, 'n' FROM {now}con WHERE type = 'f'
    UNION ALL
    SELECT 2606, oid, 0, 1259, indid, 0, 'n' FROM {now}con WHERE type = 'f' AND indid <> 0
    UNION ALL
    SELECT 1259, indid, 0, 2606, oid, 0, 'i' FROM {now}con WHERE type IN ('p', 'u')
    UNION ALL
    SELECT 1259, i.oid, 0, 1259, i.relid, unnest(list_distinct(i.key))::INTEGER, 'a'
    FROM {now}idx AS i WHERE NOT i.isconstraint
    UNION ALL
    SELECT 1255, p.oid, 0, 2615, p.ns, 0, 'n' FROM {now}proc AS p
    UNION ALL
    SELECT 2618, w.oid, 0, 1259, w.ev_class, 0, unnest(['i', 'n']) FROM {pg}pg_rewrite AS w WHERE w.ev_class >= 16384;

CREATE VIEW pg_views AS
    SELECT r.schema AS schemaname, r.name AS viewname, _pg.main.user_name() AS viewowner,
        v._pg_text AS definition
    FROM {now}rel AS r JOIN {pg}view_texts AS v ON v._pg_oid = r.oid WHERE r.kind = 'v'
    UNION ALL
    SELECT n.nspname, c.relname, 'postgres', NULL
    FROM _pg.main.fixed_pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'v';

CREATE VIEW pg_matviews AS
    SELECT r.schema AS schemaname, r.name AS matviewname, _pg.main.user_name() AS matviewowner,
        NULL::VARCHAR AS tablespace, r.hasindex AS hasindexes, true AS ispopulated,
        v._pg_text AS definition
    FROM {now}rel AS r JOIN {pg}view_texts AS v ON v._pg_oid = r.oid WHERE r.kind = 'm';

CREATE VIEW pg_tables AS
    SELECT r.schema AS schemaname, r.name AS tablename, _pg.main.user_name() AS tableowner,
        NULL::VARCHAR AS tablespace, r.hasindex AS hasindexes, false AS hasrules, false AS hastriggers,
        false AS rowsecurity
    FROM {now}rel AS r WHERE r.kind = 'r'
    UNION ALL
    SELECT n.nspname, c.relname, 'postgres', CASE WHEN c.relisshared THEN 'pg_global' END, c.relhasindex,
        c.relhasrules, false, false
    FROM _pg.main.fixed_pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r';

CREATE VIEW pg_indexes AS
    SELECT t.schema AS schemaname, t.name AS tablename, r.name AS indexname, NULL::VARCHAR AS tablespace,
        {pg}pg_get_indexdef(r.oid) AS indexdef
    FROM {now}idx AS i JOIN {now}rel AS r ON r.oid = i.oid JOIN {now}rel AS t ON t.oid = i.relid
    UNION ALL
    SELECT n.nspname, t.relname, r.relname, CASE WHEN t.relisshared THEN 'pg_global' END,
        {pg}pg_get_indexdef(r.oid)
    FROM _pg.main.fixed_pg_index AS i JOIN _pg.main.fixed_pg_class AS r ON r.oid = i.indexrelid
    JOIN _pg.main.fixed_pg_class AS t ON t.oid = i.indrelid
    JOIN {pg}pg_namespace AS n ON n.oid = t.relnamespace;

CREATE VIEW pg_sequences AS
    SELECT r.schema AS schemaname, r.name AS sequencename, _pg.main.user_name() AS sequenceowner,
        s.typid AS data_type, s.start AS start_value, s.min AS min_value, s.max AS max_value,
        s.increment AS increment_by, s.cycle, s.cache AS cache_size, d.last_value
    FROM {now}seq AS s JOIN {now}rel AS r ON r.oid = s.relid
    LEFT JOIN duckdb_sequences() AS d ON d.sequence_oid = abs(r.id)
        AND d.database_name = CASE WHEN r.id < 0 THEN 'temp' ELSE current_database() END;
