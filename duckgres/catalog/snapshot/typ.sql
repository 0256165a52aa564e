-- The user's types, the row types of his relations, and the arrays of them all.
WITH own AS (
    SELECT schema_name AS schema, type_name AS name,
        CASE WHEN logical_type = 'ENUM' THEN 'e' ELSE 'd' END AS kind, 0::UINTEGER AS relid,
        logical_type, _pg.main.said(comment) AS comment, _pg.main.facts(comment) AS facts, labels,
        _pg.main.oid_of('type', schema_name, type_name) AS oid
    FROM duckdb_types()
    WHERE database_name = current_database() AND NOT internal AND logical_type <> 'STRUCT'
    UNION ALL
    SELECT schema, name, 'c', oid, 'STRUCT', CASE WHEN kind = 'c' THEN comment END,
        CASE WHEN kind = 'c' THEN facts END, NULL, typid
    FROM {now}obj WHERE typid IS NOT NULL
), placed AS (
    SELECT o.*, n.oid AS ns, _pg.main.oid_of('array', o.schema, o.name) AS arrayid,
        CASE WHEN o.kind = 'd' THEN coalesce(o.facts->'domain'->>'type', d.pg, 'text') END AS basename
    FROM own AS o JOIN {now}ns AS n ON n.name = o.schema
    LEFT JOIN _pg.main.duckdb_types AS d ON d.name = o.logical_type
)
SELECT p.oid, p.name, p.schema, p.ns, p.kind,
    CASE p.kind WHEN 'e' THEN 'E' WHEN 'c' THEN 'C' ELSE coalesce(b.typcategory, 'S') END AS category,
    p.relid, 0::UINTEGER AS elem, p.arrayid,
    coalesce(b.oid, 0::UINTEGER) AS basetype,
    coalesce((p.facts->'domain'->>'typmod')::INTEGER, -1) AS typmod,
    coalesce((p.facts->'domain'->>'not_null')::BOOLEAN, false) AS notnull,
    p.facts->'domain'->>'shown_default' AS defaultsrc,
    CASE p.kind WHEN 'e' THEN 4 WHEN 'c' THEN -1 ELSE coalesce(b.typlen, -1) END::SMALLINT AS len,
    CASE p.kind WHEN 'e' THEN true WHEN 'c' THEN false ELSE coalesce(b.typbyval, false) END AS byval,
    CASE p.kind WHEN 'e' THEN 'i' WHEN 'c' THEN 'd' ELSE coalesce(b.typalign, 'i') END AS align,
    CASE p.kind WHEN 'e' THEN 'p' WHEN 'c' THEN 'x' ELSE coalesce(b.typstorage, 'x') END AS storage,
    coalesce(b.typcollation, 0::UINTEGER) AS collid, coalesce(b.typoutput, 0::UINTEGER) AS output,
    coalesce(b.typsend, 0::UINTEGER) AS send, p.comment, p.labels, p.facts
FROM placed AS p
LEFT JOIN _pg.main.fixed_pg_type AS b ON b.typname = p.basename
UNION ALL
SELECT arrayid, left('_' || name, 63), schema, ns, 'b', 'A', 0, oid, 0, 0, -1, false, NULL, -1, false,
    CASE WHEN kind = 'c' THEN 'd' ELSE 'i' END, 'x', 0, 0, 0, NULL, NULL, NULL
FROM placed
