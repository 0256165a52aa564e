-- What pg_catalog and information_schema need that does not depend on the database's objects.

-- Who is connected to what. The session sets both variables; the file's own view of it is the fallback.
CREATE MACRO user_name() AS coalesce(getvariable('_pg_user')::VARCHAR, current_user());
CREATE MACRO database_name() AS coalesce(getvariable('_pg_database')::VARCHAR, current_database());

-- What a superuser may read: nobody is one.
CREATE MACRO refused(relation) AS
    error('pg_error:42501:permission denied for ' || relation)::BOOLEAN;

-- Whether a schema is the user's and not what PostgreSQL brings; public has a number of PostgreSQL's.
CREATE MACRO is_own(namespace) AS namespace > 16383 OR namespace = 2200;

-- A name with a number behind it, in the 63 bytes that a name has.
CREATE MACRO numbered_name(name, oid) AS system.main.left(name, 62 - system.main.length(oid::VARCHAR)) || '_' || oid::VARCHAR;

-- How information_schema calls a NOT NULL that has no name of its own.
CREATE MACRO not_null_name(namespace, relation, column_number) AS
    concat_ws('_', namespace, relation, column_number, 'not_null');

CREATE MACRO action_words(action) AS CASE action
    WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
    WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END;

-- What format_type says of a type of pg_catalog that has no modifier.
CREATE MACRO type_words(name) AS CASE name
    WHEN 'bool' THEN 'boolean' WHEN 'int2' THEN 'smallint' WHEN 'int4' THEN 'integer'
    WHEN 'int8' THEN 'bigint' WHEN 'float4' THEN 'real' WHEN 'float8' THEN 'double precision'
    WHEN 'bpchar' THEN 'character' WHEN 'varchar' THEN 'character varying' WHEN 'varbit' THEN 'bit varying'
    WHEN 'timestamp' THEN 'timestamp without time zone' WHEN 'timestamptz' THEN 'timestamp with time zone'
    WHEN 'time' THEN 'time without time zone' WHEN 'timetz' THEN 'time with time zone'
    WHEN 'char' THEN '"char"' WHEN 'any' THEN '"any"' ELSE name END;

-- The functions of PostgreSQL's information_schema.sql, after that file. The numbers are those of types:
-- 20 int8, 21 int2, 23 int4, 25 text, 700 and 701 float4 and float8, 1042 bpchar, 1043 varchar, 1082 date,
-- 1083 and 1266 time, 1114 and 1184 timestamp, 1186 interval, 1560 and 1562 bit, 1700 numeric.
CREATE MACRO _pg_char_max_length(typid, typmod) AS CASE
    WHEN typmod = -1 THEN NULL WHEN typid IN (1042, 1043) THEN typmod - 4
    WHEN typid IN (1560, 1562) THEN typmod END::INTEGER;
CREATE MACRO _pg_char_octet_length(typid, typmod) AS CASE
    WHEN typid NOT IN (25, 1042, 1043) THEN NULL WHEN typmod = -1 THEN 1073741824
    WHEN typid = 25 THEN NULL ELSE (typmod - 4) * 4 END::INTEGER;
CREATE MACRO _pg_numeric_precision(typid, typmod) AS CASE typid
    WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
    WHEN 1700 THEN CASE WHEN typmod <> -1 THEN (typmod - 4) >> 16 & 65535 END END::INTEGER;
CREATE MACRO _pg_numeric_precision_radix(typid, typmod) AS CASE
    WHEN typid IN (20, 21, 23, 700, 701) THEN 2 WHEN typid = 1700 THEN 10 END::INTEGER;
CREATE MACRO _pg_numeric_scale(typid, typmod) AS CASE
    WHEN typid IN (20, 21, 23) THEN 0
    WHEN typid = 1700 AND typmod <> -1 THEN (typmod - 4) & 65535 END::INTEGER;
CREATE MACRO _pg_datetime_precision(typid, typmod) AS CASE
    WHEN typid = 1082 THEN 0
    WHEN typid IN (1083, 1114, 1184, 1266) THEN CASE WHEN typmod < 0 THEN 6 ELSE typmod END
    WHEN typid = 1186 THEN CASE WHEN typmod < 0 OR typmod & 65535 = 65535 THEN 6 ELSE typmod & 65535 END
    END::INTEGER;
-- The upper half of an interval's typmod has a bit for each field: 2 month, 4 year, 8 day, 1024 hour,
-- 2048 minute, 4096 second.
CREATE MACRO _pg_interval_type(typid, typmod) AS CASE WHEN typid = 1186 AND typmod >= 0 THEN
    CASE typmod >> 16 & 32767
    WHEN 4 THEN 'YEAR' WHEN 2 THEN 'MONTH' WHEN 8 THEN 'DAY' WHEN 1024 THEN 'HOUR'
    WHEN 2048 THEN 'MINUTE' WHEN 4096 THEN 'SECOND' WHEN 6 THEN 'YEAR TO MONTH'
    WHEN 1032 THEN 'DAY TO HOUR' WHEN 3080 THEN 'DAY TO MINUTE' WHEN 7176 THEN 'DAY TO SECOND'
    WHEN 3072 THEN 'HOUR TO MINUTE' WHEN 7168 THEN 'HOUR TO SECOND' WHEN 6144 THEN 'MINUTE TO SECOND'
    END END;
