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
