-- Schemas. main is DuckDB's own default, and shown only where something is in it.
SELECT
    CASE schema_name WHEN 'public' THEN 2200::UINTEGER
         ELSE _pg.main.oid_of('namespace', '', schema_name) END AS oid,
    schema_name AS name,
    _pg.main.said(comment) AS comment
FROM duckdb_schemas()
WHERE database_name = current_database() AND schema_name NOT IN ('pg_catalog', 'information_schema')
  AND (schema_name <> 'main' OR EXISTS (FROM {now}obj AS o WHERE o.schema = 'main'))
UNION ALL VALUES
    (11::UINTEGER, 'pg_catalog', 'system catalog schema'),
    (99::UINTEGER, 'pg_toast', 'reserved schema for TOAST tables'),
    (13207::UINTEGER, 'information_schema', NULL)
UNION ALL
SELECT _pg.main.oid_of('namespace', '', 'pg_temp_1'), 'pg_temp_1', NULL
WHERE EXISTS (FROM {now}obj AS o WHERE o.persistence = 't')
