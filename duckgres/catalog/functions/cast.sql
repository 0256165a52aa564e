-- Casts: a value as PostgreSQL writes it, a text as PostgreSQL reads it.
-- Macros have no types; what depends on the argument's type asks typeof(), which is known when the
-- statement is bound, so that the other branches fold away.

-- A float with 15 digits before the point (6 for float4) and more has an exponent. `shown` is
-- DuckDB's own text, which has one from 16 on.
CREATE MACRO float8_text(number, shown) AS
    CASE WHEN isnan(number) THEN 'NaN'
         WHEN isinf(number) THEN CASE WHEN number > 0 THEN 'Infinity' ELSE '-Infinity' END
         WHEN abs(number) >= 1e15 AND NOT contains(shown, 'e') THEN
             regexp_replace(
                 regexp_replace(regexp_replace(shown, '\.(.*)$', '\1'), '^(-?\d)(\d+?)0*$', '\1.\2'),
                 '\.0$', '') || 'e+15'
         ELSE regexp_replace(shown, '\.0$', '')
    END;

CREATE MACRO float4_text(number, shown) AS
    CASE WHEN abs(number) >= 1e6 AND NOT contains(shown, 'e') AND NOT isinf(number) THEN
             list_filter(
                 [format('{:.0e}', number), format('{:.1e}', number), format('{:.2e}', number),
                  format('{:.3e}', number), format('{:.4e}', number), format('{:.5e}', number),
                  format('{:.6e}', number), format('{:.7e}', number), format('{:.8e}', number)],
                 lambda digits: CAST(digits AS FLOAT) = number)[1]
         ELSE _pg.main.float8_text(number, shown)
    END;

CREATE MACRO as_text(value) AS
    CASE typeof(value)
        WHEN 'DOUBLE' THEN _pg.main.float8_text(TRY_CAST(CAST(value AS VARCHAR) AS DOUBLE), CAST(value AS VARCHAR))
        WHEN 'FLOAT' THEN _pg.main.float4_text(TRY_CAST(CAST(value AS VARCHAR) AS FLOAT), CAST(value AS VARCHAR))
        WHEN 'BLOB' THEN '\x' || lower(hex(CAST(value AS BLOB)))
        WHEN 'DECIMAL(38,11)' THEN rtrim(rtrim(CAST(value AS VARCHAR), '0'), '.')
        WHEN 'INTERVAL' THEN _pg_text(value, typeof(value))
        ELSE CASE WHEN typeof(value) LIKE '%]' OR typeof(value) LIKE 'STRUCT(%'
                       OR (typeof(value) IN ('DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE') AND contains(CAST(value AS VARCHAR), '(BC)')) THEN _pg_text(value, typeof(value))
                  ELSE CAST(value AS VARCHAR)
             END
    END;

-- DuckDB rounds '1.5'; PostgreSQL has no such whole number.
CREATE MACRO whole_text(value, name) AS
    CASE WHEN typeof(value) = 'VARCHAR' AND NOT regexp_full_match(CAST(value AS VARCHAR), '\s*[+-]?[0-9]+\s*') THEN
             error('pg_error:22P02:invalid input syntax for type ' || name || ': "' || CAST(value AS VARCHAR) || '"')
         ELSE value
    END;

CREATE MACRO boolean_of(value) AS
    CASE WHEN typeof(value) <> 'VARCHAR' THEN CAST(value AS BOOLEAN)
         WHEN value IS NULL THEN NULL
         WHEN lower(trim(CAST(value AS VARCHAR), E' \t\n\v\f\r')) IN
             ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN true
         WHEN lower(trim(CAST(value AS VARCHAR), E' \t\n\v\f\r')) IN
             ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN false
         ELSE error('pg_error:22P02:invalid input syntax for type boolean: "' || CAST(value AS VARCHAR) || '"')
    END;

-- A float as a numeric has 15 digits. To read them from its text takes DuckDB five microseconds, to
-- round it to as many behind the point as there is room for is a hundred times as fast.
CREATE MACRO float_numeric(number) AS
    CASE WHEN isnan(number) OR isinf(number) THEN
             error('pg_error:0A000:NaN and infinity are not supported as numeric'
                   || chr(31) || chr(31) || 'Leave the value in double precision.')
         WHEN abs(number) < 1e4 THEN CAST(number AS DECIMAL(38, 11))
         WHEN abs(number) < 1e5 THEN CAST(CAST(number AS DECIMAL(38, 10)) AS DECIMAL(38, 11))
         WHEN abs(number) < 1e6 THEN CAST(CAST(number AS DECIMAL(38, 9)) AS DECIMAL(38, 11))
         WHEN abs(number) < 1e7 THEN CAST(CAST(number AS DECIMAL(38, 8)) AS DECIMAL(38, 11))
         WHEN abs(number) < 1e8 THEN CAST(CAST(number AS DECIMAL(38, 7)) AS DECIMAL(38, 11))
         WHEN abs(number) < 1e9 THEN CAST(CAST(number AS DECIMAL(38, 6)) AS DECIMAL(38, 11))
         ELSE CAST(format('{:.14e}', number) AS DECIMAL(38, 11))
    END;

