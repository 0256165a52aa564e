-- bytea. DuckDB's functions of the same names read and write text.

-- Base64 is cut into lines of 76 characters, and read with blanks in it.
CREATE MACRO encode
    (value) AS main.encode(value),
    (value, form) AS
    CASE lower(form)
        WHEN 'hex' THEN lower(hex(_pg.main.bytea_of(value)))
        WHEN 'base64' THEN
            rtrim(regexp_replace(to_base64(_pg.main.bytea_of(value)), '(.{76})', E'\\1\n', 'g'), E'\n')
        WHEN 'escape' THEN _pg_bytea_escape(_pg.main.bytea_of(value))
        ELSE error('pg_error:22023:unrecognized encoding: "' || form || '"')
    END;

CREATE MACRO decode
    (string) AS main.decode(string),
    (string, form) AS
    CASE lower(form)
        WHEN 'hex' THEN _pg_bytea('\x' || string)
        WHEN 'base64' THEN from_base64(regexp_replace(string, '\s', '', 'g'))
        WHEN 'escape' THEN _pg_bytea(CASE WHEN starts_with(string, '\x') THEN '\' || string ELSE string END)
        ELSE error('pg_error:22023:unrecognized encoding: "' || form || '"')
    END;

-- The casts tell what a parameter is.
CREATE MACRO byte_place(value, place) AS
    CASE WHEN place < 0 OR place >= octet_length(value) THEN
             error('pg_error:2202E:index ' || place || ' out of valid range, 0..' || (octet_length(value) - 1))
         ELSE place
    END;

CREATE MACRO byte_at(value, place) AS CAST('0x' || hex(value)[2 * place + 1 : 2 * place + 2] AS INTEGER);

CREATE MACRO get_byte(value, place) AS
    _pg.main.byte_at(CAST(value AS BLOB), _pg.main.byte_place(CAST(value AS BLOB), CAST(place AS INTEGER)));

CREATE MACRO set_byte(value, place, number) AS
    unhex(hex(CAST(value AS BLOB))[1 : 2 * _pg.main.byte_place(CAST(value AS BLOB), CAST(place AS INTEGER))]
          || right('0' || main.to_hex(CAST(number AS INTEGER) & 255), 2)
          || hex(CAST(value AS BLOB))[2 * CAST(place AS INTEGER) + 3 :]);

CREATE MACRO get_bit
    (value BLOB, place BIGINT) AS
        CASE WHEN place < 0 OR place >= 8 * main.octet_length(value) THEN
                 error('pg_error:2202E:index ' || place || ' out of valid range, 0..' || (8 * main.octet_length(value) - 1))
             ELSE (_pg.main.get_byte(value, place // 8) >> CAST(place % 8 AS INTEGER)) & 1
        END,
    (value BIT, place BIGINT) AS
        CASE WHEN place < 0 OR place >= main.length(value) THEN
                 error('pg_error:2202E:bit index ' || place || ' out of valid range (0..' || (main.length(value) - 1) || ')')
             ELSE main.get_bit(value, CAST(place AS INTEGER))
        END;

CREATE MACRO set_bit
    (value BLOB, place BIGINT, number BIGINT) AS
        CASE WHEN number NOT IN (0, 1) THEN error('pg_error:22023:new bit must be 0 or 1')
             ELSE _pg.main.set_byte(value, place // 8,
                 (_pg.main.get_byte(value, place // 8) & ~(1 << CAST(place % 8 AS INTEGER)))
                 | (CAST(number AS INTEGER) << CAST(place % 8 AS INTEGER)))
        END,
    (value BIT, place BIGINT, number BIGINT) AS
        CASE WHEN number NOT IN (0, 1) THEN error('pg_error:22023:new bit must be 0 or 1')
             ELSE main.set_bit(value, CAST(place AS INTEGER), CAST(number AS INTEGER))
        END;

CREATE MACRO bit_count
    (value BLOB) AS
        CAST(coalesce(list_sum(list_transform(range(0, main.octet_length(value)),
            lambda place: main.bit_count(CAST('0x' || hex(value)[2 * place + 1 : 2 * place + 2] AS INTEGER)))), 0) AS BIGINT),
    (value BIT) AS CAST(main.bit_count(value) AS BIGINT);

CREATE MACRO sha224(value) AS _pg_sha224(_pg.main.bytea_of(value));
CREATE MACRO sha256(value) AS unhex(main.sha256(_pg.main.bytea_of(value)));
CREATE MACRO sha384(value) AS _pg_sha384(_pg.main.bytea_of(value));
CREATE MACRO sha512(value) AS _pg_sha512(_pg.main.bytea_of(value));
