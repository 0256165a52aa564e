-- What PostgreSQL counts of tables, indexes and the server. Nothing is counted for them here but rows.

CREATE VIEW pg_stat_all_tables AS SELECT
    c.oid AS relid, n.nspname AS schemaname, c.relname AS relname, 0::BIGINT AS seq_scan,
    0::BIGINT AS seq_tup_read, CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_scan,
    CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_tup_fetch, 0::BIGINT AS n_tup_ins,
    0::BIGINT AS n_tup_upd, 0::BIGINT AS n_tup_del, 0::BIGINT AS n_tup_hot_upd,
    greatest(c.reltuples, 0)::BIGINT AS n_live_tup, 0::BIGINT AS n_dead_tup,
    0::BIGINT AS n_mod_since_analyze, 0::BIGINT AS n_ins_since_vacuum, NULL::TIMESTAMPTZ AS last_vacuum,
    NULL::TIMESTAMPTZ AS last_autovacuum, NULL::TIMESTAMPTZ AS last_analyze,
    NULL::TIMESTAMPTZ AS last_autoanalyze, 0::BIGINT AS vacuum_count, 0::BIGINT AS autovacuum_count,
    0::BIGINT AS analyze_count, 0::BIGINT AS autoanalyze_count
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm');

CREATE VIEW pg_stat_xact_all_tables AS SELECT
    c.oid AS relid, n.nspname AS schemaname, c.relname AS relname, 0::BIGINT AS seq_scan,
    0::BIGINT AS seq_tup_read, CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_scan,
    CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_tup_fetch, 0::BIGINT AS n_tup_ins,
    0::BIGINT AS n_tup_upd, 0::BIGINT AS n_tup_del, 0::BIGINT AS n_tup_hot_upd
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm');

CREATE VIEW pg_statio_all_tables AS SELECT
    c.oid AS relid, n.nspname AS schemaname, c.relname AS relname, 0::BIGINT AS heap_blks_read,
    0::BIGINT AS heap_blks_hit, CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_blks_read,
    CASE WHEN c.relhasindex THEN 0::BIGINT END AS idx_blks_hit, NULL::BIGINT AS toast_blks_read,
    NULL::BIGINT AS toast_blks_hit, NULL::BIGINT AS tidx_blks_read, NULL::BIGINT AS tidx_blks_hit
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm');

CREATE VIEW pg_stat_all_indexes AS SELECT
    c.oid AS relid, i.oid AS indexrelid, n.nspname AS schemaname, c.relname AS relname,
    i.relname AS indexrelname, 0::BIGINT AS idx_scan, 0::BIGINT AS idx_tup_read, 0::BIGINT AS idx_tup_fetch
FROM {pg}pg_index AS x
JOIN {pg}pg_class AS c ON c.oid = x.indrelid
JOIN {pg}pg_class AS i ON i.oid = x.indexrelid
JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm');

CREATE VIEW pg_statio_all_indexes AS SELECT
    c.oid AS relid, i.oid AS indexrelid, n.nspname AS schemaname, c.relname AS relname,
    i.relname AS indexrelname, 0::BIGINT AS idx_blks_read, 0::BIGINT AS idx_blks_hit
FROM {pg}pg_index AS x
JOIN {pg}pg_class AS c ON c.oid = x.indrelid
JOIN {pg}pg_class AS i ON i.oid = x.indexrelid
JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm');

CREATE VIEW pg_statio_all_sequences AS SELECT
    c.oid AS relid, n.nspname AS schemaname, c.relname AS relname, 0::BIGINT AS blks_read,
    0::BIGINT AS blks_hit
FROM {pg}pg_class AS c JOIN {pg}pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'S';

CREATE VIEW pg_stat_user_tables AS SELECT * FROM {pg}pg_stat_all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_sys_tables AS SELECT * FROM {pg}pg_stat_all_tables WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_xact_user_tables AS SELECT * FROM {pg}pg_stat_xact_all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_xact_sys_tables AS SELECT * FROM {pg}pg_stat_xact_all_tables WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_user_tables AS SELECT * FROM {pg}pg_statio_all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_sys_tables AS SELECT * FROM {pg}pg_statio_all_tables WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_user_indexes AS SELECT * FROM {pg}pg_stat_all_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_sys_indexes AS SELECT * FROM {pg}pg_stat_all_indexes WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_user_indexes AS SELECT * FROM {pg}pg_statio_all_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_sys_indexes AS SELECT * FROM {pg}pg_statio_all_indexes WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_user_sequences AS SELECT * FROM {pg}pg_statio_all_sequences WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_statio_sys_sequences AS SELECT * FROM {pg}pg_statio_all_sequences WHERE schemaname IN ('pg_catalog', 'information_schema', 'pg_toast');

