-- Sequences.
SELECT o.oid AS relid, coalesce(t.oid, CASE s.max_value WHEN 2147483647 THEN 23 WHEN 32767 THEN 21 ELSE 20 END)::UINTEGER AS typid,
    coalesce((o.facts->>'start')::BIGINT, s.start_value) AS start, s.increment_by AS increment,
    s.max_value AS max, s.min_value AS min, coalesce((o.facts->>'cache')::BIGINT, 1) AS cache,
    s.cycle, a.relid AS ownerrel, a.num AS ownercol, a.identity
FROM {now}obj AS o
JOIN duckdb_sequences() AS s ON s.sequence_oid = abs(o.id) AND (s.database_name = 'temp') = (o.id < 0)
    AND s.database_name IN (current_database(), 'temp')
LEFT JOIN _pg.main.fixed_pg_type AS t ON t.typname = (o.facts->>'type')
LEFT JOIN {now}att AS a ON a.sequence = concat('"', replace(o.schema, '"', '""'), '"."',
    replace(o.name, '"', '""'), '"')
WHERE o.kind = 'S'
