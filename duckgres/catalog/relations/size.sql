-- How large relations are, for statements that ask of many: from rows and columns, as DuckDB tells the blocks of
-- one table only (session.sizes does, for a call with a constant). name.sql says why columns are called so.
CREATE VIEW relation_bytes AS
    SELECT r.oid AS _pg_oid, (r.tuples * coalesce(a.width, 0))::BIGINT AS _pg_bytes
    FROM {now}rel AS r
    LEFT JOIN (
        SELECT relid, sum(CASE WHEN len > 0 THEN len ELSE 16 END) AS width FROM {now}att GROUP BY relid
    ) AS a ON a.relid = r.oid AND r.kind IN ('r', 'm')
    UNION ALL
    SELECT oid, 0 FROM _pg.main.fixed_pg_class;

CREATE MACRO pg_relation_size
    (relation) AS (SELECT _pg_r._pg_bytes FROM {pg}relation_bytes AS _pg_r
        WHERE _pg_r._pg_oid = {pg}regclass_in(relation)),
    (relation, fork) AS (SELECT CASE fork WHEN 'main' THEN _pg_r._pg_bytes ELSE 0 END
        FROM {pg}relation_bytes AS _pg_r WHERE _pg_r._pg_oid = {pg}regclass_in(relation));
CREATE MACRO pg_table_size(relation) AS {pg}pg_relation_size(relation);
CREATE MACRO pg_total_relation_size(relation) AS {pg}pg_relation_size(relation);
CREATE MACRO pg_indexes_size(relation) AS 0 * {pg}pg_relation_size(relation);
CREATE MACRO pg_database_size(database) AS CASE WHEN database IS NOT NULL THEN (
    SELECT sum(_pg_d.block_size * _pg_d.total_blocks)::BIGINT FROM pragma_database_size() AS _pg_d
    WHERE _pg_d.database_name = current_database()) END;
CREATE MACRO pg_tablespace_size(tablespace) AS {pg}pg_database_size(tablespace);
