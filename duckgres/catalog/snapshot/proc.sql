-- The user's functions.
SELECT
    _pg.main.oid_of('proc', schema_name, function_name || '(' || array_to_string(parameters, ',') || ')')
        AS oid,
    function_name AS name, n.oid AS ns, schema_name AS schema, 'f' AS kind, parameters AS argnames,
    function_type = 'table_macro' AS returnsset, macro_definition AS body,
    _pg.main.said(f.comment) AS comment, _pg.main.facts(f.comment) AS facts
FROM duckdb_functions() AS f JOIN {now}ns AS n ON n.name = f.schema_name
WHERE database_name = current_database() AND NOT internal AND function_type IN ('macro', 'table_macro')
