-- numeric / numeric to sixteen digits behind the point, a half rounded away from zero: by whole
-- numbers of 64 bits where they are not too long, else by double precision.
-- Millionths: a double has them right below 10^9; a decimal always, at fifty times the price.
CREATE MACRO micros(number) AS CAST(CAST(number AS DOUBLE) * 1000000 AS BIGINT);
CREATE MACRO many_micros(number) AS
    CAST(TRY_CAST(number AS DECIMAL(38, 6)) * 1000000::DECIMAL(7, 0) AS BIGINT);
CREATE MACRO last_digits_of(rest, divisor, unit) AS
    ((2 * rest * unit + CAST(main.sign(rest) AS BIGINT) * main.abs(divisor)) // (2 * divisor))::DECIMAL(19, 0)
    * 0.0000000000000001::DECIMAL(17, 16);
CREATE MACRO divided_by_whole(micros, divisor) AS
    (micros // divisor)::DECIMAL(19, 0) * 0.000001::DECIMAL(7, 6)
    + _pg.main.last_digits_of(micros % divisor, divisor, 10000000000);
CREATE MACRO rest_divided(rest, divisor) AS
    ((rest * 100000000) // divisor)::DECIMAL(19, 0) * 0.00000001::DECIMAL(9, 8)
    + _pg.main.last_digits_of((rest * 100000000) % divisor, divisor, 100000000);
CREATE MACRO divided_by_micros(micros, divisor) AS
    (micros // divisor)::DECIMAL(19, 0) + _pg.main.rest_divided(micros % divisor, divisor);
CREATE MACRO fits_micros(number, bound) AS
    main.abs(TRY_CAST(number AS DECIMAL(18, 6))) < bound AND number = TRY_CAST(number AS DECIMAL(18, 6));
CREATE MACRO about(number, divisor) AS CAST(CAST(number AS DOUBLE) / CAST(divisor AS DOUBLE) AS DECIMAL(38, 16));

CREATE MACRO quotient_by_whole(number, divisor) AS
    CASE WHEN divisor = 0 THEN error('pg_error:22012:division by zero')
         WHEN main.abs(divisor) < 400000000 AND _pg.main.fits_micros(number, 1000000000) THEN
             _pg.main.divided_by_whole(_pg.main.micros(number), CAST(divisor AS BIGINT))
         WHEN main.abs(divisor) < 400000000 AND _pg.main.fits_micros(number, 1000000000000) THEN
             _pg.main.divided_by_whole(_pg.main.many_micros(number), CAST(divisor AS BIGINT))
         ELSE _pg.main.about(number, divisor)
    END;
CREATE MACRO quotient_of_numerics(number, divisor) AS
    CASE WHEN divisor = 0 THEN error('pg_error:22012:division by zero')
         WHEN _pg.main.fits_micros(number, 1000000000) AND _pg.main.fits_micros(divisor, 40000) THEN
             _pg.main.divided_by_micros(_pg.main.micros(number), _pg.main.micros(divisor))
         ELSE _pg.main.about(number, divisor)
    END;

-- number / divisor; x and y are of the same types, and outside of aggregates, whose types DuckDB does
-- not know when it chooses.
CREATE MACRO divided
    (number, divisor, x BIGINT, y BIGINT) AS number // _pg.main.nonzero(divisor),
    (number, divisor, x BIGINT, y HUGEINT) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x BIGINT, y DECIMAL) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x BIGINT, y DOUBLE) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x HUGEINT, y BIGINT) AS _pg.main.quotient_by_whole(number, divisor),
    (number, divisor, x HUGEINT, y HUGEINT) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x HUGEINT, y DECIMAL) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x HUGEINT, y DOUBLE) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x DECIMAL, y BIGINT) AS _pg.main.quotient_by_whole(number, divisor),
    (number, divisor, x DECIMAL, y HUGEINT) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x DECIMAL, y DECIMAL) AS _pg.main.quotient_of_numerics(number, divisor),
    (number, divisor, x DECIMAL, y DOUBLE) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x DOUBLE, y BIGINT) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x DOUBLE, y HUGEINT) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x DOUBLE, y DECIMAL) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x DOUBLE, y DOUBLE) AS number / _pg.main.nonzero(divisor),
    (number, divisor, x INTERVAL, y BIGINT) AS number * (1 / CAST(_pg.main.nonzero(divisor) AS DOUBLE)),
    (number, divisor, x INTERVAL, y HUGEINT) AS number * (1 / CAST(_pg.main.nonzero(divisor) AS DOUBLE)),
    (number, divisor, x INTERVAL, y DECIMAL) AS number * (1 / CAST(_pg.main.nonzero(divisor) AS DOUBLE)),
    (number, divisor, x INTERVAL, y DOUBLE) AS number * (1 / CAST(_pg.main.nonzero(divisor) AS DOUBLE));

-- A value of the type that a sum, or an average, has to PostgreSQL.
CREATE MACRO as_sum
    (x TINYINT) AS 1::BIGINT,
    (x SMALLINT) AS 1::BIGINT,
    (x INTEGER) AS 1::BIGINT,
    (x BIGINT) AS 1::HUGEINT,
    (x HUGEINT) AS x,
    (x DECIMAL) AS x,
    (x FLOAT) AS x,
    (x DOUBLE) AS x,
    (x TIME) AS to_microseconds(0),
    (x INTERVAL) AS x;
CREATE MACRO as_average
    (x BIGINT) AS 1.0,
    (x HUGEINT) AS 1.0,
    (x DECIMAL) AS 1.0,
    (x DOUBLE) AS x,
    (x TIME) AS to_microseconds(0),
    (x INTERVAL) AS x;
