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
             CASE WHEN regexp_full_match(CAST(value AS VARCHAR), '[1-9]\d{3}-\d\d-\d\d([ T]\d\d:\d\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d)?)?)?') THEN
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
CREATE MACRO dated_beside(text, a) AS
    CASE WHEN typeof(a) IN ('DATE', 'TIME', 'TIME WITH TIME ZONE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL') THEN
             cast_to_type(_pg.main.dated(text, typeof(a)), a)
         WHEN typeof(a) IN ('TIMESTAMP_S', 'TIMESTAMP_MS') THEN cast_to_type(_pg.main.dated(text, 'TIMESTAMP'), a)
         ELSE cast_to_type(text, a)
    END;

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

-- A macro whose result has another type for another type of argument makes a struct with a field
-- for each, and `…_field` tells which one; what is in the others folds away.

-- extract: a unit that the type does not have is an error; `bad` names the types.
CREATE MACRO type_name(kind) AS
    CASE kind WHEN 'TIMESTAMP' THEN 'timestamp without time zone' WHEN 'TIMESTAMP_S' THEN 'timestamp without time zone'
              WHEN 'TIMESTAMP_MS' THEN 'timestamp without time zone' WHEN 'TIME' THEN 'time without time zone' ELSE lower(kind) END;
CREATE MACRO with_unit(value, unit, bad) AS
    CASE WHEN contains(bad, '|' || typeof(value) || '|') THEN
             error('pg_error:0A000:unit "' || unit || '" not supported for type ' || _pg.main.type_name(typeof(value)))
         ELSE value
    END;
CREATE MACRO unknown_unit(value, unit) AS
    error('pg_error:22023:unit "' || unit || '" not recognized for type ' || _pg.main.type_name(typeof(value)));
-- DuckDB has NULL for a field of infinity, PostgreSQL an infinite numeric.
CREATE MACRO finite_field(field, value) AS
    CASE WHEN field IS NULL AND value IS NOT NULL THEN
             error('pg_error:0A000:a field of an infinite date or timestamp is not supported'
                   || chr(31) || chr(31) || 'Test with isfinite() first.')
         ELSE field
    END;
CREATE MACRO whole_field(unit, value) AS CAST(date_part(unit, value) AS DECIMAL(18, 0));
CREATE MACRO year_field(value) AS
    CAST(CASE WHEN date_part('year', value) <= 0 AND typeof(value) <> 'INTERVAL' THEN date_part('year', value) - 1
              ELSE _pg.main.finite_field(date_part('year', value), value)
         END AS DECIMAL(18, 0));
CREATE MACRO isoyear_field(value) AS
    CAST(CASE WHEN date_part('isoyear', value) <= 0 THEN date_part('isoyear', value) - 1
              ELSE _pg.main.finite_field(date_part('isoyear', value), value)
         END AS DECIMAL(18, 0));
