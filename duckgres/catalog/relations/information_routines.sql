-- information_schema: functions and their parameters.

CREATE VIEW {is}routines AS SELECT
    _pg.main.database_name() AS specific_catalog, n.nspname AS specific_schema,
    _pg.main.numbered_name(p.proname, p.oid) AS specific_name, _pg.main.database_name() AS routine_catalog,
    n.nspname AS routine_schema, p.proname AS routine_name,
    CASE p.prokind WHEN 'f' THEN 'FUNCTION' WHEN 'p' THEN 'PROCEDURE' END AS routine_type,
    NULL::VARCHAR AS module_catalog, NULL::VARCHAR AS module_schema, NULL::VARCHAR AS module_name,
    NULL::VARCHAR AS udt_catalog, NULL::VARCHAR AS udt_schema, NULL::VARCHAR AS udt_name,
    CASE WHEN p.prokind = 'p' THEN NULL WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN nt.nspname = 'pg_catalog' THEN _pg.main.type_words(t.typname) ELSE 'USER-DEFINED' END AS data_type,
    NULL::INTEGER AS character_maximum_length, NULL::INTEGER AS character_octet_length,
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    NULL::VARCHAR AS character_set_name, NULL::VARCHAR AS collation_catalog,
    NULL::VARCHAR AS collation_schema, NULL::VARCHAR AS collation_name, NULL::INTEGER AS numeric_precision,
    NULL::INTEGER AS numeric_precision_radix, NULL::INTEGER AS numeric_scale,
    NULL::INTEGER AS datetime_precision, NULL::VARCHAR AS interval_type,
    NULL::INTEGER AS interval_precision,
    CASE WHEN nt.nspname IS NOT NULL THEN _pg.main.database_name() END AS type_udt_catalog,
    nt.nspname AS type_udt_schema, t.typname AS type_udt_name, NULL::VARCHAR AS scope_catalog,
    NULL::VARCHAR AS scope_schema, NULL::VARCHAR AS scope_name, NULL::INTEGER AS maximum_cardinality,
    CASE WHEN p.prokind <> 'p' THEN '0' END AS dtd_identifier,
    CASE WHEN l.lanname = 'sql' THEN 'SQL' ELSE 'EXTERNAL' END AS routine_body,
    CASE WHEN _pg.main.is_own(n.oid) THEN p.prosrc END AS routine_definition,
    CASE WHEN l.lanname = 'c' THEN p.prosrc END AS external_name, upper(l.lanname) AS external_language,
    'GENERAL' AS parameter_style,
    CASE WHEN p.provolatile = 'i' THEN 'YES' ELSE 'NO' END AS is_deterministic,
    'MODIFIES' AS sql_data_access,
    CASE WHEN p.prokind = 'p' THEN NULL WHEN p.proisstrict THEN 'YES' ELSE 'NO' END AS is_null_call,
    NULL::VARCHAR AS sql_path, 'YES' AS schema_level_routine, 0 AS max_dynamic_result_sets,
    NULL::VARCHAR AS is_user_defined_cast, NULL::VARCHAR AS is_implicitly_invocable,
    CASE WHEN p.prosecdef THEN 'DEFINER' ELSE 'INVOKER' END AS security_type,
    NULL::VARCHAR AS to_sql_specific_catalog, NULL::VARCHAR AS to_sql_specific_schema,
    NULL::VARCHAR AS to_sql_specific_name, 'NO' AS as_locator, NULL::TIMESTAMPTZ AS created,
    NULL::TIMESTAMPTZ AS last_altered, NULL::VARCHAR AS new_savepoint_level, 'NO' AS is_udt_dependent,
    NULL::VARCHAR AS result_cast_from_data_type, NULL::VARCHAR AS result_cast_as_locator,
    NULL::INTEGER AS result_cast_char_max_length, NULL::INTEGER AS result_cast_char_octet_length,
    NULL::VARCHAR AS result_cast_char_set_catalog, NULL::VARCHAR AS result_cast_char_set_schema,
    NULL::VARCHAR AS result_cast_char_set_name, NULL::VARCHAR AS result_cast_collation_catalog,
    NULL::VARCHAR AS result_cast_collation_schema, NULL::VARCHAR AS result_cast_collation_name,
    NULL::INTEGER AS result_cast_numeric_precision, NULL::INTEGER AS result_cast_numeric_precision_radix,
    NULL::INTEGER AS result_cast_numeric_scale, NULL::INTEGER AS result_cast_datetime_precision,
    NULL::VARCHAR AS result_cast_interval_type, NULL::INTEGER AS result_cast_interval_precision,
    NULL::VARCHAR AS result_cast_type_udt_catalog, NULL::VARCHAR AS result_cast_type_udt_schema,
    NULL::VARCHAR AS result_cast_type_udt_name, NULL::VARCHAR AS result_cast_scope_catalog,
    NULL::VARCHAR AS result_cast_scope_schema, NULL::VARCHAR AS result_cast_scope_name,
    NULL::INTEGER AS result_cast_maximum_cardinality, NULL::VARCHAR AS result_cast_dtd_identifier
