-- What the system catalog is put together with.

-- A number below 2^31 that an object keeps as long as it keeps its name; PostgreSQL's own end at 16383.
CREATE MACRO oid_of(kind, schema, name) AS
    (20000 + md5_number_lower(concat_ws(system.main.chr(31), kind, schema, name)) % 2147000000)::UINTEGER;

-- The parts of a comment: what the user says, and the facts behind it.
CREATE MACRO said(comment) AS nullif(system.main.split_part(comment, system.main.chr(31), 1), '');
CREATE MACRO facts(comment) AS
    CASE WHEN contains(comment, system.main.chr(31)) THEN system.main.split_part(comment, system.main.chr(31), 2)::JSON END;
CREATE MACRO fact(comment, key) AS
    CASE WHEN contains(comment, system.main.chr(31))
         THEN json_extract_string(system.main.split_part(comment, system.main.chr(31), 2), '$.' || key) END;

-- Names as PostgreSQL shows them.
CREATE MACRO quoted_name(name) AS _pg_quote_ident(name);
CREATE MACRO quoted_literal(text) AS concat('''', replace(text, '''', ''''''), '''');
CREATE MACRO names_of(names) AS system.main.array_to_string([_pg.main.quoted_name(n) FOR n IN names], ', ');
CREATE MACRO shown_name(schema, name) AS
    CASE WHEN schema IN ('public', 'pg_catalog', 'pg_temp_1') THEN _pg.main.quoted_name(name)
         ELSE _pg.main.quoted_name(schema) || '.' || _pg.main.quoted_name(name) END;
CREATE MACRO path_parts(path) AS
    [replace(part, '""', '"') FOR part IN string_split(path[2:-2], '"."')];
CREATE MACRO shown_path(path) AS
    _pg.main.shown_name(_pg.main.path_parts(path)[1], _pg.main.path_parts(path)[2]);

-- Types as DuckDB writes them.
CREATE MACRO element_type(type) AS regexp_replace(type, '(\[\d*\])+$', '');
CREATE MACRO decimal_typmod(type) AS
    ((regexp_extract(type, '\((\d+),', 1)::INTEGER << 16) | regexp_extract(type, ',(\d+)\)', 1)::INTEGER) + 4;

-- The action of a foreign key; the one that is not said is NULL.
CREATE MACRO action_of(letter) AS
    CASE letter WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
         WHEN 'd' THEN 'SET DEFAULT' END;

-- The operator class by which btree orders a type: PostgreSQL's number of it.
CREATE MACRO btree_class(typid) AS
    CASE typid WHEN 23 THEN 1978 WHEN 20 THEN 3124 WHEN 21 THEN 1979 WHEN 25 THEN 3126 WHEN 1043 THEN 3126
         WHEN 1042 THEN 10004 WHEN 16 THEN 10003 WHEN 17 THEN 10006 WHEN 18 THEN 10007 WHEN 19 THEN 10028
         WHEN 26 THEN 1981 WHEN 700 THEN 10012 WHEN 701 THEN 3123 WHEN 1700 THEN 3125 WHEN 1082 THEN 3122
         WHEN 1083 THEN 10038 WHEN 1114 THEN 3128 WHEN 1184 THEN 3127 WHEN 1266 THEN 10041
         WHEN 1186 THEN 10022 WHEN 2950 THEN 10065 WHEN 3802 THEN 10088 WHEN 869 THEN 10015
         WHEN 790 THEN 10047 WHEN 1560 THEN 10002 WHEN 1562 THEN 10043
         ELSE CASE WHEN typid IS NULL THEN 3126 WHEN typid >= 16384 THEN 10069 ELSE 10000 END END::UINTEGER;

-- Names as a session sees them: without the schema where its search path has it.
CREATE MACRO is_visible(schema) AS
    schema IN ('pg_catalog', 'pg_temp_1') OR list_contains(current_schemas(true), schema);
CREATE MACRO visible_name(schema, name) AS
    CASE WHEN _pg.main.is_visible(schema) THEN _pg.main.quoted_name(name)
         ELSE _pg.main.quoted_name(schema) || '.' || _pg.main.quoted_name(name) END;
CREATE MACRO visible_path(path) AS
    _pg.main.visible_name(_pg.main.path_parts(path)[1], _pg.main.path_parts(path)[2]);

-- The parts of a name as it is written in SQL: "S".t -> [S, t].
CREATE MACRO name_parts(text) AS [
    CASE WHEN starts_with(part, '"') THEN replace(part[2:-2], '""', '"') ELSE lower(part) END
    FOR part IN regexp_extract_all(text, '"(?:[^"]|"")*"|[^".\s]+')];
CREATE MACRO is_number(text) AS regexp_full_match(text, '[0-9]+');

-- An expression without the parentheses that are around it, or around a number, as the pretty forms show it.
CREATE MACRO bare(expression) AS
    CASE WHEN contains(expression, '''') THEN expression
         WHEN regexp_full_match(expression, '\([^()]*(\([^()]*\)[^()]*)*\)')
         THEN regexp_replace(expression[2:-2], '\(([0-9.]+)\)::', '\1::', 'g')
         ELSE regexp_replace(expression, '\(([0-9.]+)\)::', '\1::', 'g') END;

-- Modifiers of types: what stands behind the name, in front of its last words.
CREATE MACRO numeric_modifier(typmod) AS
    concat('(', ((typmod - 4) >> 16) & 65535, ',', xor((typmod - 4) & 2047, 1024) - 1024, ')');
CREATE MACRO interval_modifier(typmod) AS concat(
    CASE (typmod >> 16) & 32767
        WHEN 4 THEN ' year' WHEN 2 THEN ' month' WHEN 8 THEN ' day' WHEN 1024 THEN ' hour'
        WHEN 2048 THEN ' minute' WHEN 4096 THEN ' second' WHEN 6 THEN ' year to month'
        WHEN 1032 THEN ' day to hour' WHEN 3080 THEN ' day to minute' WHEN 7176 THEN ' day to second'
        WHEN 3072 THEN ' hour to minute' WHEN 7168 THEN ' hour to second'
        WHEN 6144 THEN ' minute to second' END,
    CASE WHEN typmod & 65535 <> 65535 THEN concat('(', typmod & 65535, ')') END);

-- Encodings: the numbers that clients ask for.
CREATE MACRO pg_encoding_to_char(encoding) AS
    CASE encoding WHEN 6 THEN 'UTF8' WHEN 0 THEN 'SQL_ASCII' WHEN 8 THEN 'LATIN1' WHEN 24 THEN 'WIN1252'
         ELSE CASE WHEN encoding IS NOT NULL THEN '' END END;
CREATE MACRO pg_char_to_encoding(name) AS
    CASE replace(replace(upper(name::VARCHAR), '-', ''), '_', '')
        WHEN 'UTF8' THEN 6 WHEN 'UNICODE' THEN 6 WHEN 'SQLASCII' THEN 0 WHEN 'LATIN1' THEN 8
        WHEN 'ISO88591' THEN 8 WHEN 'WIN1252' THEN 24
        ELSE CASE WHEN name IS NOT NULL THEN -1 END END;
CREATE MACRO getdatabaseencoding() AS 'UTF8';
CREATE MACRO pg_tablespace_location(tablespace) AS CASE WHEN tablespace IS NOT NULL THEN '' END;
CREATE MACRO pg_relation_is_publishable(relation) AS CASE WHEN relation IS NOT NULL THEN true END;
CREATE MACRO pg_get_partkeydef(relation) AS NULL::VARCHAR;
CREATE MACRO pg_get_partition_constraintdef(relation) AS NULL::VARCHAR;
CREATE MACRO pg_get_triggerdef (trigger) AS NULL::VARCHAR, (trigger, pretty) AS NULL::VARCHAR;
CREATE MACRO pg_get_statisticsobjdef_columns(statistics) AS NULL::VARCHAR;
CREATE MACRO pg_get_function_sqlbody(function) AS NULL::VARCHAR;
CREATE MACRO pg_my_temp_schema() AS 0::UINTEGER;
CREATE MACRO pg_is_other_temp_schema(schema) AS CASE WHEN schema IS NOT NULL THEN false END;
CREATE MACRO shobj_description(object, catalog) AS NULL::VARCHAR;
-- The name of a type's element without modifiers: numeric(10,2)[] -> numeric.
CREATE MACRO type_of_text(text) AS system.main.trim(regexp_replace(regexp_replace(text, '\s*\([^)]*\)', ''), '(\s*\[\d*\])+\s*$', ''));
CREATE MACRO type_alias(name) AS CASE lower(name)
    WHEN 'int' THEN 'integer' WHEN 'decimal' THEN 'numeric' WHEN 'dec' THEN 'numeric'
    WHEN 'float' THEN 'double precision' WHEN 'char' THEN 'character' ELSE lower(name) END;
CREATE MACRO pg_partition_ancestors(relation) AS unnest(CASE WHEN relation IS NULL THEN []::UINTEGER[] ELSE []::UINTEGER[] END);
