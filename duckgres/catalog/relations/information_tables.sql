-- information_schema: schemas, tables, views, columns, sequences. After PostgreSQL's own information_schema.sql;
-- what is own is the user's, what is not is everybody's to read.

CREATE VIEW {is}information_schema_catalog_name AS SELECT
    _pg.main.database_name() AS catalog_name;

CREATE VIEW {is}schemata AS SELECT
    _pg.main.database_name() AS catalog_name, n.nspname AS schema_name,
    _pg.main.user_name() AS schema_owner, NULL::VARCHAR AS default_character_set_catalog,
    NULL::VARCHAR AS default_character_set_schema, NULL::VARCHAR AS default_character_set_name,
    NULL::VARCHAR AS sql_path
FROM {pg}pg_namespace AS n;

CREATE VIEW {is}tables AS SELECT
    _pg.main.database_name() AS table_catalog, nc.nspname AS table_schema, c.relname AS table_name,
    CASE WHEN c.relkind = 'v' THEN 'VIEW' WHEN c.relpersistence = 't' THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END AS table_type,
    NULL::VARCHAR AS self_referencing_column_name, NULL::VARCHAR AS reference_generation,
    NULL::VARCHAR AS user_defined_type_catalog, NULL::VARCHAR AS user_defined_type_schema,
    NULL::VARCHAR AS user_defined_type_name,
    CASE WHEN c.relkind = 'r' THEN 'YES' ELSE 'NO' END AS is_insertable_into, 'NO' AS is_typed,
    NULL::VARCHAR AS commit_action
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
WHERE c.relkind IN ('r', 'v');

CREATE VIEW {is}views AS SELECT
    _pg.main.database_name() AS table_catalog, v.schemaname AS table_schema, v.viewname AS table_name,
    CASE WHEN v.schemaname NOT IN ('pg_catalog', 'information_schema') THEN v.definition END AS view_definition,
    'NONE' AS check_option, 'NO' AS is_updatable, 'NO' AS is_insertable_into, 'NO' AS is_trigger_updatable,
    'NO' AS is_trigger_deletable, 'NO' AS is_trigger_insertable_into
FROM {pg}pg_views AS v;

