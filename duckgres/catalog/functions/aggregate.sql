-- Aggregates, whose call comes first; behind it stands what it adds up, by whose type DuckDB chooses.
-- A line with ELEMENT stands for one of each type.

CREATE MACRO sum_of
    (s, x TINYINT) AS s::BIGINT,
    (s, x SMALLINT) AS s::BIGINT,
    (s, x INTEGER) AS s::BIGINT,
    (s, x BIGINT) AS s,
    (s, x HUGEINT) AS s,
    (s, x FLOAT) AS s::FLOAT,
    (s, x DOUBLE) AS s,
    (s, x DECIMAL) AS s,
    (s, x TEXTUAL) AS s,
    (s, x ELEMENT[]) AS s;

-- A sum divided by a count, to sixteen digits behind the point: the whole part, and what is left as a
-- whole number of the last of these digits, a half rounded away from zero.
CREATE MACRO last_digits(rest, n) AS
    sign(rest)::BIGINT * ((2 * abs(replace(rest::DECIMAL(38, 16)::VARCHAR, '.', '')::HUGEINT) + n) // (2 * n));
CREATE MACRO quotient(s, n) AS
    ((s - s % n)::HUGEINT // nullif(n, 0))::DECIMAL(38, 16)
    + _pg.main.last_digits(s % n, nullif(n, 0))::DECIMAL(17, 0) * 0.0000000000000001::DECIMAL(17, 16);
CREATE MACRO average_of
    (a, s, n, x TINYINT) AS _pg.main.quotient(s, n),
    (a, s, n, x SMALLINT) AS _pg.main.quotient(s, n),
    (a, s, n, x INTEGER) AS _pg.main.quotient(s, n),
    (a, s, n, x BIGINT) AS _pg.main.quotient(s, n),
    (a, s, n, x HUGEINT) AS _pg.main.quotient(s, n),
    (a, s, n, x DECIMAL) AS _pg.main.quotient(s, n),
    (a, s, n, x FLOAT) AS a,
    (a, s, n, x DOUBLE) AS a,
    (a, s, n, x TEXTUAL) AS a,
    (a, s, n, x ELEMENT[]) AS a;

-- The same of the values themselves: a sum of intervals is made of three.
CREATE MACRO sum_of_intervals(v) AS
    to_months(CAST(sum(datepart('year', v) * 12 + datepart('month', v)) AS INTEGER))
    + to_days(CAST(sum(datepart('day', v)) AS INTEGER))
    + to_microseconds(CAST(sum(epoch_us(v - date_trunc('day', v))) AS BIGINT));
CREATE MACRO sum_any
    (v, x TINYINT) AS sum(v)::BIGINT,
    (v, x SMALLINT) AS sum(v)::BIGINT,
    (v, x INTEGER) AS sum(v)::BIGINT,
    (v, x BIGINT) AS sum(v),
    (v, x HUGEINT) AS sum(v),
    (v, x FLOAT) AS sum(v)::FLOAT,
    (v, x DOUBLE) AS sum(v),
    (v, x DECIMAL) AS sum(v),
    (v, x INTERVAL) AS _pg.main.sum_of_intervals(v),
    (v, x TIME) AS to_microseconds(CAST(sum(epoch_us(v)) AS BIGINT)),
    (v, x BOOLEAN) AS sum(v),
    (v, x VARCHAR) AS sum(v);
CREATE MACRO average_any
    (v, x TINYINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x SMALLINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x INTEGER) AS _pg.main.quotient(sum(v), count(v)),
    (v, x BIGINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x HUGEINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x DECIMAL) AS _pg.main.quotient(sum(v), count(v)),
    (v, x FLOAT) AS avg(v),
    (v, x DOUBLE) AS avg(v),
    (v, x INTERVAL) AS _pg_interval_divided(_pg.main.sum_of_intervals(v), CAST(nullif(count(v), 0) AS DOUBLE)),
    (v, x TIME) AS to_microseconds(CAST(round(avg(epoch_us(v))) AS BIGINT)),
    (v, x BOOLEAN) AS avg(v),
    (v, x VARCHAR) AS avg(v);
