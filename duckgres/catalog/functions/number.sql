-- Numbers. What fails says `pg_error:<SQLSTATE>:<message>`, which the engine's error table reads.

-- The divisor of / and %: DuckDB answers NULL where PostgreSQL raises an error.
CREATE MACRO nonzero(divisor) AS
    CASE WHEN divisor = 0 THEN error('pg_error:22012:division by zero') ELSE divisor END;

-- DuckDB knows BIGINT only, where a negative INTEGER has 16 digits.
CREATE MACRO to_hex
    (number INTEGER) AS right(lower(main.to_hex(number)), 8),
    (number BIGINT) AS lower(main.to_hex(number));