CREATE MACRO long_field(year, span, value) AS
    CAST(CASE WHEN typeof(value) = 'INTERVAL' THEN year // span
              WHEN span = 10 THEN CASE WHEN year >= 0 THEN year // 10 ELSE -((8 - (year - 1)) // 10) END
              WHEN year > 0 THEN (year + span - 1) // span
              ELSE -((span - 1 - (year - 1)) // span)
         END AS DECIMAL(18, 0));
CREATE MACRO decade_field(value) AS _pg.main.long_field(_pg.main.finite_field(date_part('year', value), value), 10, value);
CREATE MACRO century_field(value) AS _pg.main.long_field(_pg.main.finite_field(date_part('year', value), value), 100, value);
CREATE MACRO millennium_field(value) AS _pg.main.long_field(_pg.main.finite_field(date_part('year', value), value), 1000, value);
CREATE MACRO second_field(value) AS CAST(date_part('microseconds', value) AS DECIMAL(18, 0)) * 0.000001;
CREATE MACRO millisecond_field(value) AS CAST(date_part('microseconds', value) AS DECIMAL(18, 0)) * 0.001;
CREATE MACRO epoch_us_of(value) AS
    CASE typeof(value)
        -- Of an interval: a year is 365.25 days, a month of what is left 30.
        WHEN 'INTERVAL' THEN
            (CAST(datepart('year', value) * 31557600 + datepart('month', value) * 2592000 + datepart('day', value) * 86400 AS BIGINT)) * 1000000
            + _pg.main.clock_of(TRY_CAST(value AS INTERVAL))
        WHEN 'TIME WITH TIME ZONE' THEN epoch_us(value) - CAST(datepart('timezone', TRY_CAST(value AS TIMETZ)) AS BIGINT) * 1000000
        ELSE epoch_us(value)
    END;
CREATE MACRO epoch_field(value, kind) AS {
    'date': CASE WHEN kind = 'DATE' THEN CAST(_pg.main.finite_field(epoch_us(value), value) // 1000000 AS DECIMAL(18, 0)) END,
    'time': CASE WHEN kind <> 'DATE' THEN CAST(_pg.main.finite_field(_pg.main.epoch_us_of(value), value) AS DECIMAL(18, 0)) * 0.000001 END
};
CREATE MACRO epoch_field_field(kind) AS CASE WHEN kind = 'DATE' THEN 'date' ELSE 'time' END;
CREATE MACRO julian_field(value, kind) AS {
    'date': CASE WHEN kind = 'DATE' THEN CAST(_pg.main.finite_field(date_part('julian', value), value) AS DECIMAL(18, 0)) END,
    'time': CASE WHEN kind <> 'DATE' THEN
        CAST(CAST(CAST(date_part('julian', CAST(TRY_CAST(value AS TIMESTAMP) AS DATE)) AS BIGINT) AS VARCHAR) || '.'
             || lpad(CAST((CAST(epoch_us(value) - epoch_us(date_trunc('day', value)) AS HUGEINT) * 100000000000000000000 + 43200000000)
                          // 86400000000 AS VARCHAR), 20, '0') AS DECIMAL(38, 20)) END
};
CREATE MACRO julian_field_field(kind) AS CASE WHEN kind = 'DATE' THEN 'date' ELSE 'time' END;
-- date_part with a unit that is no constant.
CREATE MACRO any_field(unit, value) AS
    CASE WHEN lower(unit) IN ('second', 'seconds', 'sec', 'secs') THEN date_part('microseconds', value) / 1000000.0
         WHEN lower(unit) IN ('milliseconds', 'millisecond', 'msec', 'msecs', 'ms') THEN date_part('microseconds', value) / 1000.0
         ELSE CAST(date_part(lower(unit), value) AS DOUBLE)
    END;

-- date_trunc: of a date it is an instant.
CREATE MACRO trunc_of(value, kind, unit) AS {
    'same': date_trunc(unit, value),
    'date': CASE WHEN kind = 'DATE' THEN CAST(CAST(date_trunc(unit, TRY_CAST(value AS DATE)) AS TIMESTAMP) AS TIMESTAMPTZ) END
};
CREATE MACRO trunc_of_field(kind) AS CASE WHEN kind = 'DATE' THEN 'date' ELSE 'same' END;
-- Centuries and millennia begin in the year 1.
CREATE MACRO trunc_span(value, kind, span) AS {
    'same': CASE WHEN kind = 'INTERVAL' OR value IS NULL OR date_part('year', value) IS NULL THEN value
                 ELSE date_trunc('year', value)
                      - to_years(CAST(((date_part('year', value) - 1) % span + span) % span AS INTEGER)) END,
    'date': CASE WHEN kind = 'DATE' THEN
                CASE WHEN date_part('year', value) IS NULL THEN CAST(TRY_CAST(value AS DATE) AS TIMESTAMPTZ)
                     ELSE date_trunc('year', CAST(TRY_CAST(value AS DATE) AS TIMESTAMPTZ))
                          - to_years(CAST(((date_part('year', value) - 1) % span + span) % span AS INTEGER)) END END,
    'interval': CASE WHEN kind = 'INTERVAL' THEN to_years(CAST(date_part('year', value) // span * span AS INTEGER)) END
};
CREATE MACRO trunc_span_field(kind) AS CASE kind WHEN 'DATE' THEN 'date' WHEN 'INTERVAL' THEN 'interval' ELSE 'same' END;
CREATE MACRO trunc_zone(unit, value, zone) AS timezone(zone, date_trunc(unit, timezone(zone, CAST(value AS TIMESTAMPTZ))));

-- Binning is exact, whatever the clocks of the zone do.
CREATE MACRO floored(number, unit) AS (number - (number % unit + unit) % unit);
CREATE MACRO date_bin(stride, value, origin) AS
    CASE WHEN datepart('year', CAST(stride AS INTERVAL)) <> 0 OR datepart('month', CAST(stride AS INTERVAL)) <> 0 THEN
             error('pg_error:0A000:timestamps cannot be binned into intervals containing months or years')
         WHEN epoch_us(CAST(stride AS INTERVAL)) <= 0 THEN error('pg_error:22008:stride must be greater than zero')
         ELSE origin + to_microseconds(_pg.main.floored(epoch_us(value) - epoch_us(origin), epoch_us(CAST(stride AS INTERVAL))))
    END;
CREATE MACRO beside_instant(text, value) AS cast_to_type(_pg.main.dated(text, typeof(value)), value);

-- AT TIME ZONE. `zoned_of`: a date is an instant, a time has the session's offset.
CREATE MACRO zoned_of(value, kind) AS {
    'same': value,
    'date': CASE WHEN kind = 'DATE' THEN CAST(TRY_CAST(value AS DATE) AS TIMESTAMPTZ) END,
    'time': CASE WHEN kind = 'TIME' THEN _pg.main.timetz_of(value) END
};
CREATE MACRO zoned_of_field(kind) AS CASE kind WHEN 'DATE' THEN 'date' WHEN 'TIME' THEN 'time' ELSE 'same' END;
CREATE MACRO at_offset(value, seconds) AS
    timezone('UTC', value)
    + CASE typeof(value) WHEN 'TIMESTAMP WITH TIME ZONE' THEN seconds
                         WHEN 'TIMESTAMP' THEN -seconds
                         WHEN 'TIMESTAMP_S' THEN -seconds
                         WHEN 'TIMESTAMP_MS' THEN -seconds
                         ELSE error('pg_error:0A000:a time at an offset is not supported' || chr(31) || chr(31) || 'Name a time zone.')
      END;
CREATE MACRO at_local(value) AS timezone(current_setting('TimeZone'), value);

-- The difference of dates is an int4, of instants what has passed between them.
CREATE MACRO minus(a, b, kinds) AS {
    'same': a - b,
    'days': CASE WHEN kinds = 'DATE-DATE' THEN CAST(TRY_CAST(a AS DATE) - TRY_CAST(b AS DATE) AS INTEGER) END,
    'passed': CASE WHEN contains(kinds, 'ZONE') THEN
        timezone('UTC', TRY_CAST(a AS TIMESTAMPTZ)) - timezone('UTC', TRY_CAST(b AS TIMESTAMPTZ)) END
};
CREATE MACRO minus_field(kinds) AS
    CASE kinds
        WHEN 'DATE-DATE' THEN 'days'
        WHEN 'TIMESTAMP WITH TIME ZONE-TIMESTAMP WITH TIME ZONE' THEN 'passed'
        WHEN 'TIMESTAMP WITH TIME ZONE-TIMESTAMP' THEN 'passed'
        WHEN 'TIMESTAMP-TIMESTAMP WITH TIME ZONE' THEN 'passed'
        WHEN 'TIMESTAMP WITH TIME ZONE-TIMESTAMP_S' THEN 'passed'
        WHEN 'TIMESTAMP WITH TIME ZONE-TIMESTAMP_MS' THEN 'passed'
        WHEN 'TIMESTAMP_S-TIMESTAMP WITH TIME ZONE' THEN 'passed'
        WHEN 'TIMESTAMP_MS-TIMESTAMP WITH TIME ZONE' THEN 'passed'
        WHEN 'TIMESTAMP WITH TIME ZONE-DATE' THEN 'passed'
        WHEN 'DATE-TIMESTAMP WITH TIME ZONE' THEN 'passed'
        ELSE 'same'
    END;
CREATE MACRO time_minus(a, b) AS to_microseconds(epoch_us(CAST(a AS TIME)) - epoch_us(CAST(b AS TIME)));

-- Intervals.
CREATE MACRO interval_times(value, factor) AS _pg_interval_times(value, CAST(factor AS DOUBLE));
CREATE MACRO interval_divided(value, divisor) AS _pg_interval_divided(value, CAST(divisor AS DOUBLE));
CREATE MACRO justify_hours(value) AS _pg_justify(value, 'hours');
CREATE MACRO justify_days(value) AS _pg_justify(value, 'days');
CREATE MACRO justify_interval(value) AS _pg_justify(value, 'interval');
CREATE MACRO make_interval(years, months, weeks, days, hours, mins, secs) AS
    to_months(CAST(years * 12 + months AS INTEGER)) + to_days(CAST(weeks * 7 + days AS INTEGER))
    + to_microseconds(CAST(hours AS BIGINT) * 3600000000 + CAST(mins AS BIGINT) * 60000000
                      + CAST(round(CAST(secs AS DOUBLE) * 1000000) AS BIGINT));
CREATE MACRO age
    (value) AS main.age(CAST(CAST(now() AS DATE) AS TIMESTAMP), value),
    (a, b) AS main.age(a, b);

CREATE MACRO make_date(y, m, d) AS
    CASE WHEN y = 0 THEN error('pg_error:22008:date field value out of range: 0-' || lpad(CAST(m AS VARCHAR), 2, '0') || '-' || lpad(CAST(d AS VARCHAR), 2, '0'))
         WHEN y < 0 THEN main.make_date(y + 1, m, d)
         ELSE main.make_date(y, m, d)
    END;
CREATE MACRO make_time(h, m, s) AS
    CASE WHEN h NOT BETWEEN 0 AND 24 OR m NOT BETWEEN 0 AND 59 OR s < 0 OR s > 60 OR h * 3600 + m * 60 + s > 86400 THEN
             error('pg_error:22008:time field value out of range: ' || CAST(h AS VARCHAR) || ':' || lpad(CAST(m AS VARCHAR), 2, '0')
                   || ':' || lpad(CAST(s AS VARCHAR), 2, '0'))
         ELSE main.make_time(h, m, CAST(s AS DOUBLE))
    END;
CREATE MACRO isfinite(value) AS
    CASE WHEN value IS NOT NULL THEN CAST(value AS VARCHAR) NOT IN ('infinity', '-infinity', 'inf', '-inf', 'nan') END;
CREATE MACRO epoch_timestamp(seconds) AS
    CASE WHEN isnan(CAST(seconds AS DOUBLE)) THEN error('pg_error:22008:timestamp cannot be NaN')
         WHEN isinf(CAST(seconds AS DOUBLE)) THEN
             CAST(CASE WHEN seconds > 0 THEN 'infinity' ELSE '-infinity' END AS TIMESTAMPTZ)
         ELSE main.to_timestamp(CAST(seconds AS DOUBLE))
    END;

-- OVERLAPS. The second of a pair may be how long it is.
CREATE MACRO end_of(a, b, kind) AS {
    'same': b,
    'added': CASE WHEN kind = 'INTERVAL' THEN a + TRY_CAST(b AS INTERVAL) END
};
CREATE MACRO end_of_field(kind) AS CASE WHEN kind = 'INTERVAL' THEN 'added' ELSE 'same' END;
CREATE MACRO periods_overlap(s1, e1, s2, e2) AS
    CASE WHEN s1 IS NULL OR s2 IS NULL THEN NULL
         WHEN s1 > s2 THEN CASE WHEN e2 IS NULL THEN NULL WHEN s1 < e2 THEN true WHEN e1 IS NULL THEN NULL ELSE false END
         WHEN s1 < s2 THEN CASE WHEN e1 IS NULL THEN NULL WHEN s2 < e1 THEN true WHEN e2 IS NULL THEN NULL ELSE false END
         WHEN e1 IS NOT NULL AND e2 IS NOT NULL THEN true
    END;
CREATE MACRO later_of(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(a, b) END;
CREATE MACRO "overlaps"(a, b, c, d) AS
    _pg.main.periods_overlap(least(a, b), _pg.main.later_of(a, b), least(c, d), _pg.main.later_of(c, d));

-- The clock. `random()` keeps it from being read once and for all.
CREATE MACRO clock_timestamp() AS _pg_clock(random());
CREATE MACRO statement_timestamp() AS _pg_clock(random());
CREATE MACRO transaction_timestamp() AS now();
CREATE MACRO timeofday() AS
    strftime(timezone(current_setting('TimeZone'), _pg_clock(random())), '%a %b %d %H:%M:%S.%f %Y ') || current_setting('TimeZone');
CREATE MACRO date_add
    (value, step) AS CAST(value AS TIMESTAMPTZ) + CAST(step AS INTERVAL),
    (value, step, zone) AS timezone(zone, timezone(zone, CAST(value AS TIMESTAMPTZ)) + CAST(step AS INTERVAL));
CREATE MACRO date_subtract
    (value, step) AS CAST(value AS TIMESTAMPTZ) - CAST(step AS INTERVAL),
    (value, step, zone) AS timezone(zone, timezone(zone, CAST(value AS TIMESTAMPTZ)) - CAST(step AS INTERVAL));
