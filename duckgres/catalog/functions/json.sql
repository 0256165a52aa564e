-- json and jsonb. What DuckDB reads as PostgreSQL does is left to it, as it is ten times faster than
-- our own code (_pg_…): numbers that are whole, truth values, null, and strings without escapes.
-- A part that is an array or an object, or a number with a point, keeps its text.

-- The value at the end of a path, which comes three times: DuckDB's, the steps, and what each is.
CREATE MACRO json_get(document, path, steps, how) AS
    CASE WHEN json_type(document, path) IS NULL THEN NULL
         WHEN json_type(document, path) IN ('UBIGINT', 'BIGINT', 'BOOLEAN', 'NULL')
           OR (json_type(document, path) = 'VARCHAR' AND NOT contains(document, chr(92)))
         THEN json_extract(document, path)
         ELSE _pg_json_get(document, steps, how)
    END;
CREATE MACRO json_get_text(document, path, steps, how) AS
    CASE WHEN json_type(document, path) IS NULL THEN NULL
         WHEN json_type(document, path) IN ('VARCHAR', 'UBIGINT', 'BIGINT', 'BOOLEAN', 'NULL')
         THEN json_extract_string(document, path)
         ELSE _pg_json_get_text(document, steps, how)
    END;
CREATE MACRO jsonb_exists(document, key) AS _pg_jsonb_exists(document, key);

-- Numbers are equal by value: texts that differ may be equal when there is a point in one.
CREATE MACRO jsonb_equal(a, b) AS
    CASE WHEN a::VARCHAR = b::VARCHAR THEN true
         WHEN NOT contains(a::VARCHAR, '.') AND NOT contains(b::VARCHAR, '.') THEN false
         ELSE _pg_jsonb_compare(a::VARCHAR, b::VARCHAR) = 0
    END;

-- The text of a number, for a cast to a type of numbers.
CREATE MACRO json_number(document, name) AS
    CASE json_type(document)
        WHEN 'UBIGINT' THEN document::VARCHAR
        WHEN 'BIGINT' THEN document::VARCHAR
        WHEN 'DOUBLE' THEN document::VARCHAR
        WHEN 'HUGEINT' THEN document::VARCHAR
        WHEN 'UHUGEINT' THEN document::VARCHAR
        ELSE error('pg_error:22023:cannot cast jsonb ' || _pg.main.json_typeof(document) || ' to type ' || name)
    END;
CREATE MACRO json_boolean(document) AS
    CASE WHEN json_type(document) = 'BOOLEAN' THEN document::VARCHAR::BOOLEAN
         WHEN document IS NOT NULL
         THEN error('pg_error:22023:cannot cast jsonb ' || _pg.main.json_typeof(document) || ' to type boolean')
    END;

CREATE MACRO json_typeof(document) AS
    CASE json_type(document)
        WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'
        WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE CASE WHEN document IS NOT NULL THEN 'number' END
    END;
CREATE MACRO json_array_length(document) AS
    CASE json_type(document)
        WHEN 'ARRAY' THEN main.json_array_length(document)
        WHEN 'OBJECT' THEN error('pg_error:22023:cannot get array length of a non-array')
        ELSE CASE WHEN document IS NOT NULL THEN error('pg_error:22023:cannot get array length of a scalar') END
    END;

CREATE MACRO json_strip_nulls(document) AS _pg_json_strip_nulls(document, false);
CREATE MACRO jsonb_strip_nulls(document) AS _pg_json_strip_nulls(document, true);
CREATE MACRO jsonb_pretty(document) AS _pg_jsonb_pretty(document);
CREATE MACRO jsonb_set
    (document, path, value) AS _pg_jsonb_set(document, path, value, true),
    (document, path, value, create_if_missing) AS _pg_jsonb_set(document, path, value, create_if_missing);
CREATE MACRO jsonb_set_lax
    (document, path, value) AS _pg_jsonb_set_lax(document, path, value, true, 'use_json_null'),
    (document, path, value, create_if_missing) AS
        _pg_jsonb_set_lax(document, path, value, create_if_missing, 'use_json_null'),
    (document, path, value, create_if_missing, treatment) AS
        _pg_jsonb_set_lax(document, path, value, create_if_missing, treatment);
CREATE MACRO jsonb_insert
    (document, path, value) AS _pg_jsonb_insert(document, path, value, false),
    (document, path, value, insert_after) AS _pg_jsonb_insert(document, path, value, insert_after);

-- Values of any type. DuckDB writes whole numbers and truth values as PostgreSQL does.
CREATE MACRO to_json(value) AS
    CASE WHEN typeof(value) IN ('INTEGER', 'BIGINT', 'SMALLINT', 'BOOLEAN') THEN main.to_json(value)
         ELSE _pg_json_of(value, typeof(value))
    END;
CREATE MACRO to_jsonb(value) AS
    CASE WHEN typeof(value) IN ('INTEGER', 'BIGINT', 'SMALLINT', 'BOOLEAN') THEN main.to_json(value)
         ELSE _pg_jsonb_of(value, typeof(value))
    END;
CREATE MACRO json_object
    (keys) AS _pg_json_object(keys, NULL::VARCHAR[]),
    (keys, texts) AS _pg_json_object(keys, texts);
CREATE MACRO jsonb_object
    (keys) AS _pg_jsonb_object(keys, NULL::VARCHAR[]),
    (keys, texts) AS _pg_jsonb_object(keys, texts);

-- Paths; without variables and loud where they are not named.
CREATE MACRO jsonb_path_list
    (document, path) AS _pg_jsonb_path_list(document, path, '{}', false),
    (document, path, vars) AS _pg_jsonb_path_list(document, path, vars, false),
    (document, path, vars, silent) AS _pg_jsonb_path_list(document, path, vars, silent);
CREATE MACRO jsonb_path_query_array
    (document, path) AS _pg_jsonb(to_json(_pg_jsonb_path_list(document, path, '{}', false))),
    (document, path, vars) AS _pg_jsonb(to_json(_pg_jsonb_path_list(document, path, vars, false))),
    (document, path, vars, silent) AS _pg_jsonb(to_json(_pg_jsonb_path_list(document, path, vars, silent)));
CREATE MACRO jsonb_path_query_first
    (document, path) AS _pg_jsonb_path_first(document, path, '{}', false),
    (document, path, vars) AS _pg_jsonb_path_first(document, path, vars, false),
    (document, path, vars, silent) AS _pg_jsonb_path_first(document, path, vars, silent);
CREATE MACRO jsonb_path_exists
    (document, path) AS _pg_jsonb_path_exists(document, path, '{}', false),
    (document, path, vars) AS _pg_jsonb_path_exists(document, path, vars, false),
    (document, path, vars, silent) AS _pg_jsonb_path_exists(document, path, vars, silent);
CREATE MACRO jsonb_path_match
    (document, path) AS _pg_jsonb_path_match(document, path, '{}', false),
    (document, path, vars) AS _pg_jsonb_path_match(document, path, vars, false),
    (document, path, vars, silent) AS _pg_jsonb_path_match(document, path, vars, silent);

-- A document as a row of the type of another row.
CREATE MACRO json_row(document, base) AS cast_to_type(_pg_json_fields(document, typeof(base)), base);
CREATE MACRO json_rows(documents, base) AS
    list_transform(documents, lambda d: cast_to_type(_pg_json_fields(d, typeof(base)), base));
