-- A sum of int8 is a numeric, which is divided with digits behind the point.
-- Aggregates, whose call comes first; behind it stands what it adds up, by whose type DuckDB chooses.
-- A line with ELEMENT stands for one of each type.

CREATE MACRO sum_of
    (s, every, x TINYINT) AS s::BIGINT,
    (s, every, x SMALLINT) AS s::BIGINT,
    (s, every, x INTEGER) AS s::BIGINT,
    (s, every, x BIGINT) AS s::DECIMAL(38, 0),
    (s, every, x HUGEINT) AS s::DECIMAL(38, 0),
    (s, every, x FLOAT) AS s::FLOAT,
    (s, every, x DOUBLE) AS s,
    (s, every, x DECIMAL) AS s,
    (s, every, x INTERVAL) AS list_reduce(list_filter(every, lambda i: i IS NOT NULL), lambda i, k: i + k),
    (s, every, x TEXTUAL) AS s,
    (s, every, x ELEMENT[]) AS s;

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
    (a, s, n, x INTERVAL) AS a,
    (a, s, n, x TEXTUAL) AS a,
    (a, s, n, x ELEMENT[]) AS a;
-- The same for a result column: the digits as a text, as many of them as PostgreSQL has.
CREATE MACRO average_of_shown
    (a, s, n, x TINYINT) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x SMALLINT) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x INTEGER) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x BIGINT) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x HUGEINT) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x DECIMAL) AS _pg_quotient(s::VARCHAR, n::VARCHAR),
    (a, s, n, x FLOAT) AS a,
    (a, s, n, x DOUBLE) AS a,
    (a, s, n, x INTERVAL) AS a,
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
    (v, x BIGINT) AS sum(v)::DECIMAL(38, 0),
    (v, x HUGEINT) AS sum(v)::DECIMAL(38, 0),
    (v, x FLOAT) AS sum(v)::FLOAT,
    (v, x DOUBLE) AS sum(v),
    (v, x DECIMAL) AS sum(v),
    (v, x INTERVAL) AS _pg.main.sum_of_intervals(v),
    (v, x TIME) AS to_microseconds(CAST(sum(epoch_us(v)) AS BIGINT)),
    (v, x BOOLEAN) AS sum(v),
    (v, x VARCHAR) AS sum(v);
CREATE MACRO average_of_intervals(v) AS avg(v);
CREATE MACRO average_any
    (v, x TINYINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x SMALLINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x INTEGER) AS _pg.main.quotient(sum(v), count(v)),
    (v, x BIGINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x HUGEINT) AS _pg.main.quotient(sum(v), count(v)),
    (v, x DECIMAL) AS _pg.main.quotient(sum(v), count(v)),
    (v, x FLOAT) AS avg(v),
    (v, x DOUBLE) AS avg(v),
    (v, x INTERVAL) AS _pg.main.average_of_intervals(v),
    (v, x TIME) AS to_microseconds(CAST(round(avg(epoch_us(v))) AS BIGINT)),
    (v, x BOOLEAN) AS avg(v),
    (v, x VARCHAR) AS avg(v);
-- For a result column: the digits of a numeric.
CREATE MACRO average_any_shown
    (v, x TINYINT) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x SMALLINT) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x INTEGER) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x BIGINT) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x HUGEINT) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x DECIMAL) AS _pg_quotient(sum(v)::VARCHAR, count(v)::VARCHAR),
    (v, x FLOAT) AS avg(v),
    (v, x DOUBLE) AS avg(v),
    (v, x INTERVAL) AS _pg.main.average_of_intervals(v),
    (v, x TIME) AS to_microseconds(CAST(round(avg(epoch_us(v))) AS BIGINT)),
    (v, x BOOLEAN) AS avg(v),
    (v, x VARCHAR) AS avg(v);

CREATE MACRO is_numeric_type(t) AS t LIKE 'DECIMAL%';
CREATE MACRO is_quotient(a, b) AS
    (_pg.main.is_numeric_type(a) AND (_pg.main.is_numeric_type(b) OR b LIKE '%INT' OR b = 'INTEGER'))
    OR (_pg.main.is_numeric_type(b) AND (a LIKE '%INT' OR a = 'INTEGER'));
CREATE MACRO quotient_shown(a, b, q) AS
    struct_extract(
        {'digits': CASE WHEN _pg.main.is_quotient(typeof(a), typeof(b)) THEN _pg_quotient(a::VARCHAR, b::VARCHAR) END,
         'value': CASE WHEN NOT _pg.main.is_quotient(typeof(a), typeof(b)) THEN q END},
        CASE WHEN _pg.main.is_quotient(typeof(a), typeof(b)) THEN 'digits' ELSE 'value' END);


-- What percentile_cont takes.
CREATE MACRO continuous
    (x DOUBLE) AS x,
    (x INTERVAL) AS error('pg_error:0A000:percentile_cont of intervals is not supported' || chr(31) || chr(31)
                          || 'Take it of extract(epoch from x), and multiply with interval ''1 second''.')::DOUBLE;
