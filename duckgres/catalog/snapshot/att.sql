-- Columns of tables and views.
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
), columns AS (
    SELECT CASE WHEN database_name = 'temp' THEN -table_oid ELSE table_oid END AS id, column_name,
        column_index, column_default, is_nullable, comment, numeric_precision, numeric_scale,
        _pg.main.element_type(data_type) AS element,
        (length(data_type) - length(rtrim(data_type, '[]0123456789'))) > 0 AND ends_with(data_type, ']')
            AS is_array,
        CASE WHEN contains(comment, chr(31)) THEN _pg.main.facts(comment) END AS facts
    FROM duckdb_columns()
    WHERE database_name IN (current_database(), 'temp') AND NOT internal
      AND NOT (database_name = 'temp' AND starts_with(table_name, '_pg_'))
), named AS (
    SELECT c.*, rtrim(facts->>'type', '[]') AS said,
        coalesce(rtrim(facts->>'type', '[]'), d.pg, e.name,
            CASE WHEN starts_with(element, 'DECIMAL') THEN 'numeric'
                 WHEN starts_with(element, 'STRUCT') THEN 'record'
                 WHEN starts_with(element, 'ENUM') THEN 'text' ELSE 'json' END) AS type
    FROM columns AS c
    LEFT JOIN _pg.main.duckdb_types AS d ON d.name = c.element
    LEFT JOIN enums AS e ON e.text = c.element
)
SELECT r.oid AS relid, c.column_index::SMALLINT AS num, c.column_name AS name,
    CASE WHEN c.is_array THEN t.typarray ELSE t.oid END AS typid,
    coalesce((c.facts->>'typmod')::INTEGER,
        CASE WHEN starts_with(c.element, 'DECIMAL') AND c.element <> _pg.main.plain_numeric() THEN
            CASE WHEN c.is_array THEN _pg.main.decimal_typmod(c.element)
                 ELSE ((c.numeric_precision << 16) | c.numeric_scale) + 4 END END,
        -1)::INTEGER AS typmod,
    CASE WHEN c.is_array THEN -1 ELSE t.typlen END::SMALLINT AS len,
    CASE WHEN c.is_array THEN false ELSE t.typbyval END AS byval,
    CASE WHEN c.is_array AND t.typalign <> 'd' THEN 'i' ELSE t.typalign END AS align,
    CASE WHEN c.is_array THEN 'x' ELSE t.typstorage END AS storage, t.typcollation AS collid,
    c.is_array::INTEGER AS ndims, NOT c.is_nullable AND r.kind = 'r' AS notnull,
    CASE WHEN c.facts->>'identity' IS NOT NULL THEN NULL
         WHEN c.facts->>'sequence' IS NOT NULL
         THEN 'nextval(' || _pg.main.quoted_literal(_pg.main.shown_path(c.facts->>'sequence'))
              || '::regclass)'
         ELSE coalesce(c.facts->>'default', c.column_default) END AS adsrc,
    coalesce(c.facts->>'identity', '') AS identity, coalesce(c.facts->>'generated', '') AS generated,
    c.facts->>'sequence' AS sequence, _pg.main.said(c.comment) AS comment
FROM named AS c JOIN {now}rel AS r ON r.id = c.id AND r.kind IN ('r', 'v', 'm')
LEFT JOIN types AS t ON t.name = c.type
