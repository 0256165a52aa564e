-- information_schema: types, domains, elements of arrays, collations.

CREATE VIEW {is}attributes AS SELECT
    _pg.main.database_name() AS udt_catalog, nc.nspname AS udt_schema, c.relname AS udt_name,
    a.attname AS attribute_name, a.attnum::INTEGER AS ordinal_position, NULL::VARCHAR AS attribute_default,
    CASE WHEN a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) THEN 'NO' ELSE 'YES' END AS is_nullable,
    CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN nt.nspname = 'pg_catalog' THEN _pg.main.type_words(t.typname) ELSE 'USER-DEFINED' END AS data_type,
    _pg.main._pg_char_max_length(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS character_maximum_length,
    _pg.main._pg_char_octet_length(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS character_octet_length,
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    NULL::VARCHAR AS character_set_name,
    CASE WHEN nco.nspname IS NOT NULL THEN _pg.main.database_name() END AS collation_catalog,
    nco.nspname AS collation_schema, co.collname AS collation_name,
    _pg.main._pg_numeric_precision(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS numeric_precision,
    _pg.main._pg_numeric_precision_radix(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS numeric_precision_radix,
    _pg.main._pg_numeric_scale(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS numeric_scale,
    _pg.main._pg_datetime_precision(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS datetime_precision,
    _pg.main._pg_interval_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) AS interval_type,
    NULL::INTEGER AS interval_precision, _pg.main.database_name() AS attribute_udt_catalog,
    nt.nspname AS attribute_udt_schema, t.typname AS attribute_udt_name, NULL::VARCHAR AS scope_catalog,
    NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name, NULL::INTEGER AS maximum_cardinality,
    a.attnum::VARCHAR AS dtd_identifier, 'NO' AS is_derived_reference_attribute
FROM {pg}pg_attribute AS a
JOIN {pg}pg_class AS c ON a.attrelid = c.oid AND c.relkind = 'c'
JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
JOIN {pg}pg_type AS t ON a.atttypid = t.oid
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
LEFT JOIN ({pg}pg_collation AS co JOIN {pg}pg_namespace AS nco ON co.collnamespace = nco.oid)
    ON a.attcollation = co.oid AND co.oid <> 100
WHERE a.attnum > 0 AND NOT a.attisdropped;

CREATE VIEW {is}domains AS SELECT
    _pg.main.database_name() AS domain_catalog, nt.nspname AS domain_schema, t.typname AS domain_name,
    CASE WHEN bt.typelem <> 0 AND bt.typlen = -1 THEN 'ARRAY' WHEN nbt.nspname = 'pg_catalog' THEN _pg.main.type_words(bt.typname) ELSE 'USER-DEFINED' END AS data_type,
    _pg.main._pg_char_max_length(t.typbasetype, t.typtypmod) AS character_maximum_length,
    _pg.main._pg_char_octet_length(t.typbasetype, t.typtypmod) AS character_octet_length,
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    NULL::VARCHAR AS character_set_name,
    CASE WHEN nco.nspname IS NOT NULL THEN _pg.main.database_name() END AS collation_catalog,
    nco.nspname AS collation_schema, co.collname AS collation_name,
    _pg.main._pg_numeric_precision(t.typbasetype, t.typtypmod) AS numeric_precision,
    _pg.main._pg_numeric_precision_radix(t.typbasetype, t.typtypmod) AS numeric_precision_radix,
    _pg.main._pg_numeric_scale(t.typbasetype, t.typtypmod) AS numeric_scale,
    _pg.main._pg_datetime_precision(t.typbasetype, t.typtypmod) AS datetime_precision,
    _pg.main._pg_interval_type(t.typbasetype, t.typtypmod) AS interval_type,
    NULL::INTEGER AS interval_precision, t.typdefault AS domain_default,
    _pg.main.database_name() AS udt_catalog, nbt.nspname AS udt_schema, bt.typname AS udt_name,
    NULL::VARCHAR AS scope_catalog, NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name,
    NULL::INTEGER AS maximum_cardinality, '1' AS dtd_identifier
FROM {pg}pg_type AS t
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
JOIN {pg}pg_type AS bt ON t.typbasetype = bt.oid
JOIN {pg}pg_namespace AS nbt ON bt.typnamespace = nbt.oid
LEFT JOIN ({pg}pg_collation AS co JOIN {pg}pg_namespace AS nco ON co.collnamespace = nco.oid)
    ON t.typcollation = co.oid AND co.oid <> 100
WHERE t.typtype = 'd';

CREATE VIEW {is}domain_udt_usage AS SELECT
    _pg.main.database_name() AS udt_catalog, nbt.nspname AS udt_schema, bt.typname AS udt_name,
    _pg.main.database_name() AS domain_catalog, nt.nspname AS domain_schema, t.typname AS domain_name
FROM {pg}pg_type AS t
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
JOIN {pg}pg_type AS bt ON t.typbasetype = bt.oid
JOIN {pg}pg_namespace AS nbt ON bt.typnamespace = nbt.oid
WHERE t.typtype = 'd' AND _pg.main.is_own(nbt.oid);

CREATE VIEW {is}column_domain_usage AS SELECT
    _pg.main.database_name() AS domain_catalog, nt.nspname AS domain_schema, t.typname AS domain_name,
    _pg.main.database_name() AS table_catalog, nc.nspname AS table_schema, c.relname AS table_name,
    a.attname AS column_name
FROM {pg}pg_attribute AS a
JOIN {pg}pg_class AS c ON a.attrelid = c.oid AND c.relkind IN ('r', 'v')
JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
JOIN {pg}pg_type AS t ON a.atttypid = t.oid
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
WHERE t.typtype = 'd' AND a.attnum > 0 AND NOT a.attisdropped AND _pg.main.is_own(nt.oid);

CREATE VIEW {is}column_udt_usage AS SELECT
    _pg.main.database_name() AS udt_catalog, coalesce(nbt.nspname, nt.nspname) AS udt_schema,
    coalesce(bt.typname, t.typname) AS udt_name, _pg.main.database_name() AS table_catalog,
    nc.nspname AS table_schema, c.relname AS table_name, a.attname AS column_name
FROM {pg}pg_attribute AS a
JOIN {pg}pg_class AS c ON a.attrelid = c.oid AND c.relkind IN ('r', 'v')
JOIN {pg}pg_namespace AS nc ON c.relnamespace = nc.oid
JOIN {pg}pg_type AS t ON a.atttypid = t.oid
JOIN {pg}pg_namespace AS nt ON t.typnamespace = nt.oid
LEFT JOIN ({pg}pg_type AS bt JOIN {pg}pg_namespace AS nbt ON bt.typnamespace = nbt.oid)
    ON t.typtype = 'd' AND t.typbasetype = bt.oid
WHERE a.attnum > 0 AND NOT a.attisdropped AND _pg.main.is_own(coalesce(nbt.oid, nt.oid));

CREATE VIEW {is}user_defined_types AS SELECT
    _pg.main.database_name() AS user_defined_type_catalog, n.nspname AS user_defined_type_schema,
    c.relname AS user_defined_type_name, 'STRUCTURED' AS user_defined_type_category,
    'YES' AS is_instantiable, NULL::VARCHAR AS is_final, NULL::VARCHAR AS ordering_form,
    NULL::VARCHAR AS ordering_category, NULL::VARCHAR AS ordering_routine_catalog,
    NULL::VARCHAR AS ordering_routine_schema, NULL::VARCHAR AS ordering_routine_name,
    NULL::VARCHAR AS reference_type, NULL::VARCHAR AS data_type, NULL::INTEGER AS character_maximum_length,
    NULL::INTEGER AS character_octet_length, NULL::VARCHAR AS character_set_catalog,
    NULL::VARCHAR AS character_set_schema, NULL::VARCHAR AS character_set_name,
    NULL::VARCHAR AS collation_catalog, NULL::VARCHAR AS collation_schema, NULL::VARCHAR AS collation_name,
    NULL::INTEGER AS numeric_precision, NULL::INTEGER AS numeric_precision_radix,
    NULL::INTEGER AS numeric_scale, NULL::INTEGER AS datetime_precision, NULL::VARCHAR AS interval_type,
    NULL::INTEGER AS interval_precision, NULL::VARCHAR AS source_dtd_identifier,
    NULL::VARCHAR AS ref_dtd_identifier
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'c';

CREATE VIEW {is}data_type_privileges AS
SELECT
    _pg.main.database_name() AS object_catalog, x.schema AS object_schema, x.name AS object_name, x.kind AS object_type,
    x.dtd AS dtd_identifier
FROM (
    SELECT udt_schema AS schema, udt_name AS name, 'USER-DEFINED TYPE' AS kind, dtd_identifier AS dtd
    FROM {is}attributes
    UNION ALL
    SELECT table_schema, table_name, 'TABLE', dtd_identifier FROM {is}columns
    UNION ALL
    SELECT domain_schema, domain_name, 'DOMAIN', dtd_identifier FROM {is}domains
    UNION ALL
    SELECT specific_schema, specific_name, 'ROUTINE', dtd_identifier FROM {is}parameters
    UNION ALL
    SELECT specific_schema, specific_name, 'ROUTINE', dtd_identifier FROM {is}routines
) AS x;

CREATE VIEW {is}element_types AS SELECT
    _pg.main.database_name() AS object_catalog, n.nspname AS object_schema, x.name AS object_name,
    x.kind AS object_type, x.dtd::VARCHAR AS collection_type_identifier,
    CASE WHEN nbt.nspname = 'pg_catalog' THEN _pg.main.type_words(bt.typname) ELSE 'USER-DEFINED' END AS data_type,
    NULL::INTEGER AS character_maximum_length, NULL::INTEGER AS character_octet_length,
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    NULL::VARCHAR AS character_set_name,
    CASE WHEN nco.nspname IS NOT NULL THEN _pg.main.database_name() END AS collation_catalog,
    nco.nspname AS collation_schema, co.collname AS collation_name, NULL::INTEGER AS numeric_precision,
    NULL::INTEGER AS numeric_precision_radix, NULL::INTEGER AS numeric_scale,
    NULL::INTEGER AS datetime_precision, NULL::VARCHAR AS interval_type,
    NULL::INTEGER AS interval_precision, NULL::VARCHAR AS domain_default,
    _pg.main.database_name() AS udt_catalog, nbt.nspname AS udt_schema, bt.typname AS udt_name,
    NULL::VARCHAR AS scope_catalog, NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name,
    NULL::INTEGER AS maximum_cardinality, 'a' || x.dtd AS dtd_identifier
FROM (
    SELECT c.relnamespace AS ns, c.relname AS name,
        CASE WHEN c.relkind = 'c' THEN 'USER-DEFINED TYPE' ELSE 'TABLE' END AS kind,
        a.attnum::BIGINT AS dtd, a.atttypid AS typid, a.attcollation AS collation
    FROM {pg}pg_class AS c JOIN {pg}pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'v', 'c') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT typnamespace, typname, 'DOMAIN', 1, typbasetype, typcollation FROM {pg}pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT pronamespace, _pg.main.numbered_name(proname, oid), 'ROUTINE',
        unnest(range(1, len(coalesce(proallargtypes, proargtypes)) + 1)),
        unnest(coalesce(proallargtypes, proargtypes)), 0
    FROM {pg}pg_proc
    UNION ALL
    SELECT pronamespace, _pg.main.numbered_name(proname, oid), 'ROUTINE', 0, prorettype, 0 FROM {pg}pg_proc
) AS x
JOIN {pg}pg_namespace AS n ON n.oid = x.ns
JOIN {pg}pg_type AS t ON t.oid = x.typid AND t.typelem <> 0 AND t.typlen = -1
JOIN {pg}pg_type AS bt ON bt.oid = t.typelem
JOIN {pg}pg_namespace AS nbt ON nbt.oid = bt.typnamespace
LEFT JOIN ({pg}pg_collation AS co JOIN {pg}pg_namespace AS nco ON co.collnamespace = nco.oid)
    ON x.collation = co.oid AND co.oid <> 100;

CREATE VIEW {is}collations AS SELECT
    _pg.main.database_name() AS collation_catalog, nc.nspname AS collation_schema,
    coll.collname AS collation_name, 'NO PAD' AS pad_attribute
FROM {pg}pg_collation AS coll JOIN {pg}pg_namespace AS nc ON nc.oid = coll.collnamespace
WHERE coll.collencoding IN (-1, 6);

CREATE VIEW {is}collation_character_set_applicability AS SELECT
    _pg.main.database_name() AS collation_catalog, nc.nspname AS collation_schema,
    coll.collname AS collation_name, NULL::VARCHAR AS character_set_catalog,
    NULL::VARCHAR AS character_set_schema, 'UTF8' AS character_set_name
FROM {pg}pg_collation AS coll JOIN {pg}pg_namespace AS nc ON nc.oid = coll.collnamespace
WHERE coll.collencoding IN (-1, 6);

CREATE VIEW {is}character_sets AS SELECT
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    'UTF8' AS character_set_name, 'UCS' AS character_repertoire, 'UTF8' AS form_of_use,
    _pg.main.database_name() AS default_collate_catalog, 'pg_catalog' AS default_collate_schema,
    'C.UTF-8' AS default_collate_name;
