-- Roles, the database, where it lies, and what is loaded into it. A user is alone with his database: he is its
-- owner, role 10, beside the roles that PostgreSQL brings.

CREATE VIEW pg_roles AS SELECT
    rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolconnlimit,
    '********' AS rolpassword, NULL::TIMESTAMPTZ AS rolvaliduntil, false AS rolbypassrls,
    NULL::VARCHAR[] AS rolconfig, oid
FROM (
    SELECT _pg.main.user_name() AS rolname, false AS rolsuper, true AS rolinherit, false AS rolcreaterole,
        false AS rolcreatedb, true AS rolcanlogin, false AS rolreplication, -1 AS rolconnlimit,
        10::UINTEGER AS oid
    UNION ALL
    SELECT rolname, false, true, false, false, false, false, -1, oid FROM _pg.main.fixed_pg_roles
);

CREATE VIEW pg_user AS SELECT
    rolname AS usename, oid AS usesysid, rolcreatedb AS usecreatedb, rolsuper AS usesuper,
    rolreplication AS userepl, rolbypassrls AS usebypassrls, rolpassword AS passwd,
    rolvaliduntil AS valuntil, rolconfig AS useconfig
FROM {pg}pg_roles
WHERE rolcanlogin;

CREATE VIEW pg_auth_members AS SELECT
    roleid, member, 10::UINTEGER AS grantor, false AS admin_option
FROM (VALUES (3374::UINTEGER, 3373::UINTEGER), (3375, 3373), (3377, 3373)) AS m(roleid, member);

CREATE VIEW pg_group AS SELECT
    g.rolname AS groname, g.oid AS grosysid,
    coalesce((SELECT list(member) FROM {pg}pg_auth_members WHERE roleid = g.oid), []) AS grolist
FROM {pg}pg_roles AS g
WHERE NOT g.rolcanlogin;

CREATE VIEW pg_database AS SELECT
    5::UINTEGER AS oid, _pg.main.database_name() AS datname, 10::UINTEGER AS datdba, 6 AS encoding,
    'c' AS datlocprovider, false AS datistemplate, true AS datallowconn, -1 AS datconnlimit,
    1::UINTEGER AS datfrozenxid, 1::UINTEGER AS datminmxid, 1663::UINTEGER AS dattablespace,
    'C.UTF-8' AS datcollate, 'C.UTF-8' AS datctype, NULL::VARCHAR AS daticulocale,
    NULL::VARCHAR AS datcollversion, NULL::VARCHAR[] AS datacl;

CREATE VIEW pg_tablespace AS SELECT
    t.oid AS oid, t.name AS spcname, 10::UINTEGER AS spcowner, NULL::VARCHAR[] AS spcacl,
    NULL::VARCHAR[] AS spcoptions
FROM (VALUES (1663::UINTEGER, 'pg_default'), (1664, 'pg_global')) AS t(oid, name);

-- Below 16384, so that pg_dump takes them for what every server has and leaves them out.
CREATE VIEW pg_extension AS SELECT
    (14000 + row_number() OVER (ORDER BY name))::UINTEGER AS oid, name AS extname, 10::UINTEGER AS extowner,
    11::UINTEGER AS extnamespace, false AS extrelocatable, version AS extversion,
    NULL::UINTEGER[] AS extconfig, NULL::VARCHAR[] AS extcondition
FROM _pg_now.main.extensions;

CREATE VIEW pg_available_extensions AS SELECT
    name, version AS default_version, version AS installed_version, description AS comment
FROM _pg_now.main.extensions;

CREATE VIEW pg_available_extension_versions AS SELECT
    name, version, true AS installed, true AS superuser, false AS trusted, false AS relocatable,
    'pg_catalog' AS schema, NULL::VARCHAR[] AS requires, description AS comment
FROM _pg_now.main.extensions;
