-- Constraints, but those that are NOT NULL or the server's own.
WITH known AS (
    SELECT c.*, o.oid AS relid, o.schema, o.name AS relname, o.facts,
        CASE WHEN c.database_name = 'temp' THEN -c.table_oid ELSE c.table_oid END AS id,
        from_json(o.facts->'constraints', '"MAP(VARCHAR, VARCHAR)"') AS names,
        [i + 1 FOR i IN c.constraint_column_indexes]::SMALLINT[] AS keys
    FROM duckdb_constraints() AS c
    JOIN {now}obj AS o ON o.id = CASE WHEN c.database_name = 'temp' THEN -c.table_oid ELSE c.table_oid END
        AND o.kind IN ('r', 'm')
    WHERE c.database_name IN (current_database(), 'temp')
      AND c.constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'CHECK', 'FOREIGN KEY')
), named AS (
    SELECT *, coalesce(names[constraint_text], CASE constraint_type
        WHEN 'PRIMARY KEY' THEN relname || '_pkey'
        WHEN 'UNIQUE' THEN concat_ws('_', relname, array_to_string(constraint_column_names, '_'), 'key')
        WHEN 'FOREIGN KEY' THEN concat_ws('_', relname, array_to_string(constraint_column_names, '_'), 'fkey')
        ELSE CASE WHEN len(constraint_column_names) = 1
                  THEN concat_ws('_', relname, constraint_column_names[1], 'check')
                  ELSE relname || '_check' END
    END) AS named
    FROM known
), parents AS (
    SELECT n.constraint_index, n.id, p.oid AS frelid, p.id AS frel
    FROM named AS n
    JOIN {now}obj AS p ON n.constraint_type = 'FOREIGN KEY' AND p.name = n.referenced_table
        AND p.schema = n.schema AND p.kind = 'r'
)
SELECT
    _pg.main.oid_of('constraint', schema, relname || '.' || named) AS oid,
    named AS name, schema,
    CASE constraint_type WHEN 'PRIMARY KEY' THEN 'p' WHEN 'UNIQUE' THEN 'u' WHEN 'CHECK' THEN 'c' ELSE 'f' END AS type,
    relid, n.id,
    CASE WHEN constraint_type IN ('PRIMARY KEY', 'UNIQUE')
         THEN _pg.main.oid_of('class', schema, named) ELSE 0::UINTEGER END AS indid,
    coalesce(p.frelid, 0::UINTEGER) AS frelid, keys AS key,
    CASE WHEN constraint_type = 'FOREIGN KEY' THEN (
        SELECT list(c.column_index::SMALLINT ORDER BY list_position(n.referenced_column_names, c.column_name))
        FROM duckdb_columns() AS c
        WHERE c.database_name = n.database_name AND abs(p.frel) = c.table_oid
          AND list_contains(n.referenced_column_names, c.column_name)
    ) END AS fkey,
    CASE WHEN constraint_type = 'FOREIGN KEY' THEN 'a' ELSE ' ' END AS updtype,
    CASE WHEN constraint_type = 'FOREIGN KEY' THEN 'a' ELSE ' ' END AS deltype,
    CASE WHEN constraint_type = 'FOREIGN KEY' THEN 's' ELSE ' ' END AS matchtype,
    false AS deferrable, false AS deferred, true AS validated,
    CASE constraint_type
        WHEN 'PRIMARY KEY' THEN 'PRIMARY KEY (' || _pg.main.names_of(constraint_column_names) || ')'
        WHEN 'UNIQUE' THEN 'UNIQUE (' || _pg.main.names_of(constraint_column_names) || ')'
        WHEN 'CHECK' THEN 'CHECK ((' || coalesce(
            from_json(facts->'checks', '"MAP(VARCHAR, VARCHAR)"')[named],
            CASE WHEN starts_with(expression, '(') AND ends_with(expression, ')')
                 THEN expression[2:-2] ELSE expression END) || '))'
        ELSE 'FOREIGN KEY (' || _pg.main.names_of(constraint_column_names) || ') REFERENCES '
            || _pg.main.shown_name(schema, referenced_table)
            || '(' || _pg.main.names_of(referenced_column_names) || ')'
    END AS def,
    from_json(facts->'comments', '"MAP(VARCHAR, VARCHAR)"')[named] AS comment
FROM named AS n LEFT JOIN parents AS p ON p.id = n.id AND p.constraint_index = n.constraint_index
WHERE named <> ''
