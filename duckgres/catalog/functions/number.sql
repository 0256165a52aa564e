-- Numbers. What fails says `pg_error:<SQLSTATE>:<message>`, which the engine's error table reads.

-- The divisor of / and %: DuckDB answers NULL where PostgreSQL raises an error.
CREATE MACRO nonzero(divisor) AS
    CASE WHEN divisor = 0 THEN error('pg_error:22012:division by zero') ELSE divisor END;

CREATE MACRO mod(number, divisor) AS main.mod(number, _pg.main.nonzero(divisor));

-- A whole number without the rest, towards zero.
CREATE MACRO div(number, divisor) AS
    CASE WHEN divisor = 0 THEN error('pg_error:22012:division by zero')
         ELSE CAST((number - main.mod(number, divisor)) / divisor AS DECIMAL(38, 0))
    END;

CREATE MACRO gcd
    (first INTEGER, second INTEGER) AS CAST(main.gcd(first, second) AS INTEGER),
    (first BIGINT, second BIGINT) AS main.gcd(first, second);
CREATE MACRO lcm
    (first INTEGER, second INTEGER) AS CAST(main.lcm(first, second) AS INTEGER),
    (first BIGINT, second BIGINT) AS main.lcm(first, second);

-- DuckDB knows BIGINT only, where a negative INTEGER has 16 digits.
CREATE MACRO to_hex
    (number INTEGER) AS right(lower(main.to_hex(number)), 8),
    (number BIGINT) AS lower(main.to_hex(number));

-- One field for each kind of argument (see `type_switch` of the rules). A float is a float8, whose
-- halves go to the even neighbour; with digits to keep it can only be a numeric that is computed
-- as DOUBLE, such as a quotient.
CREATE MACRO round_of(number, kind) AS {
    'same': main.round(number),
    'float': CASE WHEN kind IN ('DOUBLE', 'FLOAT') THEN round_even(number, 0) END,
    'integer': CAST(number AS DOUBLE)
};
CREATE MACRO round_of_field(kind) AS
    CASE WHEN kind IN ('DOUBLE', 'FLOAT') THEN 'float'
         WHEN kind IN ('SMALLINT', 'INTEGER', 'BIGINT') THEN 'integer' ELSE 'same' END;

CREATE MACRO digits_of_field(kind) AS
    CASE WHEN kind IN ('DOUBLE', 'FLOAT', 'VARCHAR') THEN 'float'
         WHEN kind IN ('SMALLINT', 'INTEGER', 'BIGINT') THEN 'integer' ELSE 'same' END;
-- `whole` is the number cast to a numeric with these digits. That is right for integers, and for a
-- float that is not near the middle of two answers; there its shortest digits decide, and to read
-- those takes DuckDB five microseconds.
CREATE MACRO rest(number, digits) AS
    abs(CAST(number AS DOUBLE)) * pow(10, digits) - main.floor(abs(CAST(number AS DOUBLE)) * pow(10, digits));
CREATE MACRO round_digits(number, digits, kind, whole) AS {
    'same': main.round(number, digits),
    'float': CASE
        WHEN kind NOT IN ('DOUBLE', 'FLOAT') THEN NULL
        WHEN digits >= 0 AND abs(0.5 - _pg.main.rest(number, digits)) > 1e-4 THEN main.round(whole, digits)
        ELSE main.round(CAST(_pg.main.as_text(number) AS DECIMAL(38, 15)), digits) END,
    'integer': CASE WHEN kind IN ('SMALLINT', 'INTEGER', 'BIGINT') THEN
        main.round(whole, digits) END
};
CREATE MACRO trunc_digits(number, digits, kind, whole) AS {
    'same': main.trunc(number, digits),
    'float': CASE
        WHEN kind NOT IN ('DOUBLE', 'FLOAT') THEN NULL
        WHEN digits >= 0 AND abs(0.5 - _pg.main.rest(number, digits)) < 0.4999 THEN
            main.trunc(CAST(number AS DECIMAL(38, 15)), digits)
        ELSE main.trunc(CAST(_pg.main.as_text(number) AS DECIMAL(38, 15)), digits) END,
    'integer': CASE WHEN kind IN ('SMALLINT', 'INTEGER', 'BIGINT') THEN
        main.trunc(whole, digits) END
};

CREATE MACRO sqrt(number) AS
    CASE WHEN number < 0 THEN
             error('pg_error:2201F:cannot take square root of a negative number')
         ELSE main.sqrt(number) END;
CREATE MACRO positive(number) AS
    CASE WHEN number = 0 THEN error('pg_error:2201E:cannot take logarithm of zero')
         WHEN number < 0 THEN error('pg_error:2201E:cannot take logarithm of a negative number')
         ELSE number END;
