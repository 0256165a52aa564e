-- Text, and bytea where PostgreSQL has the function for both: there the type of the argument
-- chooses the macro. What fails says `pg_error:<SQLSTATE>:<message>`.

-- What a value's output function writes: a boolean is t or f, which its cast to text is not.
CREATE MACRO output_of(value) AS
    CASE typeof(value)
        WHEN 'BOOLEAN' THEN CASE CAST(value AS VARCHAR) WHEN 'true' THEN 't' WHEN 'false' THEN 'f' END
        ELSE _pg.main.as_text(value)
    END;

-- greatest() would leave out a NULL.
CREATE MACRO at_least(number, low) AS CASE WHEN number < low THEN low ELSE number END;

CREATE MACRO length
    (string VARCHAR) AS main.length(string),
    (string BLOB) AS octet_length(string),
    (string BIT) AS main.length(string);

CREATE MACRO octet_length
    (string VARCHAR) AS strlen(string),
    (string BLOB) AS main.octet_length(string),
    (string BIT) AS main.octet_length(string);

CREATE MACRO bit_length
    (string VARCHAR) AS 8 * strlen(string),
    (string BLOB) AS 8 * main.octet_length(string),
    (string BIT) AS main.length(string);

-- A negative or zero start counts to the left of the first character, not from the end.
CREATE MACRO substr
    (string VARCHAR, start BIGINT) AS main.substr(string, _pg.main.at_least(start, 1)),
    (string BLOB, start BIGINT) AS unhex(main.substr(hex(string), 2 * _pg.main.at_least(start, 1) - 1)),
    (string BIT, start BIGINT) AS CAST(main.substr(CAST(string AS VARCHAR), _pg.main.at_least(start, 1)) AS BIT),
    (string VARCHAR, start BIGINT, size BIGINT) AS
        CASE WHEN size < 0 THEN error('pg_error:22011:negative substring length not allowed')
             ELSE main.substr(string, _pg.main.at_least(start, 1), _pg.main.at_least(start + size - _pg.main.at_least(start, 1), 0))
        END,
    (string BLOB, start BIGINT, size BIGINT) AS
        CASE WHEN size < 0 THEN error('pg_error:22011:negative substring length not allowed')
             ELSE unhex(main.substr(hex(string), 2 * _pg.main.at_least(start, 1) - 1,
                                    2 * _pg.main.at_least(start + size - _pg.main.at_least(start, 1), 0)))
        END,
    (string BIT, start BIGINT, size BIGINT) AS
        CASE WHEN size < 0 THEN error('pg_error:22011:negative substring length not allowed')
             ELSE CAST(main.substr(CAST(string AS VARCHAR), _pg.main.at_least(start, 1),
                                   _pg.main.at_least(start + size - _pg.main.at_least(start, 1), 0)) AS BIT)
        END;

CREATE MACRO overlay
    (string VARCHAR, new VARCHAR, start BIGINT) AS
        _pg.main.substr(string, 1, start - 1) || new || _pg.main.substr(string, start + main.length(new)),
    (string BLOB, new BLOB, start BIGINT) AS
        _pg.main.substr(string, 1, start - 1) || new || _pg.main.substr(string, start + octet_length(new)),
    (string VARCHAR, new VARCHAR, start BIGINT, size BIGINT) AS
        _pg.main.substr(string, 1, start - 1) || new || _pg.main.substr(string, start + size),
    (string BLOB, new BLOB, start BIGINT, size BIGINT) AS
        _pg.main.substr(string, 1, start - 1) || new || _pg.main.substr(string, start + size);

CREATE MACRO position
    (string VARCHAR, part VARCHAR) AS main.strpos(string, part),
    (string BIT, part BIT) AS main.strpos(CAST(string AS VARCHAR), CAST(part AS VARCHAR)),
    (string BLOB, part BLOB) AS
        CASE WHEN octet_length(part) = 0 THEN 1
             ELSE coalesce(list_filter(range(1, octet_length(string) + 1),
                           lambda place: hex(string)[2 * place - 1 : 2 * (place + octet_length(part) - 1)] = hex(part))[1], 0)
        END;

