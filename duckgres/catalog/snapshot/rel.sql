-- The rows of pg_class that are the user's.
SELECT o.oid, o.name, n.oid AS ns, o.schema, o.kind, o.persistence, o.natts, o.tuples, o.checks,
    o.hasindex, o.typid, o.comment, o.facts, o.sql, o.id
FROM {now}obj AS o JOIN {now}ns AS n ON n.name = o.schema
UNION ALL
SELECT c.indid, c.name, c.ns, c.schema, 'i', CASE WHEN c.id < 0 THEN 't' ELSE 'p' END,
    len(c.key)::SMALLINT, 0, 0, false, NULL, NULL, NULL, NULL, NULL
FROM {now}con AS c WHERE c.type IN ('p', 'u')
