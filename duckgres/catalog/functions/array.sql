-- Arrays. A macro that must know whether it has arrays or something else takes its arguments twice:
-- by the first ones, which are typed, DuckDB chooses; the body uses the others, which are not cast.
-- A line with ELEMENT stands for one of each type of element, with SCALAR for each but text.

-- One field for each kind of operands; which one is asked for is known when the types are.
CREATE MACRO is_json_pair(a, b) AS typeof(a) = 'JSON' OR typeof(b) = 'JSON';
CREATE MACRO concat_values(a, b) AS
    struct_extract(
        {'json': CASE WHEN _pg.main.is_json_pair(a, b) THEN _pg_jsonb_concat_any(a, b) END,
         'other': CASE WHEN NOT _pg.main.is_json_pair(a, b) THEN a || b END},
        CASE WHEN _pg.main.is_json_pair(a, b) THEN 'json' ELSE 'other' END);
CREATE MACRO concat_null(a) AS CASE WHEN typeof(a) LIKE '%]' THEN a END;
-- Where the types are not known when a macro is chosen (an outer query's columns, aggregates).
CREATE MACRO contains_any(a, b) AS _pg_contains(a, b, typeof(a));
CREATE MACRO concat_element
    (x ELEMENT[], y ELEMENT[], a, b) AS list_concat(a, b),
    (x ELEMENT[], y ELEMENT, a, b) AS list_append(a, b),
    (x ELEMENT, y ELEMENT[], a, b) AS list_prepend(a, b),
    (x ELEMENT[][], y ELEMENT[][], a, b) AS list_concat(a, b),
    (x ELEMENT[][], y ELEMENT[], a, b) AS list_append(a, b),
    (x ELEMENT[], y ELEMENT[][], a, b) AS list_prepend(a, b),
    (x VARCHAR, y SCALAR, a, b) AS a || _pg.main.as_text(b),
    (x SCALAR, y VARCHAR, a, b) AS _pg.main.as_text(a) || b,
    (x BLOB, y BLOB, a, b) AS a || b,
    (x BIT, y BIT, a, b) AS a || b,
    (x VARCHAR, y VARCHAR, a, b) AS _pg.main.concat_values(a, b);
CREATE MACRO contains_values
    (x ELEMENT[], y ELEMENT[], a, b) AS list_has_all(a, b),
    (x ELEMENT[][], y ELEMENT[][], a, b) AS list_has_all(flatten(a), flatten(b)),
    (x VARCHAR, y VARCHAR, a, b) AS _pg_jsonb_contains(a, b);
-- A column with another value in one place; which of the steps counts is up to the column.
CREATE MACRO with_element(a, step, value) AS
    CASE WHEN step IS NULL THEN error('pg_error:22004:array subscript in assignment must not be null')
         WHEN step < 1 OR (step > 1 AND coalesce(len(a), 0) = 0)
         THEN error('pg_error:0A000:bounds of arrays that do not begin at 1 are not supported')
         ELSE list_concat(list_concat(list_resize(coalesce(a, []), step - 1), cast_to_type([value], a)),
                          coalesce(a, [])[step + 1:])
    END;
CREATE MACRO with_part
    (x ELEMENT[], a, step, steps, is_number, value) AS _pg.main.with_element(a, step::INTEGER, value),
    (x VARCHAR, a, step, steps, is_number, value) AS _pg_jsonb_assign(a, steps, is_number, value);
CREATE MACRO with_inner_part
    (x ELEMENT[], a, step, steps, is_number, value) AS error('pg_error:0A000:setting an element of an array of several dimensions is not supported'),
    (x ELEMENT[][], a, step, steps, is_number, value) AS error('pg_error:0A000:setting an element of an array of several dimensions is not supported'),
    (x VARCHAR, a, step, steps, is_number, value) AS _pg_jsonb_assign(a, steps, is_number, value);
-- An untyped constant beside a value that decides what it is.
CREATE MACRO constant_beside(text, a) AS cast_to_type(_pg_constant(text, typeof(a)), a);

CREATE MACRO array_length(a, dimension) AS
    CASE dimension WHEN 1 THEN nullif(len(a), 0) ELSE _pg_array_shape(a)[nullif(greatest(dimension, 0), 0)] END;
CREATE MACRO array_upper(a, dimension) AS _pg.main.array_length(a, dimension);
CREATE MACRO array_lower(a, dimension) AS CASE WHEN _pg.main.array_length(a, dimension) > 0 THEN 1::BIGINT END;
CREATE MACRO array_ndims(a) AS nullif(len(_pg_array_shape(a)), 0);
CREATE MACRO array_dims(a) AS
    nullif(list_aggregate(list_transform(_pg_array_shape(a), lambda n: '[1:' || n || ']'), 'string_agg', ''), '');
CREATE MACRO cardinality(a) AS
    CASE WHEN typeof(a) LIKE '%[][]' THEN coalesce(list_product(nullif(_pg_array_shape(a), [])), CASE WHEN a IS NOT NULL THEN 0 END)::BIGINT
         ELSE len(a)
    END;
CREATE MACRO array_remove(a, element) AS list_filter(a, lambda x: x IS DISTINCT FROM element);
CREATE MACRO array_replace(a, old, new) AS
    list_transform(a, lambda x: CASE WHEN x IS NOT DISTINCT FROM old THEN new ELSE x END);
CREATE MACRO array_positions(a, element) AS
    list_filter(list_transform(range(1, len(a) + 1), lambda i: i::INTEGER), lambda i: a[i] IS NOT DISTINCT FROM element);
CREATE MACRO array_position
    (a, element) AS CASE WHEN element IS NULL THEN list_extract(_pg.main.array_positions(a, element), 1) ELSE list_position(a, element) END,
    (a, element, start) AS list_filter(_pg.main.array_positions(a, element), lambda i: i >= start)[1];
CREATE MACRO array_to_string
    (a, separator) AS _pg_array_to_string(a, separator, NULL::VARCHAR, typeof(a)),
    (a, separator, null_string) AS _pg_array_to_string(a, separator, null_string, typeof(a));
CREATE MACRO split_text(string, separator) AS
    CASE WHEN string = '' THEN []::VARCHAR[]
         WHEN separator IS NULL THEN list_transform(range(1, length(string) + 1), lambda i: string[i])
         WHEN separator = '' THEN CASE WHEN string IS NOT NULL THEN [string] END
         ELSE str_split(string, separator)
    END;
CREATE MACRO string_to_array
    (string, separator) AS _pg.main.split_text(string, separator),
    (string, separator, null_string) AS
        list_transform(_pg.main.split_text(string, separator), lambda x: nullif(x, null_string));
CREATE MACRO trim_array(a, n) AS
    CASE WHEN n < 0 OR n > len(a)
         THEN error('pg_error:2202E:number of elements to trim must be between 0 and ' || len(a))
         ELSE a[:len(a) - n]
    END;
CREATE MACRO array_fill_1(value, n) AS list_transform(range(0, n), lambda i: value);
CREATE MACRO array_fill_2(value, n, m) AS
    list_transform(range(0, n), lambda i: list_transform(range(0, m), lambda k: value));


-- Lists for functions that return sets; arguments come twice, see above.
CREATE MACRO nonzero_step(step) AS
    CASE WHEN step = 0 THEN error('pg_error:22023:step size cannot equal zero') ELSE step END;
CREATE MACRO nonzero_interval(step) AS
    CASE WHEN step = INTERVAL '0' DAY THEN error('pg_error:22023:step size cannot equal zero') ELSE step END;
CREATE MACRO generate_series
    (x INTEGER, y INTEGER, a, b) AS main.generate_series(a, b)::INTEGER[],
    (x BIGINT, y BIGINT, a, b) AS main.generate_series(a, b),
    (x DECIMAL, y DECIMAL, a, b) AS list_transform(range(0, floor(b - a)::BIGINT + 1), lambda i: a + i),
    (x INTEGER, y INTEGER, z INTEGER, a, b, c) AS main.generate_series(a, b, _pg.main.nonzero_step(c))::INTEGER[],
    (x BIGINT, y BIGINT, z BIGINT, a, b, c) AS main.generate_series(a, b, _pg.main.nonzero_step(c)),
    (x DECIMAL, y DECIMAL, z DECIMAL, a, b, c) AS
        list_transform(range(0, greatest(0, 1 + floor((b - a) / _pg.main.nonzero_step(c))::BIGINT)), lambda i: a + i * c),
    (x DATE, y DATE, z INTERVAL, a, b, c) AS
        list_transform(main.generate_series(a::TIMESTAMP, b::TIMESTAMP, _pg.main.nonzero_interval(c::INTERVAL)), lambda t: t::TIMESTAMPTZ),
    (x TIMESTAMP, y TIMESTAMP, z INTERVAL, a, b, c) AS
        main.generate_series(a::TIMESTAMP, b::TIMESTAMP, _pg.main.nonzero_interval(c::INTERVAL)),
    (x TIMESTAMPTZ, y TIMESTAMPTZ, z INTERVAL, a, b, c) AS
        main.generate_series(a::TIMESTAMPTZ, b::TIMESTAMPTZ, _pg.main.nonzero_interval(c::INTERVAL));
-- The same where the types are not known; whole numbers are BIGINT then.
CREATE MACRO generate_any_series
    (a, b) AS main.generate_series(a, b),
    (a, b, c) AS main.generate_series(a, b, c);
CREATE MACRO generate_subscripts
    (a, dimension) AS range(1, coalesce(_pg.main.array_length(a, dimension), 0) + 1)::INTEGER[],
    (a, dimension, reverse) AS
        CASE WHEN reverse THEN list_reverse(range(1, coalesce(_pg.main.array_length(a, dimension), 0) + 1)::INTEGER[])
             ELSE range(1, coalesce(_pg.main.array_length(a, dimension), 0) + 1)::INTEGER[]
        END;
CREATE MACRO numbers_to(n) AS range(1, n + 1);
CREATE MACRO field_key(rows) AS list_transform(rows, lambda r: r.key);
CREATE MACRO field_value(rows) AS list_transform(rows, lambda r: r.value);