CREATE MACRO trim
    (string VARCHAR) AS main.trim(string, ' '),
    (string VARCHAR, characters VARCHAR) AS main.trim(string, characters),
    (string BLOB, characters BLOB) AS
        unhex(regexp_replace(hex(string),
            '^(?:' || rtrim(regexp_replace(hex(characters), '(..)', '\1|', 'g'), '|') || ')*((?:..)*?)(?:'
            || rtrim(regexp_replace(hex(characters), '(..)', '\1|', 'g'), '|') || ')*$', '\1'));

CREATE MACRO ltrim
    (string VARCHAR) AS main.ltrim(string, ' '),
    (string VARCHAR, characters VARCHAR) AS main.ltrim(string, characters),
    (string BLOB, characters BLOB) AS
        unhex(regexp_replace(hex(string),
            '^(?:' || rtrim(regexp_replace(hex(characters), '(..)', '\1|', 'g'), '|') || ')*((?:..)*)$', '\1'));

CREATE MACRO rtrim
    (string VARCHAR) AS main.rtrim(string, ' '),
    (string VARCHAR, characters VARCHAR) AS main.rtrim(string, characters),
    (string BLOB, characters BLOB) AS
        unhex(regexp_replace(hex(string),
            '^((?:..)*?)(?:' || rtrim(regexp_replace(hex(characters), '(..)', '\1|', 'g'), '|') || ')*$', '\1'));

-- Nothing to fill with, or nothing to fill.
CREATE MACRO lpad
    (string, size) AS main.lpad(string, CAST(_pg.main.at_least(size, 0) AS INTEGER), ' '),
    (string, size, fill) AS
        CASE WHEN fill = '' OR size <= main.length(string) THEN main.left(string, _pg.main.at_least(size, 0))
             ELSE main.lpad(string, CAST(_pg.main.at_least(size, 0) AS INTEGER), CASE fill WHEN '' THEN ' ' ELSE fill END)
        END;

CREATE MACRO rpad
    (string, size) AS main.rpad(string, CAST(_pg.main.at_least(size, 0) AS INTEGER), ' '),
    (string, size, fill) AS
        CASE WHEN fill = '' OR size <= main.length(string) THEN main.left(string, _pg.main.at_least(size, 0))
             ELSE main.rpad(string, CAST(_pg.main.at_least(size, 0) AS INTEGER), CASE fill WHEN '' THEN ' ' ELSE fill END)
        END;

CREATE MACRO repeat(string, number) AS main.repeat(string, _pg.main.at_least(number, 0));

-- The cast tells what a parameter is.
CREATE MACRO split_part(string, delimiter, number) AS
    CASE WHEN CAST(number AS INTEGER) = 0 THEN error('pg_error:22023:field position must not be zero')
         WHEN delimiter = '' THEN CASE WHEN CAST(number AS INTEGER) IN (1, -1) THEN string ELSE '' END
         ELSE main.split_part(string, delimiter, CAST(number AS INTEGER))
    END;

CREATE MACRO chr(code) AS
    CASE WHEN code = 0 THEN error('pg_error:54000:null character not permitted')
         WHEN code < 0 THEN error('pg_error:22023:character number must be positive')
         WHEN code > 1114111 THEN
             error('pg_error:54000:requested character too large for encoding: ' || code)
         ELSE main.chr(code)
    END;

CREATE MACRO initcap(string) AS _pg_initcap(string);
CREATE MACRO normalize(string, form := 'NFC') AS _pg_normalize(string, form);
CREATE MACRO is_normalized(string, form := 'NFC') AS _pg_normalize(string, form) = string;
CREATE MACRO unistr(string) AS _pg_unistr(string);
CREATE MACRO quote_ident(string) AS _pg_quote_ident(string);
CREATE MACRO quote_literal(value) AS _pg_quote_literal(_pg.main.as_text(value));
CREATE MACRO quote_nullable(value) AS coalesce(_pg_quote_literal(_pg.main.as_text(value)), 'NULL');
CREATE MACRO to_ascii(string) AS strip_accents(string);

CREATE MACRO convert_from(value, encoding) AS
    CASE WHEN lower(replace(encoding, '-', '')) IN ('utf8', 'unicode') THEN main.decode(_pg.main.bytea_of(value))
         ELSE error('pg_error:0A000:only UTF8 is supported as an encoding')
    END;
CREATE MACRO convert_to(string, encoding) AS
    CASE WHEN lower(replace(encoding, '-', '')) IN ('utf8', 'unicode') THEN main.encode(string)
         ELSE error('pg_error:0A000:only UTF8 is supported as an encoding')
    END;
