-- The rows of pg_class that are the user's.
SELECT o.oid, o.name, n.oid AS ns, o.schema, o.kind, o.persistence, o.natts, o.tuples,
    coalesce(c.checks, 0)::SMALLINT AS checks, o.hasindex OR i.of IS NOT NULL AS hasindex,
    f.relid IS NOT NULL AS hastriggers, o.typid,
    o.comment, o.facts, o.sql, o.id
FROM {now}obj AS o
JOIN {now}ns AS n ON n.name = o.schema
LEFT JOIN (SELECT relid, count(*) AS checks FROM {now}con WHERE type = 'c' GROUP BY relid) AS c ON c.relid = o.oid
LEFT JOIN (SELECT DISTINCT of FROM {now}obj WHERE of IS NOT NULL) AS i ON i.of = o.id
LEFT JOIN (
    SELECT relid FROM {now}con WHERE type = 'f' UNION SELECT frelid FROM {now}con WHERE type = 'f'
) AS f ON f.relid = o.oid
UNION ALL
SELECT c.indid, c.name, c.ns, c.schema, 'i', CASE WHEN c.id < 0 THEN 't' ELSE 'p' END,
    len(c.key)::SMALLINT, 0, 0, false, false, NULL, NULL, NULL, NULL, NULL
FROM {now}con AS c WHERE c.type IN ('p', 'u')
