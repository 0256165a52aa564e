-- information_schema: who may do what. The owner may do all with what is his; what PostgreSQL brings is everybody's
-- to read and use.

CREATE VIEW {is}table_privileges AS SELECT
    _pg.main.user_name() AS grantor,
    CASE WHEN _pg.main.is_own(nc.oid) THEN _pg.main.user_name() ELSE 'PUBLIC' END AS grantee,
    _pg.main.database_name() AS table_catalog, nc.nspname AS table_schema, c.relname AS table_name,
    p.type AS privilege_type, CASE WHEN _pg.main.is_own(nc.oid) THEN 'YES' ELSE 'NO' END AS is_grantable,
    CASE WHEN p.type = 'SELECT' THEN 'YES' ELSE 'NO' END AS with_hierarchy
FROM {pg}pg_class AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.relnamespace
CROSS JOIN (VALUES ('INSERT'), ('SELECT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) AS p(type)
WHERE c.relkind IN ('r', 'v') AND (_pg.main.is_own(nc.oid) OR p.type = 'SELECT');

CREATE VIEW {is}column_privileges AS SELECT
    _pg.main.user_name() AS grantor,
    CASE WHEN _pg.main.is_own(nc.oid) THEN _pg.main.user_name() ELSE 'PUBLIC' END AS grantee,
    _pg.main.database_name() AS table_catalog, nc.nspname AS table_schema, c.relname AS table_name,
    a.attname AS column_name, p.type AS privilege_type,
    CASE WHEN _pg.main.is_own(nc.oid) THEN 'YES' ELSE 'NO' END AS is_grantable
FROM {pg}pg_class AS c
JOIN {pg}pg_namespace AS nc ON nc.oid = c.relnamespace
JOIN {pg}pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
CROSS JOIN (VALUES ('INSERT'), ('SELECT'), ('UPDATE'), ('REFERENCES')) AS p(type)
WHERE c.relkind IN ('r', 'v') AND (_pg.main.is_own(nc.oid) OR p.type = 'SELECT');

CREATE VIEW {is}routine_privileges AS SELECT
    _pg.main.user_name() AS grantor, CASE WHEN p.own THEN _pg.main.user_name() ELSE 'PUBLIC' END AS grantee,
    _pg.main.database_name() AS specific_catalog, n.nspname AS specific_schema,
    _pg.main.numbered_name(f.proname, f.oid) AS specific_name, _pg.main.database_name() AS routine_catalog,
    n.nspname AS routine_schema, f.proname AS routine_name, 'EXECUTE' AS privilege_type,
    CASE WHEN p.own THEN 'YES' ELSE 'NO' END AS is_grantable
FROM {pg}pg_proc AS f
JOIN {pg}pg_namespace AS n ON n.oid = f.pronamespace
CROSS JOIN (VALUES (true), (false)) AS p(own)
WHERE _pg.main.is_own(n.oid) OR NOT p.own;

CREATE VIEW {is}udt_privileges AS SELECT
    _pg.main.user_name() AS grantor, CASE WHEN p.own THEN _pg.main.user_name() ELSE 'PUBLIC' END AS grantee,
    _pg.main.database_name() AS udt_catalog, n.nspname AS udt_schema, t.typname AS udt_name,
    'TYPE USAGE' AS privilege_type, CASE WHEN p.own THEN 'YES' ELSE 'NO' END AS is_grantable
FROM {pg}pg_type AS t
JOIN {pg}pg_namespace AS n ON n.oid = t.typnamespace
CROSS JOIN (VALUES (true), (false)) AS p(own)
WHERE t.typtype = 'c' AND (_pg.main.is_own(n.oid) OR NOT p.own);

CREATE VIEW {is}usage_privileges AS
SELECT
    _pg.main.user_name() AS grantor, CASE WHEN o.own THEN _pg.main.user_name() ELSE 'PUBLIC' END AS grantee, _pg.main.database_name() AS object_catalog,
    o.schema AS object_schema, o.name AS object_name, o.kind AS object_type, 'USAGE' AS privilege_type,
    CASE WHEN o.own THEN 'YES' ELSE 'NO' END AS is_grantable
FROM (
    SELECT n.nspname AS schema, c.collname AS name, 'COLLATION' AS kind, false AS own
    FROM {pg}pg_collation AS c JOIN {pg}pg_namespace AS n ON n.oid = c.collnamespace
    UNION ALL
    SELECT n.nspname, t.typname, 'DOMAIN', p.own
    FROM {pg}pg_type AS t JOIN {pg}pg_namespace AS n ON n.oid = t.typnamespace
    CROSS JOIN (VALUES (true), (false)) AS p(own)
    WHERE t.typtype = 'd' AND (_pg.main.is_own(n.oid) OR NOT p.own)
) AS o;

CREATE VIEW {is}role_table_grants AS SELECT
    grantor, grantee, table_catalog, table_schema, table_name, privilege_type, is_grantable, with_hierarchy
FROM {is}table_privileges WHERE grantee <> 'PUBLIC';

CREATE VIEW {is}role_column_grants AS SELECT
    grantor, grantee, table_catalog, table_schema, table_name, column_name, privilege_type, is_grantable
FROM {is}column_privileges WHERE grantee <> 'PUBLIC';

CREATE VIEW {is}role_routine_grants AS SELECT
    grantor, grantee, specific_catalog, specific_schema, specific_name, routine_catalog, routine_schema,
    routine_name, privilege_type, is_grantable
FROM {is}routine_privileges WHERE grantee <> 'PUBLIC';

CREATE VIEW {is}role_udt_grants AS SELECT
    grantor, grantee, udt_catalog, udt_schema, udt_name, privilege_type, is_grantable
FROM {is}udt_privileges WHERE grantee <> 'PUBLIC';

CREATE VIEW {is}role_usage_grants AS SELECT
    grantor, grantee, object_catalog, object_schema, object_name, object_type, privilege_type, is_grantable
FROM {is}usage_privileges WHERE grantee <> 'PUBLIC';

CREATE VIEW {is}enabled_roles AS SELECT
    r.name AS role_name
FROM (VALUES (_pg.main.user_name()), ('pg_database_owner')) AS r(name);

CREATE VIEW {is}applicable_roles AS SELECT
    _pg.main.user_name() AS grantee, 'pg_database_owner' AS role_name, 'NO' AS is_grantable;

CREATE VIEW {is}administrable_role_authorizations AS SELECT
    grantee, role_name, is_grantable
FROM {is}applicable_roles WHERE is_grantable = 'YES';
