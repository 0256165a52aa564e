-- The rows of pg_class that are the user's.
SELECT o.oid, o.name, n.oid AS ns, o.kind, o.persistence, o.natts, o.tuples, o.checks,
    o.hasindex, o.comment, o.facts, o.sql, o.id
FROM {now}obj AS o JOIN {now}ns AS n ON n.name = o.schema
UNION ALL
SELECT c.indid, c.name, n.oid, 'i', CASE WHEN c.id < 0 THEN 't' ELSE 'p' END, len(c.key)::SMALLINT, 0,
    0, false, NULL, NULL, NULL, NULL
FROM {now}con AS c JOIN {now}ns AS n ON n.name = c.schema WHERE c.indid <> 0
UNION ALL
SELECT _pg.main.oid_of('class', schema_name, type_name), type_name, n.oid, 'c', 'p',
    coalesce(json_array_length(_pg.main.facts(t.comment)->'attributes'), 0)::SMALLINT, 0, 0, false,
    _pg.main.said(t.comment), _pg.main.facts(t.comment), NULL, NULL
FROM duckdb_types() AS t JOIN {now}ns AS n ON n.name = schema_name
WHERE database_name = current_database() AND NOT internal AND logical_type = 'STRUCT'
