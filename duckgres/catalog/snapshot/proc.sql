-- The user's functions. What DuckDB does not keep of them is in their facts.
WITH found AS (
    SELECT function_name AS name, schema_name AS schema, parameters, macro_definition, comment,
        function_type = 'table_macro' AS is_table, _pg.main.facts(comment) AS facts
    FROM duckdb_functions()
    WHERE database_name = current_database() AND NOT internal
      AND function_type IN ('macro', 'table_macro')
), told AS (
    SELECT f.*, from_json(facts->'arguments', '[["VARCHAR"]]') AS arguments
    FROM found AS f
), taken AS (
    SELECT t.*, [a[3] FOR a IN arguments IF a[2] NOT IN ('o', 't')] AS kinds,
        coalesce([a[1] FOR a IN arguments IF a[2] NOT IN ('o', 't')], parameters) AS argnames,
        coalesce([a[4] FOR a IN arguments IF a[2] NOT IN ('o', 't')], []) AS defaults
    FROM told AS t
), names AS (
    SELECT name, min(oid) AS oid
    FROM (SELECT typname AS name, oid FROM _pg.main.fixed_pg_type
          UNION ALL SELECT name, oid FROM _pg.main.shown_types
          UNION ALL SELECT schema || '.' || name, oid FROM {now}typ)
    GROUP BY name
), numbered AS (
    SELECT t.*, coalesce([coalesce(m[k], 25::UINTEGER) FOR k IN kinds], [25::UINTEGER FOR _ IN parameters])
            AS args,
        [coalesce(m[a[3]], 25::UINTEGER) FOR a IN arguments] AS told_types,
        coalesce(m[facts->>'result'], 25::UINTEGER) AS result
    FROM taken AS t, (SELECT map(list(name), list(oid)) AS m FROM names WHERE EXISTS (FROM taken))
)
SELECT _pg.main.oid_of('proc', p.schema, concat(p.name, p.args::VARCHAR)) AS oid, p.name, n.oid AS ns, p.schema,
    'f' AS kind, p.args, p.argnames, p.defaults, p.result,
    coalesce(told_types, args) AS alltypes, coalesce([a[1] FOR a IN arguments], parameters) AS allnames,
    coalesce([a[2] FOR a IN arguments], ['i' FOR _ IN parameters]) AS allmodes,
    coalesce([a[4] FOR a IN arguments], ['' FOR _ IN parameters]) AS alldefaults,
    coalesce((facts->>'set')::BOOLEAN, is_table) AS returnsset,
    coalesce(facts->>'volatility', 'v') AS volatility, coalesce((facts->>'strict')::BOOLEAN, false)
        AS isstrict,
    coalesce(facts->>'parallel', 'u') AS parallel, coalesce(facts->>'body', macro_definition) AS body,
    _pg.main.said(p.comment) AS comment, p.facts
FROM numbered AS p JOIN {now}ns AS n ON n.name = p.schema