FROM {pg}pg_proc AS p
JOIN {pg}pg_namespace AS n ON n.oid = p.pronamespace
JOIN {pg}pg_language AS l ON l.oid = p.prolang
LEFT JOIN ({pg}pg_type AS t JOIN {pg}pg_namespace AS nt ON nt.oid = t.typnamespace)
    ON t.oid = p.prorettype AND p.prokind <> 'p';

CREATE VIEW {is}parameters AS SELECT
    _pg.main.database_name() AS specific_catalog, p.nspname AS specific_schema,
    _pg.main.numbered_name(p.proname, p.oid) AS specific_name, p.n::INTEGER AS ordinal_position,
    CASE p.proargmodes[p.n] WHEN 'o' THEN 'OUT' WHEN 'b' THEN 'INOUT' WHEN 't' THEN 'OUT' ELSE 'IN' END AS parameter_mode,
    'NO' AS is_result, 'NO' AS as_locator, nullif(p.proargnames[p.n], '') AS parameter_name,
    CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN nt.nspname = 'pg_catalog' THEN _pg.main.type_words(t.typname) ELSE 'USER-DEFINED' END AS data_type,
    NULL::INTEGER AS character_maximum_length, NULL::INTEGER AS character_octet_length,
    NULL::VARCHAR AS character_set_catalog, NULL::VARCHAR AS character_set_schema,
    NULL::VARCHAR AS character_set_name, NULL::VARCHAR AS collation_catalog,
    NULL::VARCHAR AS collation_schema, NULL::VARCHAR AS collation_name, NULL::INTEGER AS numeric_precision,
    NULL::INTEGER AS numeric_precision_radix, NULL::INTEGER AS numeric_scale,
    NULL::INTEGER AS datetime_precision, NULL::VARCHAR AS interval_type,
    NULL::INTEGER AS interval_precision, _pg.main.database_name() AS udt_catalog, nt.nspname AS udt_schema,
    t.typname AS udt_name, NULL::VARCHAR AS scope_catalog, NULL::VARCHAR AS scope_schema,
    NULL::VARCHAR AS scope_name, NULL::INTEGER AS maximum_cardinality, p.n::VARCHAR AS dtd_identifier,
    NULL::VARCHAR AS parameter_default
FROM (
    SELECT s.nspname, f.proname, f.oid, f.proargmodes, f.proargnames,
        coalesce(f.proallargtypes, f.proargtypes) AS types,
        unnest(range(1, len(coalesce(f.proallargtypes, f.proargtypes)) + 1)) AS n
    FROM {pg}pg_proc AS f JOIN {pg}pg_namespace AS s ON s.oid = f.pronamespace
) AS p
JOIN {pg}pg_type AS t ON t.oid = p.types[p.n]
JOIN {pg}pg_namespace AS nt ON nt.oid = t.typnamespace;
