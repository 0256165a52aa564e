-- Constraints, but those that are NOT NULL or the server's own. bin is the expression of a CHECK.
WITH said AS (
    SELECT id, from_json(facts->'constraints', '"MAP(VARCHAR, VARCHAR)"') AS names,
        from_json(facts->'checks', '"MAP(VARCHAR, VARCHAR)"') AS checks
    FROM {now}obj WHERE kind IN ('r', 'm') AND facts IS NOT NULL
), known AS (
    SELECT c.*, o.oid AS relid, o.schema, o.name AS relname, s.names, s.checks, o.id,
        [i + 1 FOR i IN c.constraint_column_indexes]::SMALLINT[] AS keys
    FROM duckdb_constraints() AS c
    JOIN {now}obj AS o ON o.id = CASE WHEN c.database_name = 'temp' THEN -c.table_oid ELSE c.table_oid END
        AND o.kind IN ('r', 'm')
    LEFT JOIN said AS s ON s.id = o.id
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
), foreign_entries AS (
    SELECT oid AS relid, id, schema, unnest(from_json(facts->'foreign', '[{"name": "VARCHAR",
        "columns": ["VARCHAR"], "schema": "VARCHAR", "table": "VARCHAR", "parent_columns": ["VARCHAR"],
        "full": "BOOLEAN", "on_delete": "VARCHAR", "on_update": "VARCHAR", "set_columns": ["VARCHAR"],
        "deferrable": "BOOLEAN", "deferred": "BOOLEAN", "valid": "BOOLEAN"}]')) AS e
    FROM {now}obj WHERE kind IN ('r', 'm') AND contains(facts, '"foreign"')
), foreign_keys AS (
    SELECT relid, id, schema, named AS name, constraint_column_names AS columns,
        schema AS parent_schema, referenced_table AS parent, referenced_column_names AS parent_columns,
        false AS full, 'a' AS on_delete, 'a' AS on_update, []::VARCHAR[] AS set_columns,
        false AS deferrable, false AS deferred, true AS valid
    FROM named WHERE constraint_type = 'FOREIGN KEY'
    UNION ALL
    SELECT relid, id, schema, e.name, e.columns, CASE e.schema WHEN 'pg_temp' THEN 'pg_temp_1' ELSE e.schema END,
        e."table", e.parent_columns, coalesce(e.full, false), coalesce(e.on_delete, 'a'),
        coalesce(e.on_update, 'a'), coalesce(e.set_columns, []), coalesce(e.deferrable, false),
        coalesce(e.deferred, false), coalesce(e.valid, true)
    FROM foreign_entries
), placed AS (
    SELECT f.*, p.oid AS frelid,
        (SELECT list(a.num ORDER BY list_position(f.columns, a.name)) FROM {now}att AS a
         WHERE a.relid = f.relid AND list_contains(f.columns, a.name)) AS key,
        (SELECT list(a.num ORDER BY list_position(f.parent_columns, a.name)) FROM {now}att AS a
         WHERE a.relid = p.oid AND list_contains(f.parent_columns, a.name)) AS fkey
    FROM foreign_keys AS f
    JOIN {now}obj AS p ON p.name = f.parent AND p.schema = f.parent_schema AND p.kind = 'r'
), found AS (
    SELECT schema, relname AS owner, named AS name,
        CASE constraint_type WHEN 'PRIMARY KEY' THEN 'p' WHEN 'UNIQUE' THEN 'u' ELSE 'c' END AS type,
        relid, id, CASE WHEN constraint_type = 'CHECK' THEN 0::UINTEGER
                        ELSE _pg.main.oid_of('class', schema, named) END AS indid,
        keys AS key, CASE WHEN constraint_type = 'CHECK' THEN coalesce(checks[named], expression)
            ELSE constraint_type || ' (' || _pg.main.names_of(constraint_column_names) || ')' END AS text
    FROM named WHERE constraint_type <> 'FOREIGN KEY' AND named <> '' AND NOT starts_with(named, e'\x1f')
), whole AS (
    SELECT schema, owner, name, type, relid, 0::UINTEGER AS typid, id, indid, 0::UINTEGER AS frelid, key,
        NULL::SMALLINT[] AS fkey, ' ' AS updtype, ' ' AS deltype, ' ' AS matchtype, false AS deferrable,
        false AS deferred, true AS validated, CASE WHEN type = 'c' THEN text END AS bin,
        CASE WHEN type = 'c' THEN 'CHECK (' || text || ')' ELSE text END AS def, NULL AS refschema,
        NULL AS refname, NULL AS tail
    FROM found
    UNION ALL
    SELECT f.schema, o.name, f.name, 'f', f.relid, 0, f.id, coalesce(u.indid, 0), f.frelid, f.key, f.fkey,
        f.on_update, f.on_delete, CASE WHEN f.full THEN 'f' ELSE 's' END, f.deferrable, f.deferred, f.valid,
        NULL, concat('FOREIGN KEY (', _pg.main.names_of(f.columns), ') REFERENCES '),
        f.parent_schema, f.parent, concat('(', _pg.main.names_of(f.parent_columns), ')',
            CASE WHEN f.full THEN ' MATCH FULL' END,
            ' ON UPDATE ' || _pg.main.action_of(f.on_update), ' ON DELETE ' || _pg.main.action_of(f.on_delete),
            CASE WHEN len(f.set_columns) > 0 THEN ' (' || _pg.main.names_of(f.set_columns) || ')' END,
            CASE WHEN f.deferrable THEN ' DEFERRABLE' END, CASE WHEN f.deferred THEN ' INITIALLY DEFERRED' END,
            CASE WHEN NOT f.valid THEN ' NOT VALID' END)
    FROM placed AS f JOIN {now}obj AS o ON o.oid = f.relid
    LEFT JOIN (
        SELECT relid, list_sort(key) AS key, min(indid) AS indid FROM found WHERE type <> 'c' GROUP BY ALL
    ) AS u ON u.relid = f.frelid AND u.key = list_sort(f.fkey)
    UNION ALL
    SELECT schema, name, c.key, 'c', 0, oid, NULL, 0, 0, NULL, NULL, ' ', ' ', ' ', false, false, true,
        c.value, 'CHECK (' || c.value || ')', NULL, NULL, NULL
    FROM (SELECT schema, name, oid, unnest(map_entries(from_json(facts->'domain'->'shown_checks',
              '"MAP(VARCHAR, VARCHAR)"'))) AS c
          FROM {now}typ WHERE kind = 'd' AND facts IS NOT NULL)
)
SELECT _pg.main.oid_of('constraint', w.schema, w.owner || '.' || w.name) AS oid, w.*, n.oid AS ns,
    o.comments[w.name] AS comment
FROM whole AS w JOIN {now}ns AS n ON n.name = w.schema
LEFT JOIN (
    SELECT id, from_json(facts->'comments', '"MAP(VARCHAR, VARCHAR)"') AS comments
    FROM {now}obj WHERE kind IN ('r', 'm') AND contains(facts, '"comments"')
) AS o ON o.id = w.id
