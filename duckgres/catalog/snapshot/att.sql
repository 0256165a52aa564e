-- Columns of tables and views. What a type of DuckDB's is to PostgreSQL is found once a type.
WITH types AS (
    SELECT typname AS name, oid, typlen, typbyval, typalign, typstorage, typcollation, typarray
    FROM _pg.main.fixed_pg_type
    UNION ALL
    SELECT schema || '.' || name, oid, len, byval, align, storage, collid, arrayid
    FROM {now}typ WHERE elem = 0
), enums AS (
    SELECT 'ENUM(' || array_to_string([concat('''', replace(l, '''', ''''''), '''') FOR l IN labels], ', ')
        || ')' AS text, min(schema || '.' || name) AS name
    FROM {now}typ WHERE kind = 'e' GROUP BY ALL
), columns AS MATERIALIZED (
    SELECT CASE WHEN database_name = 'temp' THEN -table_oid ELSE table_oid END AS id, column_name,
        column_index, column_default, is_nullable, data_type, comment,
        CASE WHEN contains(comment, chr(31)) THEN json_extract_string(split_part(comment, chr(31), 2), [
            '$.type', '$.typmod', '$.default', '$.identity', '$.generated', '$.sequence', '$.text'])
        END AS facts
    FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
      AND NOT (database_name = 'temp' AND starts_with(table_name, '_pg_'))
), kinds AS (
    SELECT data_type, ends_with(data_type, ']') AS is_array, _pg.main.element_type(data_type) AS element
    FROM (SELECT DISTINCT data_type FROM columns)
), known AS (
    SELECT k.data_type, k.is_array,
        coalesce(d.pg, e.name, CASE WHEN starts_with(element, 'DECIMAL') THEN 'numeric'
            WHEN starts_with(element, 'STRUCT') THEN 'record'
            WHEN starts_with(element, 'ENUM') THEN 'text' ELSE 'json' END) AS type,
        CASE WHEN starts_with(element, 'DECIMAL') AND element <> _pg.main.plain_numeric()
             THEN _pg.main.decimal_typmod(element) ELSE -1 END::INTEGER AS typmod
    FROM kinds AS k
    LEFT JOIN _pg.main.duckdb_types AS d ON d.name = k.element
    LEFT JOIN enums AS e ON e.text = k.element
), named AS (
    SELECT c.*, k.is_array, k.typmod, rtrim(c.facts[1], '[]') AS said, k.type
    FROM columns AS c JOIN known AS k ON k.data_type = c.data_type
), typed AS (
    SELECT DISTINCT is_array, said, type FROM named
), formed AS (
    SELECT n.is_array, n.said, n.type, CASE WHEN n.is_array THEN t.typarray ELSE t.oid END AS oid,
        CASE WHEN n.is_array THEN -1 ELSE t.typlen END::SMALLINT AS len,
        CASE WHEN n.is_array THEN false ELSE t.typbyval END AS byval,
        CASE WHEN n.is_array AND t.typalign <> 'd' THEN 'i' ELSE t.typalign END AS align,
        CASE WHEN n.is_array THEN 'x' ELSE t.typstorage END AS storage, t.typcollation AS collid
    FROM typed AS n LEFT JOIN types AS s ON s.name = n.said
    LEFT JOIN types AS t ON t.name = coalesce(s.name, n.type)
)
SELECT r.oid AS relid, c.column_index::SMALLINT AS num, c.column_name AS name, f.oid AS typid,
    coalesce(c.facts[2]::INTEGER, c.typmod) AS typmod, f.len, f.byval, f.align, f.storage, f.collid,
    c.is_array::INTEGER AS ndims, NOT c.is_nullable AND r.kind = 'r' AS notnull,
    CASE WHEN c.facts[4] IS NOT NULL THEN NULL
         WHEN c.facts[6] IS NOT NULL THEN 'nextval' -- the whole of it depends on the search path
         ELSE coalesce(c.facts[3], c.column_default) END AS adsrc,
    coalesce(c.facts[4], '') AS identity, coalesce(c.facts[5], '') AS generated,
    c.facts[6] AS sequence, CASE WHEN c.comment IS NOT NULL THEN _pg.main.said(c.comment) END AS comment
FROM named AS c
JOIN {now}obj AS r ON r.id = c.id AND r.kind IN ('r', 'v', 'm')
JOIN formed AS f ON f.is_array = c.is_array AND f.type = c.type AND f.said IS NOT DISTINCT FROM c.said
UNION ALL
SELECT o.oid, s.num, s.name, s.typid, -1, s.len, s.byval, s.align, 'p', 0, 0, true, NULL, '', '', NULL, NULL
FROM {now}obj AS o CROSS JOIN (VALUES
    (1::SMALLINT, 'last_value', 20::UINTEGER, 8::SMALLINT, true, 'd'),
    (2, 'log_cnt', 20, 8, true, 'd'), (3, 'is_called', 16, 1, true, 'c')
) AS s (num, name, typid, len, byval, align)
WHERE o.kind = 'S'