-- Numeric without precision: one field for each kind of argument, and the name of the field.
CREATE MACRO numeric_of(value, kind) AS {
    'same': value,
    'int2': CASE WHEN kind IN ('SMALLINT', 'TINYINT', 'UTINYINT') THEN CAST(value AS DECIMAL(5, 0)) END,
    'int4': CASE WHEN kind IN ('INTEGER', 'USMALLINT') THEN CAST(value AS DECIMAL(10, 0)) END,
    'int8': CASE WHEN kind IN ('BIGINT', 'UINTEGER') THEN CAST(value AS DECIMAL(19, 0)) END,
    'whole': CASE WHEN kind IN ('HUGEINT', 'UBIGINT', 'UHUGEINT') THEN CAST(value AS DECIMAL(38, 0)) END,
    'any': CASE
        WHEN kind = 'VARCHAR' AND regexp_matches(CAST(value AS VARCHAR), '\.\d{11}\d*[1-9]') THEN
            error('pg_error:0A000:numeric without precision has at most 11 digits behind the point'
                  || chr(31) || chr(31) || 'Name a precision and scale, numeric(38, 20) for example.')
        -- Short ones by 64 bits, which is a hundred times as fast.
        WHEN kind = 'VARCHAR' AND main.length(CAST(value AS VARCHAR)) <= 9
             AND NOT main.contains(lower(CAST(value AS VARCHAR)), 'e') THEN
            CAST(CAST(trim(CAST(value AS VARCHAR)) AS DECIMAL(18, 8)) AS DECIMAL(38, 11))
        WHEN kind = 'DOUBLE' THEN _pg.main.float_numeric(TRY_CAST(value AS DOUBLE))
        WHEN kind = 'FLOAT' THEN _pg.main.float_numeric(CAST(format('{:.5e}', TRY_CAST(value AS FLOAT)) AS DOUBLE))
        WHEN kind IN ('VARCHAR', '"NULL"') THEN
            CAST(trim(_pg.main.as_text(value)) AS DECIMAL(38, 11))
        -- All fields are computed, so no other argument may come to this.
        WHEN kind NOT LIKE '%INT%' AND kind NOT LIKE 'DECIMAL%' THEN error('pg_error:42846:cannot cast type ' || lower(kind) || ' to numeric')
    END
};

CREATE MACRO numeric_of_field(kind) AS
    CASE WHEN kind IN ('SMALLINT', 'TINYINT', 'UTINYINT') THEN 'int2'
         WHEN kind IN ('INTEGER', 'USMALLINT') THEN 'int4'
         WHEN kind IN ('BIGINT', 'UINTEGER') THEN 'int8'
         WHEN kind IN ('HUGEINT', 'UBIGINT', 'UHUGEINT') THEN 'whole'
         WHEN kind LIKE 'DECIMAL%' THEN 'same'
         ELSE 'any'
    END;

-- char(n): only a result shows the blanks at its end.
CREATE MACRO bpchar(string, size) AS rpad(string, CAST(size AS INTEGER), ' ');

-- bytea from text: the hex form, or the escape form.
CREATE MACRO bytea_of(value) AS
    CASE WHEN typeof(value) IN ('BLOB', '"NULL"') THEN CAST(value AS BLOB)
         WHEN typeof(value) <> 'VARCHAR' THEN
             error('pg_error:42846:cannot cast type ' || lower(typeof(value)) || ' to bytea')
         ELSE _pg_bytea(CAST(value AS VARCHAR))
    END;

-- bit(n): cut or filled with zeros at the right, a whole number at the left.
CREATE MACRO bit(value, size) AS
    CASE WHEN typeof(value) IN ('INTEGER', 'BIGINT', 'SMALLINT') THEN
             CAST(right(repeat(left(CAST(CAST(value AS BIT) AS VARCHAR), 1), CAST(size AS INTEGER))
                        || CAST(CAST(value AS BIT) AS VARCHAR), CAST(size AS INTEGER)) AS BIT)
         ELSE CAST(rpad(CAST(value AS VARCHAR), CAST(size AS INTEGER), '0') AS BIT)
    END;

CREATE MACRO varbit(value, size) AS CAST(left(CAST(value AS VARCHAR), CAST(size AS INTEGER)) AS BIT);

-- An operand of ||: a number that has another form as text than in DuckDB.
CREATE MACRO joinable(value, kind) AS {
    'same': value,
    'text': CASE WHEN kind IN ('DOUBLE', 'FLOAT', 'DECIMAL(38,11)', 'INTERVAL') THEN _pg.main.as_text(value) END
};
CREATE MACRO joinable_field(kind) AS
    CASE WHEN kind IN ('DOUBLE', 'FLOAT', 'DECIMAL(38,11)', 'INTERVAL') THEN 'text' ELSE 'same' END;
