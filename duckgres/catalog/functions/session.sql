-- What a session asks about itself and its rights. Who asks: every tool, at login or for its tree.

-- A user owns all that he can see.
CREATE MACRO has_any_column_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_column_privilege
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END,
    (a, b, c, d) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND d IS NOT NULL THEN true END;
CREATE MACRO has_database_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_function_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_schema_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_sequence_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_table_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO has_type_privilege
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;
CREATE MACRO pg_has_role
    (a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN true END,
    (a, b, c) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN true END;

-- Locks are named by these: pg_advisory_lock(hashtext('orders')).
CREATE MACRO hashtext(t) AS _pg_hashtext(CAST(t AS VARCHAR));
CREATE MACRO hashtextextended(t, seed) AS _pg_hashtextextended(CAST(t AS VARCHAR), seed);

CREATE MACRO pg_current_xact_id() AS txid_current();
CREATE MACRO pg_jit_available() AS false;

-- Halves are kept until the last unit, as in PostgreSQL's dbsize.c.
CREATE MACRO _size_in_halves(n, unit) AS
    CAST((n + CASE WHEN n < 0 THEN -1 ELSE 1 END) // 2 AS VARCHAR) || ' ' || unit;
CREATE MACRO pg_size_pretty(n) AS CASE
    WHEN abs(n) < 10240 THEN CAST(n AS VARCHAR) || ' bytes'
    WHEN abs(n // 512) < 20479 THEN _pg.main._size_in_halves(n // 512, 'kB')
    WHEN abs(n // 524288) < 20479 THEN _pg.main._size_in_halves(n // 524288, 'MB')
    WHEN abs(n // 536870912) < 20479 THEN _pg.main._size_in_halves(n // 536870912, 'GB')
    WHEN abs(n // 549755813888) < 20479 THEN _pg.main._size_in_halves(n // 549755813888, 'TB')
    ELSE _pg.main._size_in_halves(n // 562949953421312, 'PB')
END;
