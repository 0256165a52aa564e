-- Functions with their arguments; the mode of one is i, o, b, v or t as in pg_proc.proargmodes.
CREATE VIEW proc_texts AS
    SELECT p.oid AS _pg_oid, p.name AS _pg_name, p.schema AS _pg_schema, p.volatility AS _pg_volatility,
        p.parallel AS _pg_parallel, p.isstrict AS _pg_isstrict, p.body AS _pg_body,
        coalesce(a.types, '') AS _pg_types, coalesce(a.whole, '') AS _pg_whole, coalesce(a.plain, '') AS _pg_plain,
        CASE WHEN a.rows IS NOT NULL THEN concat('TABLE(', a.rows, ')')
             ELSE concat(CASE WHEN p.returnsset THEN 'SETOF ' END, t._pg_words) END AS _pg_result
    FROM (
        SELECT oid, proname AS name, CASE pronamespace WHEN 11 THEN 'pg_catalog' ELSE 'information_schema' END AS schema,
            provolatile AS volatility, proparallel AS parallel, proisstrict AS isstrict, prosrc AS body,
            proretset AS returnsset, prorettype AS result
        FROM _pg.main.fixed_pg_proc
        UNION ALL
        SELECT oid, name, schema, volatility, parallel, isstrict, body, returnsset, result FROM {now}proc
    ) AS p
    LEFT JOIN {pg}shown_types AS t ON t._pg_oid = p.result
    LEFT JOIN (
        SELECT oid, string_agg(words, ',' ORDER BY place) FILTER (mode NOT IN ('o', 't')) AS types,
            string_agg(concat(mode_words, shown, words, ' DEFAULT ' || default_text), ', ' ORDER BY place)
                FILTER (mode <> 't') AS whole,
            string_agg(concat(mode_words, shown, words), ', ' ORDER BY place) FILTER (mode <> 't') AS plain,
            string_agg(concat(shown, words), ', ' ORDER BY place) FILTER (mode = 't') AS rows
        FROM (
            SELECT a.*, t._pg_words AS words, _pg.main.quoted_name(nullif(a.name, '')) || ' ' AS shown,
                CASE a.mode WHEN 'o' THEN 'OUT ' WHEN 'b' THEN 'INOUT ' WHEN 'v' THEN 'VARIADIC ' END AS mode_words
            FROM (
                SELECT oid, unnest(coalesce(proallargtypes, proargtypes)) AS type,
                    unnest(range(1, len(coalesce(proallargtypes, proargtypes)) + 1)) AS place,
                    unnest(proargnames) AS name, coalesce(unnest(proargmodes), 'i') AS mode, NULL AS default_text
                FROM _pg.main.fixed_pg_proc
                UNION ALL
                SELECT oid, unnest(alltypes), unnest(range(1, len(alltypes) + 1)), unnest(allnames), unnest(allmodes),
                    nullif(unnest(alldefaults), '')
                FROM {now}proc
            ) AS a JOIN {pg}shown_types AS t ON t._pg_oid = a.type
        ) GROUP BY oid
    ) AS a ON a.oid = p.oid;
CREATE MACRO pg_get_function_arguments(function) AS
    (SELECT _pg_p._pg_whole FROM {pg}proc_texts AS _pg_p WHERE _pg_p._pg_oid = function);
CREATE MACRO pg_get_function_identity_arguments(function) AS
    (SELECT _pg_p._pg_plain FROM {pg}proc_texts AS _pg_p WHERE _pg_p._pg_oid = function);
CREATE MACRO pg_get_function_result(function) AS
    (SELECT _pg_p._pg_result FROM {pg}proc_texts AS _pg_p WHERE _pg_p._pg_oid = function);
CREATE MACRO pg_get_functiondef(function) AS (
    SELECT concat('CREATE OR REPLACE FUNCTION ', _pg.main.quoted_name(_pg_p._pg_schema), '.', _pg.main.quoted_name(_pg_p._pg_name),
        '(', _pg_p._pg_whole, ')', e'\n RETURNS ', _pg_p._pg_result, e'\n LANGUAGE ',
        CASE WHEN _pg_p._pg_oid < 16384 THEN 'internal' ELSE 'sql' END, e'\n',
        nullif(concat(CASE _pg_p._pg_volatility WHEN 'i' THEN ' IMMUTABLE' WHEN 's' THEN ' STABLE' END,
            CASE _pg_p._pg_parallel WHEN 's' THEN ' PARALLEL SAFE' WHEN 'r' THEN ' PARALLEL RESTRICTED' END,
            CASE WHEN _pg_p._pg_isstrict THEN ' STRICT' END) || e'\n', e'\n'),
        'AS $function$', _pg_p._pg_body, e'$function$\n')
    FROM {pg}proc_texts AS _pg_p WHERE _pg_p._pg_oid = function);

