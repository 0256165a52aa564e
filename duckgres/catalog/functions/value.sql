-- PostgreSQL's name of a type of DuckDB's.

CREATE MACRO plain_type_name(t) AS
    CASE t
        WHEN 'TINYINT' THEN 'smallint' WHEN 'UTINYINT' THEN 'smallint' WHEN 'USMALLINT' THEN 'integer'
        WHEN 'UINTEGER' THEN 'bigint' WHEN 'UBIGINT' THEN 'numeric' WHEN 'HUGEINT' THEN 'numeric'
        WHEN 'UHUGEINT' THEN 'numeric' WHEN 'FLOAT' THEN 'real' WHEN 'DOUBLE' THEN 'double precision'
        WHEN 'VARCHAR' THEN 'text' WHEN 'BLOB' THEN 'bytea' WHEN 'TIME' THEN 'time without time zone'
        WHEN 'TIMESTAMP' THEN 'timestamp without time zone' WHEN 'JSON' THEN 'jsonb' WHEN 'BIT' THEN 'bit varying'
        ELSE CASE WHEN t LIKE 'DECIMAL%' THEN 'numeric' WHEN t LIKE 'STRUCT%' THEN 'record' ELSE lower(t) END
    END;
CREATE MACRO name_of_type(t) AS
    CASE WHEN t LIKE '%[]' THEN _pg.main.plain_type_name(rtrim(t, '[]')) || '[]' ELSE _pg.main.plain_type_name(t) END;
