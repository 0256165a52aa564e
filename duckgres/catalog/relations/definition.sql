-- The texts that make an object again, and what else functions tell of one.
-- name.sql says why columns are called as they are.
CREATE MACRO pg_get_expr
    (expression, relation) AS CASE WHEN relation IS NOT NULL THEN expression::VARCHAR END,
    (expression, relation, pretty) AS CASE WHEN relation IS NOT NULL THEN
        CASE WHEN pretty THEN _pg.main.bare(expression::VARCHAR) ELSE expression::VARCHAR END END;

CREATE VIEW constraint_texts AS
    SELECT oid AS _pg_oid, type AS _pg_type, def AS _pg_def, refschema AS _pg_refschema, refname AS _pg_refname,
        tail AS _pg_tail, bin AS _pg_bin
    FROM {now}con;
CREATE MACRO pg_get_constraintdef
    (con) AS (SELECT concat(_pg_c._pg_def, _pg.main.visible_name(_pg_c._pg_refschema, _pg_c._pg_refname), _pg_c._pg_tail)
        FROM {pg}constraint_texts AS _pg_c WHERE _pg_c._pg_oid = con),
    (con, pretty) AS (
        SELECT CASE WHEN _pg_c._pg_type = 'c' AND pretty THEN concat('CHECK (', _pg.main.bare(_pg_c._pg_bin), ')')
            ELSE concat(_pg_c._pg_def, _pg.main.visible_name(_pg_c._pg_refschema, _pg_c._pg_refname), _pg_c._pg_tail) END
        FROM {pg}constraint_texts AS _pg_c WHERE _pg_c._pg_oid = con);

-- Indexes with what pg_get_indexdef puts together; the system's have columns alone.
CREATE VIEW index_texts AS
    SELECT i.oid AS _pg_oid, i.isunique AS _pg_isunique, r.name AS _pg_name, t.schema AS _pg_schema,
        t.name AS _pg_owner, i.def AS _pg_def, i.texts AS _pg_texts, i.options AS _pg_options, i.nkeys AS _pg_nkeys
    FROM {now}idx AS i JOIN {now}rel AS r ON r.oid = i.oid JOIN {now}rel AS t ON t.oid = i.relid
    UNION ALL
    SELECT i.indexrelid, i.indisunique, r.relname, CASE t.relnamespace WHEN 99 THEN 'pg_toast' ELSE 'pg_catalog' END,
        t.relname, concat('USING btree (', list_aggregate(a.names, 'string_agg', ', '), ')'), a.names,
        i.indoption, i.indnkeyatts
    FROM _pg.main.fixed_pg_index AS i JOIN _pg.main.fixed_pg_class AS r ON r.oid = i.indexrelid
    JOIN _pg.main.fixed_pg_class AS t ON t.oid = i.indrelid
    JOIN (
        SELECT k.indexrelid, list(f.attname ORDER BY k.place) AS names
        FROM (SELECT indexrelid, indrelid, unnest(indkey) AS num, generate_subscripts(indkey, 1) AS place
              FROM _pg.main.fixed_pg_index) AS k
        JOIN _pg.main.fixed_pg_attribute AS f ON f.attrelid = k.indrelid AND f.attnum = k.num
        GROUP BY ALL
    ) AS a ON a.indexrelid = i.indexrelid;

CREATE MACRO pg_get_indexdef
    (index) AS (SELECT concat('CREATE ', CASE WHEN _pg_i._pg_isunique THEN 'UNIQUE ' END, 'INDEX ',
            _pg.main.quoted_name(_pg_i._pg_name), ' ON ', _pg.main.quoted_name(_pg_i._pg_schema), '.',
            _pg.main.quoted_name(_pg_i._pg_owner), ' ', _pg_i._pg_def)
        FROM {pg}index_texts AS _pg_i WHERE _pg_i._pg_oid = index),
    (index, place, pretty) AS (
        SELECT CASE WHEN place::INTEGER > 0 THEN coalesce(_pg_i._pg_texts[place::INTEGER], '')
            ELSE concat('CREATE ', CASE WHEN _pg_i._pg_isunique THEN 'UNIQUE ' END, 'INDEX ',
                _pg.main.quoted_name(_pg_i._pg_name), ' ON ',
                CASE WHEN pretty THEN _pg.main.visible_name(_pg_i._pg_schema, _pg_i._pg_owner)
                     ELSE concat(_pg.main.quoted_name(_pg_i._pg_schema), '.', _pg.main.quoted_name(_pg_i._pg_owner)) END,
                ' ', _pg_i._pg_def) END
        FROM {pg}index_texts AS _pg_i WHERE _pg_i._pg_oid = index);

-- A view's query: as it was kept, else in DuckDB's words behind CREATE VIEW name AS.
CREATE VIEW view_texts AS
    SELECT r.oid AS _pg_oid, r.schema AS _pg_schema, r.name AS _pg_name, coalesce(r.facts->>'definition',
        ' ' || regexp_replace(regexp_replace(coalesce(r.sql, r.facts->>'query'),
            '^CREATE VIEW (?:"(?:[^"]|"")*"|[^(" ])+(?: \((?:"(?:[^"]|"")*"|[^")])*\))? AS ', ''), ';?\s*$', ';')) AS _pg_text,
        w.oid AS _pg_rule
    FROM {now}rel AS r JOIN {pg}pg_rewrite AS w ON w.ev_class = r.oid WHERE r.kind IN ('v', 'm');
-- The relation is a number, or a name.
CREATE MACRO pg_get_viewdef
    (relation) AS (SELECT _pg_v._pg_text FROM {pg}view_texts AS _pg_v WHERE _pg_v._pg_oid = {pg}regclass_in(relation)),
    (relation, pretty) AS (SELECT _pg_v._pg_text FROM {pg}view_texts AS _pg_v WHERE _pg_v._pg_oid = {pg}regclass_in(relation));
CREATE MACRO pg_get_ruledef
    (rule) AS (
        SELECT concat('CREATE RULE "_RETURN" AS', e'\n', '    ON SELECT TO ', _pg.main.quoted_name(_pg_v._pg_schema),
            '.', _pg.main.quoted_name(_pg_v._pg_name), ' DO INSTEAD ', _pg_v._pg_text)
        FROM {pg}view_texts AS _pg_v WHERE _pg_v._pg_rule = rule),
    (rule, pretty) AS (
        SELECT concat('CREATE RULE "_RETURN" AS', e'\n', ' ON SELECT TO ', _pg.main.visible_name(_pg_v._pg_schema, _pg_v._pg_name),
            ' DO INSTEAD ', _pg_v._pg_text)
        FROM {pg}view_texts AS _pg_v WHERE _pg_v._pg_rule = rule);

