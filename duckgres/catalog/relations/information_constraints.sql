-- information_schema: constraints and the columns they are about.

CREATE VIEW {is}table_constraints AS
SELECT
    _pg.main.database_name() AS constraint_catalog, nc.nspname AS constraint_schema, c.conname AS constraint_name,
    _pg.main.database_name() AS table_catalog, nr.nspname AS table_schema, r.relname AS table_name,
    CASE c.contype WHEN 'c' THEN 'CHECK' WHEN 'f' THEN 'FOREIGN KEY' WHEN 'p' THEN 'PRIMARY KEY'
        WHEN 'u' THEN 'UNIQUE' END AS constraint_type,
    CASE WHEN c.condeferrable THEN 'YES' ELSE 'NO' END AS is_deferrable,
    CASE WHEN c.condeferred THEN 'YES' ELSE 'NO' END AS initially_deferred, 'YES' AS enforced,
    CASE WHEN c.contype = 'u' THEN 'YES' END AS nulls_distinct
FROM {pg}pg_constraint AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.connamespace
JOIN {pg}pg_class AS r ON r.oid = c.conrelid
JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
WHERE c.contype IN ('c', 'f', 'p', 'u') AND r.relkind = 'r' AND _pg.main.is_own(nr.oid)
UNION ALL
SELECT
    _pg.main.database_name(), nr.nspname, _pg.main.not_null_name(nr.oid, r.oid, a.attnum), _pg.main.database_name(), nr.nspname, r.relname,
    'CHECK', 'NO', 'NO', 'YES', NULL
FROM {pg}pg_class AS r
JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
JOIN {pg}pg_attribute AS a ON a.attrelid = r.oid
WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND r.relkind = 'r' AND _pg.main.is_own(nr.oid);

CREATE VIEW {is}check_constraints AS
SELECT
    _pg.main.database_name() AS constraint_catalog, n.nspname AS constraint_schema, c.conname AS constraint_name,
    substring(con.def, 7) AS check_clause
FROM {pg}pg_constraint AS c
JOIN {pg}pg_namespace AS n ON n.oid = c.connamespace
JOIN {now}con AS con ON con.oid = c.oid
WHERE c.contype = 'c'
UNION
SELECT
    _pg.main.database_name(), n.nspname, _pg.main.not_null_name(n.oid, r.oid, a.attnum), a.attname || ' IS NOT NULL'
FROM {pg}pg_class AS r
JOIN {pg}pg_namespace AS n ON n.oid = r.relnamespace
JOIN {pg}pg_attribute AS a ON a.attrelid = r.oid
WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND r.relkind = 'r' AND _pg.main.is_own(n.oid);

CREATE VIEW {is}key_column_usage AS SELECT
    _pg.main.database_name() AS constraint_catalog, c.nc_name AS constraint_schema,
    c.conname AS constraint_name, _pg.main.database_name() AS table_catalog, c.nr_name AS table_schema,
    c.relname AS table_name, a.attname AS column_name, c.n::INTEGER AS ordinal_position,
    CASE WHEN c.contype = 'f' THEN list_position(i.indkey, c.confkey[c.n]) END AS position_in_unique_constraint
FROM (
    SELECT nc.nspname AS nc_name, nr.nspname AS nr_name, r.relname, c.conrelid, c.conname, c.contype,
        c.conindid, c.confkey, c.conkey, unnest(range(1, len(c.conkey) + 1)) AS n
    FROM {pg}pg_constraint AS c
    JOIN {pg}pg_namespace AS nc ON nc.oid = c.connamespace
    JOIN {pg}pg_class AS r ON r.oid = c.conrelid
    JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
    WHERE c.contype IN ('p', 'u', 'f') AND r.relkind = 'r' AND _pg.main.is_own(nr.oid)
) AS c
JOIN {pg}pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[c.n]
LEFT JOIN {pg}pg_index AS i ON i.indexrelid = c.conindid;

CREATE VIEW {is}referential_constraints AS SELECT
    _pg.main.database_name() AS constraint_catalog, nc.nspname AS constraint_schema,
    c.conname AS constraint_name,
    CASE WHEN npk.nspname IS NOT NULL THEN _pg.main.database_name() END AS unique_constraint_catalog,
    npk.nspname AS unique_constraint_schema, pk.conname AS unique_constraint_name,
    CASE c.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' WHEN 's' THEN 'NONE' END AS match_option,
    _pg.main.action_words(c.confupdtype) AS update_rule, _pg.main.action_words(c.confdeltype) AS delete_rule
FROM {pg}pg_constraint AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.connamespace
JOIN {pg}pg_class AS r ON r.oid = c.conrelid
JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
LEFT JOIN ({pg}pg_constraint AS pk JOIN {pg}pg_namespace AS npk ON npk.oid = pk.connamespace)
    ON pk.conindid = c.conindid AND pk.conrelid = c.confrelid AND pk.contype IN ('p', 'u')
WHERE c.contype = 'f';

CREATE VIEW {is}constraint_column_usage AS
SELECT
    _pg.main.database_name() AS table_catalog, nr.nspname AS table_schema, r.relname AS table_name, a.attname AS column_name,
    _pg.main.database_name() AS constraint_catalog, nc.nspname AS constraint_schema, c.conname AS constraint_name
FROM (
    SELECT conname, connamespace, CASE contype WHEN 'f' THEN confrelid ELSE conrelid END AS relid,
        unnest(CASE contype WHEN 'f' THEN confkey ELSE conkey END) AS attnum
    FROM {pg}pg_constraint WHERE contype IN ('c', 'p', 'u', 'f')
) AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.connamespace
JOIN {pg}pg_class AS r ON r.oid = c.relid AND r.relkind = 'r'
JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
JOIN {pg}pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = c.attnum
WHERE _pg.main.is_own(nr.oid);

CREATE VIEW {is}constraint_table_usage AS SELECT
    _pg.main.database_name() AS table_catalog, nr.nspname AS table_schema, r.relname AS table_name,
    _pg.main.database_name() AS constraint_catalog, nc.nspname AS constraint_schema,
    c.conname AS constraint_name
FROM {pg}pg_constraint AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.connamespace
JOIN {pg}pg_class AS r ON r.oid = CASE c.contype WHEN 'f' THEN c.confrelid ELSE c.conrelid END
JOIN {pg}pg_namespace AS nr ON nr.oid = r.relnamespace
WHERE c.contype IN ('f', 'p', 'u') AND r.relkind = 'r' AND _pg.main.is_own(nr.oid);

CREATE VIEW {is}domain_constraints AS SELECT
    _pg.main.database_name() AS constraint_catalog, rs.nspname AS constraint_schema,
    c.conname AS constraint_name, _pg.main.database_name() AS domain_catalog, n.nspname AS domain_schema,
    t.typname AS domain_name, CASE WHEN c.condeferrable THEN 'YES' ELSE 'NO' END AS is_deferrable,
    CASE WHEN c.condeferred THEN 'YES' ELSE 'NO' END AS initially_deferred
FROM {pg}pg_constraint AS c
JOIN {pg}pg_namespace AS rs ON rs.oid = c.connamespace
JOIN {pg}pg_type AS t ON t.oid = c.contypid
JOIN {pg}pg_namespace AS n ON n.oid = t.typnamespace;
