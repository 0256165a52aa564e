-- What the user says of his objects.
SELECT oid AS objoid, 1259::UINTEGER AS classoid, 0 AS objsubid, comment AS description
FROM {now}rel WHERE comment IS NOT NULL AND kind <> 'c'
UNION ALL
SELECT relid, 1259, num, comment FROM {now}att WHERE comment IS NOT NULL
UNION ALL
SELECT oid, 2615, 0, comment FROM {now}ns WHERE comment IS NOT NULL
UNION ALL
SELECT oid, 2606, 0, comment FROM {now}con WHERE comment IS NOT NULL
UNION ALL
SELECT oid, 1247, 0, comment FROM {now}typ WHERE comment IS NOT NULL
UNION ALL
SELECT oid, 1255, 0, comment FROM {now}proc WHERE comment IS NOT NULL