CREATE VIEW pg_stat_database_conflicts AS SELECT
    5::UINTEGER AS datid, _pg.main.database_name() AS datname, 0::BIGINT AS confl_tablespace,
    0::BIGINT AS confl_lock, 0::BIGINT AS confl_snapshot, 0::BIGINT AS confl_bufferpin,
    0::BIGINT AS confl_deadlock;

-- What PostgreSQL counts of its files, log and helpers has nothing behind it here: one row of zeros each.
CREATE VIEW pg_stat_bgwriter AS SELECT
    0::BIGINT AS checkpoints_timed, 0::BIGINT AS checkpoints_req, 0::DOUBLE AS checkpoint_write_time,
    0::DOUBLE AS checkpoint_sync_time, 0::BIGINT AS buffers_checkpoint, 0::BIGINT AS buffers_clean,
    0::BIGINT AS maxwritten_clean, 0::BIGINT AS buffers_backend, 0::BIGINT AS buffers_backend_fsync,
    0::BIGINT AS buffers_alloc, NULL::TIMESTAMPTZ AS stats_reset;

CREATE VIEW pg_stat_archiver AS SELECT
    0::BIGINT AS archived_count, NULL::VARCHAR AS last_archived_wal,
    NULL::TIMESTAMPTZ AS last_archived_time, 0::BIGINT AS failed_count, NULL::VARCHAR AS last_failed_wal,
    NULL::TIMESTAMPTZ AS last_failed_time, NULL::TIMESTAMPTZ AS stats_reset;

CREATE VIEW pg_stat_wal AS SELECT
    0::BIGINT AS wal_records, 0::BIGINT AS wal_fpi, NULL::DECIMAL(18,0) AS wal_bytes,
    0::BIGINT AS wal_buffers_full, 0::BIGINT AS wal_write, 0::BIGINT AS wal_sync,
    0::DOUBLE AS wal_write_time, 0::DOUBLE AS wal_sync_time, NULL::TIMESTAMPTZ AS stats_reset;

CREATE VIEW pg_stat_recovery_prefetch AS SELECT
    NULL::TIMESTAMPTZ AS stats_reset, 0::BIGINT AS prefetch, 0::BIGINT AS hit, 0::BIGINT AS skip_init,
    0::BIGINT AS skip_new, 0::BIGINT AS skip_fpw, 0::BIGINT AS skip_rep, 0::INTEGER AS wal_distance,
    0::INTEGER AS block_distance, 0::INTEGER AS io_depth;

CREATE VIEW pg_stat_slru AS SELECT
    s.name AS name, 0::BIGINT AS blks_zeroed, 0::BIGINT AS blks_hit, 0::BIGINT AS blks_read,
    0::BIGINT AS blks_written, 0::BIGINT AS blks_exists, 0::BIGINT AS flushes, 0::BIGINT AS truncates,
    NULL::TIMESTAMPTZ AS stats_reset
FROM (VALUES ('CommitTs'), ('MultiXactMember'), ('MultiXactOffset'), ('Notify'), ('Serial'), ('Subtrans'),
    ('Xact'), ('other')) AS s(name);

-- Views and materialized views have one rule each, ON SELECT; pg_dump and the views of information_schema ask.
CREATE VIEW pg_rewrite AS SELECT
    CASE WHEN oid < 16384 THEN oid + 3 ELSE _pg.main.oid_of('rewrite', '', oid::VARCHAR) END::UINTEGER AS oid,
    '_RETURN' AS rulename, oid AS ev_class, '1' AS ev_type, 'O' AS ev_enabled, true AS is_instead,
    '<>' AS ev_qual, '<>' AS ev_action
FROM {pg}pg_class WHERE relkind IN ('v', 'm');
