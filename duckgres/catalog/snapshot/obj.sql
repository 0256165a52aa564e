-- What is a row of pg_class and an entry of DuckDB's catalog: tables, views, sequences, indexes
-- and composite types. id is DuckDB's number of it, negative for what is temporary; of is the
-- table's, for an index.
WITH found AS (
    SELECT CASE WHEN contains(comment, '"query"') AND _pg.main.fact(comment, 'query') IS NOT NULL
                THEN 'm' ELSE 'r' END AS kind,
        database_name = 'temp' AS temporary, schema_name, table_name AS name, table_oid AS id,
        NULL::BIGINT AS of, comment, column_count AS natts, estimated_size AS tuples,
        index_count > 0 AS hasindex, NULL::VARCHAR AS sql,
        false AS isunique, NULL::VARCHAR AS expressions
    FROM duckdb_tables()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
      AND NOT (database_name = 'temp' AND starts_with(table_name, '_pg_'))
    UNION ALL
    SELECT 'v', database_name = 'temp', schema_name, view_name, view_oid, NULL, comment,
        column_count, 0, false, sql, false, NULL
    FROM duckdb_views() WHERE database_name IN (current_database(), 'temp') AND NOT internal
    UNION ALL
    SELECT 'S', database_name = 'temp', schema_name, sequence_name, sequence_oid, NULL, comment,
        3, 1, false, NULL, false, NULL
    FROM duckdb_sequences() WHERE database_name IN (current_database(), 'temp')
    UNION ALL
    SELECT 'i', database_name = 'temp', schema_name, index_name, index_oid, table_oid, comment,
        len(expressions::VARCHAR[]), 0, false, NULL, is_unique, expressions
    FROM duckdb_indexes() WHERE database_name IN (current_database(), 'temp')
    UNION ALL
    SELECT 'c', false, schema_name, type_name, NULL, NULL, comment,
        coalesce(json_array_length(_pg.main.facts(comment)->'attributes'), 0), 0, false, NULL, false, NULL
    FROM duckdb_types()
    WHERE database_name = current_database() AND NOT internal AND logical_type = 'STRUCT'
), taken AS (
    SELECT TRY_CAST(_pg.main.fact(comment, 'oid') AS UINTEGER) AS oid FROM found
    WHERE contains(comment, '"oid"') AND _pg.main.fact(comment, 'oid') IS NOT NULL
)
SELECT
    coalesce(TRY_CAST(_pg.main.fact(comment, 'oid') AS UINTEGER),
             -- The name of something that has another one now: its OID is taken.
             CASE WHEN _pg.main.oid_of('class', schema, name) IN (FROM taken)
                  THEN _pg.main.oid_of('class', schema, name || chr(31))
                  ELSE _pg.main.oid_of('class', schema, name) END) AS oid,
    name, schema, kind, CASE WHEN temporary THEN 't' ELSE 'p' END AS persistence,
    CASE WHEN temporary THEN -id ELSE id END AS id, CASE WHEN temporary THEN -of ELSE of END AS of,
    natts::SMALLINT AS natts, tuples::REAL AS tuples, hasindex,
    CASE WHEN kind IN ('r', 'v', 'm', 'c') THEN _pg.main.oid_of('type', schema, name) END AS typid,
    _pg.main.said(comment) AS comment, _pg.main.facts(comment) AS facts, sql, isunique, expressions
FROM (SELECT CASE WHEN temporary THEN 'pg_temp_1' ELSE schema_name END AS schema, * FROM found)
