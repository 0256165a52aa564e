-- Indexes: those that were made, and those behind keys.
WITH made AS (
    SELECT o.oid, t.oid AS relid, i.is_unique AS isunique, o.facts,
        coalesce(from_json(o.facts->'keys', '["VARCHAR"]'), i.expressions::VARCHAR[]) AS keys,
        coalesce(from_json(o.facts->'options', '["SMALLINT"]'), []::SMALLINT[]) AS options
    FROM {now}obj AS o
    JOIN duckdb_indexes() AS i ON i.index_oid = abs(o.id) AND (i.database_name = 'temp') = (o.id < 0)
        AND i.database_name IN (current_database(), 'temp')
    JOIN {now}obj AS t ON t.id = o.of AND t.kind IN ('r', 'm')
    WHERE o.kind = 'i'
), parts AS (
    SELECT oid, relid, options, unnest(keys) AS text, unnest(range(1, len(keys) + 1)) AS place FROM made
), keys AS (
    SELECT p.oid, p.place, p.text, coalesce(a.num, 0::SMALLINT) AS num,
        coalesce(p.options[p.place], 0::SMALLINT) AS option
    FROM parts AS p
    LEFT JOIN {now}att AS a ON a.relid = p.relid AND _pg.main.quoted_name(a.name) = p.text
), listed AS (
    SELECT oid, list(num ORDER BY place) AS key, list(option ORDER BY place) AS options,
        list(text ORDER BY place) AS texts
    FROM keys GROUP BY oid
)
SELECT m.oid, m.relid, m.isunique, false AS isprimary, false AS isconstraint, l.key,
    l.options, list_filter(l.texts, lambda t, i: l.key[i] = 0) AS exprs,
    nullif(m.facts->>'where', '') AS pred, coalesce(m.facts->>'method', 'btree') AS method,
    coalesce(m.facts->>'definition', 'USING btree (' || array_to_string(l.texts, ', ') || ')') AS def
FROM made AS m JOIN listed AS l ON l.oid = m.oid
UNION ALL
SELECT c.indid, c.relid, true, c.type = 'p', true, c.key, [0 FOR _ IN c.key]::SMALLINT[], [], NULL, 'btree',
    'USING btree ' || c.def[strpos(c.def, '('):]
FROM {now}con AS c WHERE c.indid <> 0
