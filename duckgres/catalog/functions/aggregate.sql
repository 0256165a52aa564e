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
