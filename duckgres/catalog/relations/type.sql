-- Types: PostgreSQL's own, the user's, the row types of his relations, and arrays of them.
CREATE VIEW pg_type AS
    SELECT oid, typname, typnamespace, 10::UINTEGER AS typowner, typlen, typbyval, typtype, typcategory,
        typispreferred, typisdefined, typdelim, typrelid, typsubscript, typelem, typarray, typinput,
        typoutput, typreceive, typsend, typmodin, typmodout, typanalyze, typalign, typstorage,
        typnotnull, typbasetype, typtypmod, typndims, typcollation,
        typdefaultbin, typdefault, NULL::VARCHAR[] AS typacl
    FROM _pg.main.fixed_pg_type
    UNION ALL
    SELECT t.oid, t.name, t.ns, 10, t.len, t.byval, t.kind, t.category, false, true, ',', t.relid,
        CASE WHEN t.elem <> 0 THEN 6179 ELSE 0 END, t.elem, t.arrayid,
        CASE WHEN t.elem <> 0 THEN 750 WHEN t.kind = 'e' THEN 3506 WHEN t.kind = 'c' THEN 2290
             ELSE 2597 END,
        CASE WHEN t.elem <> 0 THEN 751 WHEN t.kind = 'e' THEN 3507 WHEN t.kind = 'c' THEN 2291
             ELSE t.output END,
        CASE WHEN t.elem <> 0 THEN 2400 WHEN t.kind = 'e' THEN 3532 WHEN t.kind = 'c' THEN 2402
             ELSE 2598 END,
        CASE WHEN t.elem <> 0 THEN 2401 WHEN t.kind = 'e' THEN 3533 WHEN t.kind = 'c' THEN 2403
             ELSE t.send END,
        0, 0, CASE WHEN t.elem <> 0 THEN 3816 ELSE 0 END, t.align, t.storage, t.notnull, t.basetype,
        t.typmod, 0, t.collid, t.defaultsrc, t.defaultsrc, NULL
    FROM {now}typ AS t;

CREATE VIEW pg_enum AS
    SELECT oid, typid AS enumtypid, sortorder AS enumsortorder, label AS enumlabel FROM {now}enum;
