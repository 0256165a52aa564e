-- Schemas.
CREATE VIEW pg_namespace AS
    SELECT oid, name AS nspname, 10::UINTEGER AS nspowner,
        CASE WHEN oid IN (11, 13207) THEN ['postgres=UC/postgres', '=U/postgres'] END AS nspacl
    FROM {now}ns;