CREATE VIEW {is}columns AS SELECT
    _pg.main.database_name() AS table_catalog, nc.nspname AS table_schema, c.relname AS table_name,
    a.attname AS column_name, a.attnum::INTEGER AS ordinal_position,
    CASE WHEN a.attgenerated = '' THEN ad.adbin END AS column_default,
    CASE WHEN a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) THEN 'NO' ELSE 'YES' END AS is_nullable,
    CASE WHEN t.typtype = 'd' AND bt.typelem <> 0 AND bt.typlen = -1 THEN 'ARRAY' WHEN t.typtype = 'd' AND nbt.nspname = 'pg_catalog' THEN _pg.main.type_words(bt.typname) WHEN t.typtype = 'd' THEN 'USER-DEFINED' WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN nt.nspname = 'pg_catalog' THEN _pg.main.type_words(t.typname) ELSE 'USER-DEFINED' END AS data_type,
    _pg.main._pg_char_max_length(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS character_maximum_length,
    _pg.main._pg_char_octet_length(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS character_octet_length,
    _pg.main._pg_numeric_precision(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS numeric_precision,
    _pg.main._pg_numeric_precision_radix(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS numeric_precision_radix,
    _pg.main._pg_numeric_scale(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS numeric_scale,
    _pg.main._pg_datetime_precision(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS datetime_precision,
    _pg.main._pg_interval_type(coalesce(bt.oid, t.oid), CASE WHEN bt.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END) AS interval_type,
    NULL::INTEGER AS interval_precision, NULL::VARCHAR AS character_set_catalog,
    NULL::VARCHAR AS character_set_schema, NULL::VARCHAR AS character_set_name,
    CASE WHEN nco.nspname IS NOT NULL THEN _pg.main.database_name() END AS collation_catalog,
    nco.nspname AS collation_schema, co.collname AS collation_name,
    CASE WHEN t.typtype = 'd' THEN _pg.main.database_name() END AS domain_catalog,
    CASE WHEN t.typtype = 'd' THEN nt.nspname END AS domain_schema,
    CASE WHEN t.typtype = 'd' THEN t.typname END AS domain_name, _pg.main.database_name() AS udt_catalog,
    coalesce(nbt.nspname, nt.nspname) AS udt_schema, coalesce(bt.typname, t.typname) AS udt_name,
    NULL::VARCHAR AS scope_catalog, NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name,
    NULL::INTEGER AS maximum_cardinality, a.attnum::VARCHAR AS dtd_identifier, 'NO' AS is_self_referencing,
    CASE WHEN a.attidentity <> '' THEN 'YES' ELSE 'NO' END AS is_identity,
    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity_generation,
    CASE WHEN a.attidentity <> '' THEN seq.start::VARCHAR END AS identity_start,
    CASE WHEN a.attidentity <> '' THEN seq.increment::VARCHAR END AS identity_increment,
    CASE WHEN a.attidentity <> '' THEN seq.max::VARCHAR END AS identity_maximum,
    CASE WHEN a.attidentity <> '' THEN seq.min::VARCHAR END AS identity_minimum,
    CASE WHEN a.attidentity <> '' AND seq.cycle THEN 'YES' ELSE 'NO' END AS identity_cycle,
    CASE WHEN a.attgenerated = '' THEN 'NEVER' ELSE 'ALWAYS' END AS is_generated,
    CASE WHEN a.attgenerated <> '' THEN ad.adbin END AS generation_expression,
    CASE WHEN c.relkind = 'r' THEN 'YES' ELSE 'NO' END AS is_updatable
FROM {pg}pg_attribute AS a
JOIN {pg}pg_class AS c ON a.attrelid = c.oid
JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
JOIN {pg}pg_type AS t ON a.atttypid = t.oid
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
LEFT JOIN {pg}pg_attrdef AS ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
LEFT JOIN ({pg}pg_type AS bt JOIN {pg}pg_namespace AS nbt ON bt.typnamespace = nbt.oid)
    ON t.typtype = 'd' AND t.typbasetype = bt.oid
LEFT JOIN ({pg}pg_collation AS co JOIN {pg}pg_namespace AS nco ON co.collnamespace = nco.oid)
    ON a.attcollation = co.oid AND co.oid <> 100
LEFT JOIN {now}seq AS seq ON seq.ownerrel = c.oid AND seq.ownercol = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v');

CREATE VIEW {is}sequences AS SELECT
    _pg.main.database_name() AS sequence_catalog, nc.nspname AS sequence_schema, c.relname AS sequence_name,
    _pg.main.type_words(t.typname) AS data_type,
    _pg.main._pg_numeric_precision(s.seqtypid, -1) AS numeric_precision,
    _pg.main._pg_numeric_precision_radix(s.seqtypid, -1) AS numeric_precision_radix,
    _pg.main._pg_numeric_scale(s.seqtypid, -1) AS numeric_scale, s.seqstart::VARCHAR AS start_value,
    s.seqmin::VARCHAR AS minimum_value, s.seqmax::VARCHAR AS maximum_value,
    s.seqincrement::VARCHAR AS increment, CASE WHEN s.seqcycle THEN 'YES' ELSE 'NO' END AS cycle_option
FROM {pg}pg_sequence AS s
JOIN {pg}pg_class AS c ON c.oid = s.seqrelid
JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
JOIN {pg}pg_type AS t ON t.oid = s.seqtypid
WHERE NOT EXISTS (FROM {now}seq AS q WHERE q.relid = s.seqrelid AND q.identity <> '');

CREATE VIEW {is}view_table_usage AS SELECT DISTINCT
    _pg.main.database_name() AS view_catalog, nv.nspname AS view_schema, v.relname AS view_name,
    _pg.main.database_name() AS table_catalog, nt.nspname AS table_schema, t.relname AS table_name
FROM {pg}pg_rewrite AS w
JOIN {pg}pg_class AS v ON v.oid = w.ev_class
JOIN {pg}pg_namespace AS nv ON nv.oid = v.relnamespace
JOIN {pg}pg_depend AS d ON d.classid = 2618 AND d.objid = w.oid AND d.refclassid = 1259 AND d.deptype = 'n'
JOIN {pg}pg_class AS t ON t.oid = d.refobjid AND t.oid <> v.oid AND t.relkind IN ('r', 'v')
JOIN {pg}pg_namespace AS nt ON nt.oid = t.relnamespace
WHERE v.relkind = 'v' AND _pg.main.is_own(nt.oid);

CREATE VIEW {is}view_column_usage AS SELECT DISTINCT
    _pg.main.database_name() AS view_catalog, nv.nspname AS view_schema, v.relname AS view_name,
    _pg.main.database_name() AS table_catalog, nt.nspname AS table_schema, t.relname AS table_name,
    a.attname AS column_name
FROM {pg}pg_rewrite AS w
JOIN {pg}pg_class AS v ON v.oid = w.ev_class
JOIN {pg}pg_namespace AS nv ON nv.oid = v.relnamespace
JOIN {pg}pg_depend AS d ON d.classid = 2618 AND d.objid = w.oid AND d.refclassid = 1259 AND d.deptype = 'n'
JOIN {pg}pg_class AS t ON t.oid = d.refobjid AND t.oid <> v.oid AND t.relkind IN ('r', 'v')
JOIN {pg}pg_namespace AS nt ON nt.oid = t.relnamespace
JOIN {pg}pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE v.relkind = 'v' AND _pg.main.is_own(nt.oid);

CREATE VIEW {is}view_routine_usage AS SELECT DISTINCT
    _pg.main.database_name() AS table_catalog, nv.nspname AS table_schema, v.relname AS table_name,
    _pg.main.database_name() AS specific_catalog, np.nspname AS specific_schema,
    _pg.main.numbered_name(p.proname, p.oid) AS specific_name
FROM {pg}pg_rewrite AS w
JOIN {pg}pg_class AS v ON v.oid = w.ev_class
JOIN {pg}pg_namespace AS nv ON nv.oid = v.relnamespace
JOIN {pg}pg_depend AS d ON d.classid = 2618 AND d.objid = w.oid AND d.refclassid = 1255 AND d.deptype = 'n'
JOIN {pg}pg_proc AS p ON p.oid = d.refobjid
JOIN {pg}pg_namespace AS np ON np.oid = p.pronamespace
WHERE v.relkind = 'v' AND _pg.main.is_own(np.oid);

CREATE VIEW {is}column_column_usage AS SELECT DISTINCT
    _pg.main.database_name() AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
    ac.attname AS column_name, ad.attname AS dependent_column
FROM {pg}pg_attrdef AS atd
JOIN {pg}pg_class AS c ON c.oid = atd.adrelid
JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
JOIN {pg}pg_attribute AS ad ON ad.attrelid = c.oid AND ad.attnum = atd.adnum AND ad.attgenerated <> ''
JOIN {pg}pg_depend AS d ON d.classid = 2604 AND d.objid = atd.oid AND d.refclassid = 1259 AND d.refobjid = c.oid
JOIN {pg}pg_attribute AS ac ON ac.attrelid = c.oid AND ac.attnum = d.refobjsubid
WHERE ac.attnum <> ad.attnum;
