-- Indexes: those that were made, and those behind keys.
WITH made AS (
    SELECT o.oid, t.oid AS relid, o.isunique, o.facts,
        coalesce(from_json(o.facts->'keys', '["VARCHAR"]'), o.expressions::VARCHAR[]) AS keys,
        coalesce(from_json(o.facts->'include', '["VARCHAR"]'), []::VARCHAR[]) AS included,
        coalesce(from_json(o.facts->'options', '["SMALLINT"]'), []::SMALLINT[]) AS options
    FROM {now}obj AS o
    JOIN {now}obj AS t ON t.id = o.of AND t.kind IN ('r', 'm')
    WHERE o.kind = 'i'
), parts AS (
    SELECT oid, relid, options, len(keys) AS nkeys, unnest(keys || included) AS text,
        unnest(range(1, len(keys) + len(included) + 1)) AS place
    FROM made
), named AS (
    SELECT *, CASE WHEN starts_with(text, '"') AND ends_with(text, '"')
                   THEN replace(text[2:-2], '""', '"') ELSE text END AS name
    FROM parts
), numbered AS (
    SELECT indid AS oid, relid, len(key) AS nkeys, unnest(key) AS num, unnest(range(1, len(key) + 1)) AS place
    FROM {now}con WHERE type IN ('p', 'u')
), keys AS (
    SELECT n.oid, n.place, n.nkeys, coalesce(a.num, 0::SMALLINT) AS num,
        coalesce(n.options[n.place], 0::SMALLINT) AS option, a.collid, a.typid,
        CASE WHEN a.num IS NULL THEN n.text ELSE _pg.main.quoted_name(a.name) END AS text
    FROM named AS n LEFT JOIN {now}att AS a ON a.relid = n.relid AND a.name = n.name
    UNION ALL
    SELECT n.oid, n.place, n.nkeys, n.num, 0, a.collid, a.typid, _pg.main.quoted_name(a.name)
    FROM numbered AS n JOIN {now}att AS a ON a.relid = n.relid AND a.num = n.num
), gathered AS (  -- one list that is sorted: several that are ordered cost ten times as much
    SELECT oid, any_value(nkeys)::SMALLINT AS nkeys, list_sort(list({'place': place, 'num': num, 'text': text,
        'option': option, 'collid': coalesce(collid, 100::UINTEGER), 'class': _pg.main.btree_class(typid)}))
        AS parts
    FROM keys GROUP BY oid
), listed AS (
    SELECT oid, nkeys, [p.num FOR p IN parts] AS key, [p.text FOR p IN parts] AS texts,
        [p.option FOR p IN parts[:nkeys]] AS options, [p.collid FOR p IN parts[:nkeys]] AS collations,
        [p.class FOR p IN parts[:nkeys]] AS classes
    FROM gathered
), whole AS (
    SELECT oid, relid, isunique, false AS isprimary, false AS isconstraint, facts, NULL AS def FROM made
    UNION ALL
    SELECT indid, relid, true, type = 'p', true, NULL, 'USING btree ' || def[strpos(def, '('):]
    FROM {now}con WHERE type IN ('p', 'u')
)
SELECT w.oid, w.relid, w.isunique, w.isprimary, w.isconstraint, l.key, l.nkeys, l.options, l.collations,
    l.classes, l.texts, list_filter(l.texts, lambda t, i: l.key[i] = 0) AS exprs,
    nullif(w.facts->>'where', '') AS pred, coalesce(w.facts->>'method', 'btree') AS method,
    coalesce(w.def, w.facts->>'definition', 'USING btree (' || array_to_string(l.texts, ', ') || ')') AS def
FROM whole AS w JOIN listed AS l ON l.oid = w.oid
