-- Labels of enums.
SELECT _pg.main.oid_of('enum', schema || '.' || name, label) AS oid, typid, place::REAL AS sortorder, label
FROM (
    SELECT oid AS typid, schema, name, unnest(labels) AS label, generate_subscripts(labels, 1) AS place
    FROM {now}typ WHERE kind = 'e'
)
