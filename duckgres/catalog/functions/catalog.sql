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