CREATE MACRO ln(number) AS main.ln(_pg.main.positive(number));
CREATE MACRO log10(number) AS main.log10(_pg.main.positive(number));
CREATE MACRO log
    (number) AS main.log10(_pg.main.positive(number)),
    (base, number) AS
        main.log10(_pg.main.positive(number)) / _pg.main.nonzero(main.log10(_pg.main.positive(base)));
CREATE MACRO power(base, exponent) AS
    CASE WHEN base = 0 AND exponent < 0 THEN
             error('pg_error:2201F:zero raised to a negative power is undefined')
         WHEN base < 0 AND exponent <> main.floor(exponent) THEN
             error('pg_error:2201F:a negative number raised to a non-integer power yields a complex result')
         ELSE main.pow(base, exponent) END;
CREATE MACRO sign(number) AS
    struct_extract(
        {'numeric': CASE WHEN typeof(number) LIKE 'DECIMAL%' THEN CAST(main.sign(number) AS DECIMAL(1, 0)) END,
         'float': CASE WHEN typeof(number) NOT LIKE 'DECIMAL%' THEN CAST(main.sign(number) AS DOUBLE) END},
        CASE WHEN typeof(number) LIKE 'DECIMAL%' THEN 'numeric' ELSE 'float' END);
CREATE MACRO factorial(number) AS
    CASE WHEN number < 0 THEN
             error('pg_error:22003:factorial of a negative number is undefined')
         ELSE main.factorial(CAST(number AS INTEGER)) END;

CREATE MACRO scale(number) AS
    main.length(main.split_part(_pg.main.as_text(number), '.', 2));
CREATE MACRO min_scale(number) AS
    main.length(main.rtrim(main.split_part(_pg.main.as_text(number), '.', 2), '0'));
-- DECIMAL(38, 11) is written without zeros at the end.
CREATE MACRO trim_scale(number) AS CAST(number AS DECIMAL(38, 11));

CREATE MACRO width_bucket
    (operand, low, high, count) AS
        CASE WHEN count <= 0 THEN error('pg_error:2201G:count must be greater than zero')
             WHEN low = high THEN error('pg_error:2201G:lower bound cannot equal upper bound')
             WHEN low < high THEN
                 CASE WHEN operand < low THEN 0 WHEN operand >= high THEN count + 1
                      ELSE CAST(main.floor(CAST(operand - low AS DOUBLE) * count / (high - low)) AS INTEGER) + 1 END
             ELSE
                 CASE WHEN operand > low THEN 0 WHEN operand <= high THEN count + 1
                      ELSE CAST(main.floor(CAST(low - operand AS DOUBLE) * count / (low - high)) AS INTEGER) + 1 END
        END,
    (operand, thresholds) AS len(list_filter(thresholds, lambda threshold: operand >= threshold));

-- The angles that have an exact answer have it, as in PostgreSQL.
CREATE MACRO sind(angle) AS
    CASE main.mod(CAST(angle AS DOUBLE), 360)
        WHEN 0 THEN 0 WHEN 30 THEN 0.5 WHEN 90 THEN 1 WHEN 150 THEN 0.5 WHEN 180 THEN 0
        WHEN 210 THEN -0.5 WHEN 270 THEN -1 WHEN 330 THEN -0.5 WHEN -30 THEN -0.5 WHEN -90 THEN -1
        ELSE main.sin(radians(CAST(angle AS DOUBLE))) END;
CREATE MACRO cosd(angle) AS
    CASE main.mod(abs(CAST(angle AS DOUBLE)), 360)
        WHEN 0 THEN 1 WHEN 60 THEN 0.5 WHEN 90 THEN 0 WHEN 120 THEN -0.5 WHEN 180 THEN -1
        WHEN 240 THEN -0.5 WHEN 270 THEN 0 WHEN 300 THEN 0.5
        ELSE main.cos(radians(CAST(angle AS DOUBLE))) END;
CREATE MACRO tand(angle) AS
    CASE main.mod(CAST(angle AS DOUBLE), 180)
        WHEN 0 THEN 0 WHEN 45 THEN 1 WHEN 135 THEN -1 WHEN -45 THEN -1
        ELSE main.tan(radians(CAST(angle AS DOUBLE))) END;
CREATE MACRO asind(number) AS degrees(main.asin(number));
CREATE MACRO acosd(number) AS degrees(main.acos(number));
CREATE MACRO atand(number) AS degrees(main.atan(number));
CREATE MACRO atan2d(y, x) AS degrees(main.atan2(y, x));
CREATE MACRO random_normal(mean := 0, stddev := 1) AS
    mean + stddev * main.sqrt(-2 * main.ln(1 - random())) * main.cos(2 * pi() * random());
