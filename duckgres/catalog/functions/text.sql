-- Text.

-- A negative or zero start counts to the left of the first character, not from the end.
CREATE MACRO substr
    (string, start) AS main.substr(string, greatest(start, 1)),
    (string, start, size) AS
        CASE WHEN size < 0 THEN error('pg_error:22011:negative substring length not allowed')
             ELSE main.substr(string, greatest(start, 1), greatest(start + size - greatest(start, 1), 0))
        END;
