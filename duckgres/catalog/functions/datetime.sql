-- Dates, times and intervals. `text` is read by code where it is not ISO 8601; the session's zone
-- and the order of a date of numbers (DateStyle) count.
CREATE MACRO date_order() AS coalesce(CAST(getvariable('date_order') AS VARCHAR), 'MDY');

CREATE MACRO dated(text, kind) AS _pg_dated(text, kind, now(), _pg.main.date_order());

-- The part of an interval that is no day.
CREATE MACRO clock_of(value) AS
    epoch_us(value - date_trunc('day', value));

CREATE MACRO date_of(value) AS
    CASE WHEN typeof(value) = 'VARCHAR' THEN
             CASE WHEN regexp_full_match(CAST(value AS VARCHAR), '[1-9]\d{3}-\d\d-\d\d') THEN CAST(CAST(value AS VARCHAR) AS DATE)
                  ELSE CAST(_pg.main.dated(CAST(value AS VARCHAR), 'DATE') AS DATE)
             END
         ELSE CAST(value AS DATE)
    END;

CREATE MACRO timestamp_of(value) AS
    CASE WHEN typeof(value) = 'VARCHAR' THEN
             CASE WHEN regexp_full_match(CAST(value AS VARCHAR), '[1-9]\d{3}-\d\d-\d\d([ T]\d\d:\d\d:[0-5]\d(\.\d{1,6})?)?') THEN
                      CAST(CAST(value AS VARCHAR) AS TIMESTAMP)
                  ELSE CAST(_pg.main.dated(CAST(value AS VARCHAR), 'TIMESTAMP') AS TIMESTAMP)
             END
         ELSE CAST(value AS TIMESTAMP)
    END;

CREATE MACRO timestamptz_of(value) AS
    CASE WHEN typeof(value) = 'VARCHAR' THEN
             CASE WHEN regexp_full_match(CAST(value AS VARCHAR), '[1-9]\d{3}-\d\d-\d\d([ T]\d\d:\d\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d)?)?') THEN
                      CAST(CAST(value AS VARCHAR) AS TIMESTAMPTZ)
                  ELSE CAST(_pg.main.dated(CAST(value AS VARCHAR), 'TIMESTAMP WITH TIME ZONE') AS TIMESTAMPTZ)
             END
         ELSE CAST(value AS TIMESTAMPTZ)
    END;

CREATE MACRO time_of(value) AS
    CASE WHEN typeof(value) = 'VARCHAR' THEN CAST(_pg.main.dated(CAST(value AS VARCHAR), 'TIME') AS TIME)
         WHEN typeof(value) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(TRY_CAST(value AS TIMESTAMP) AS TIME)
         WHEN typeof(value) = 'INTERVAL' THEN
             CAST(make_timestamp((_pg.main.clock_of(TRY_CAST(value AS INTERVAL)) % 86400000000 + 86400000000) % 86400000000) AS TIME)
         ELSE CAST(value AS TIME)
    END;

CREATE MACRO timetz_of(value) AS
    CASE WHEN typeof(value) IN ('VARCHAR', 'TIME') THEN
             CAST(_pg.main.dated(CAST(value AS VARCHAR), 'TIME WITH TIME ZONE') AS TIMETZ)
         ELSE CAST(value AS TIMETZ)
    END;

CREATE MACRO interval_of(value) AS
    CASE WHEN typeof(value) = 'VARCHAR' THEN CAST(_pg.main.dated(CAST(value AS VARCHAR), 'INTERVAL') AS INTERVAL)
         WHEN typeof(value) = 'TIME' THEN to_microseconds(epoch_us(TRY_CAST(value AS TIME)))
         ELSE CAST(value AS INTERVAL)
    END;

-- A constant of no type beside a value that decides what it is.
CREATE MACRO dated_beside(text, a) AS cast_to_type(_pg.main.dated(text, typeof(a)), a);

-- Fewer digits behind the point: a multiple of `unit` microseconds, counted from 2000 on.
CREATE MACRO rounded_to(microseconds, unit) AS
    CASE WHEN microseconds < 0 THEN -((-microseconds + unit // 2) // unit * unit)
         ELSE (microseconds + unit // 2) // unit * unit
    END;
CREATE MACRO timestamp_digits(value, unit) AS
    CASE WHEN isfinite(value) THEN make_timestamp(_pg.main.rounded_to(epoch_us(value) - 946684800000000, unit) + 946684800000000)
         ELSE value
    END;
CREATE MACRO timestamptz_digits(value, unit) AS
    CASE WHEN isfinite(value) THEN make_timestamptz(_pg.main.rounded_to(epoch_us(value) - 946684800000000, unit) + 946684800000000)
         ELSE value
    END;
CREATE MACRO time_digits(value, unit) AS
    CAST(make_timestamp(_pg.main.rounded_to(epoch_us(value), unit)) AS TIME);
CREATE MACRO timetz_digits(value, unit) AS
    CAST(CAST(_pg.main.time_digits(CAST(value AS TIME), unit) AS VARCHAR)
         || regexp_extract(CAST(value AS VARCHAR), '[+-][0-9:]+$') AS TIMETZ);
-- What is kept of an interval: months in multiples of `month_unit`, days or not, and the clock.
CREATE MACRO interval_fields(value, month_unit, keeps_days, clock_unit, unit) AS
    to_months(CAST((datepart('year', value) * 12 + datepart('month', value)) // month_unit * month_unit AS INTEGER))
    + to_days(CAST(datepart('day', value) * keeps_days AS INTEGER))
    + to_microseconds(CASE WHEN clock_unit = 0 THEN 0
                           ELSE _pg.main.rounded_to(_pg.main.clock_of(value) // clock_unit * clock_unit, unit)
                      END);
