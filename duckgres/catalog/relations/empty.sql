-- What no database of ours has a row of: the columns alone. pg_statistic's readable form, pg_stats, is here,
-- too: DuckDB's statistics are not the planner's of PostgreSQL.

CREATE VIEW pg_default_acl AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS defaclrole, NULL::UINTEGER AS defaclnamespace,
    NULL::VARCHAR AS defaclobjtype, NULL::VARCHAR[] AS defaclacl
WHERE false;

CREATE VIEW pg_shdepend AS SELECT
    NULL::UINTEGER AS dbid, NULL::UINTEGER AS classid, NULL::UINTEGER AS objid, NULL::INTEGER AS objsubid,
    NULL::UINTEGER AS refclassid, NULL::UINTEGER AS refobjid, NULL::VARCHAR AS deptype
WHERE false;

CREATE VIEW pg_foreign_server AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS srvname, NULL::UINTEGER AS srvowner, NULL::UINTEGER AS srvfdw,
    NULL::VARCHAR AS srvtype, NULL::VARCHAR AS srvversion, NULL::VARCHAR[] AS srvacl,
    NULL::VARCHAR[] AS srvoptions
WHERE false;

CREATE VIEW pg_foreign_data_wrapper AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS fdwname, NULL::UINTEGER AS fdwowner,
    NULL::UINTEGER AS fdwhandler, NULL::UINTEGER AS fdwvalidator, NULL::VARCHAR[] AS fdwacl,
    NULL::VARCHAR[] AS fdwoptions
WHERE false;

CREATE VIEW pg_inherits AS SELECT
    NULL::UINTEGER AS inhrelid, NULL::UINTEGER AS inhparent, NULL::INTEGER AS inhseqno,
    NULL::BOOLEAN AS inhdetachpending
WHERE false;

CREATE VIEW pg_trigger AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS tgrelid, NULL::UINTEGER AS tgparentid, NULL::VARCHAR AS tgname,
    NULL::UINTEGER AS tgfoid, NULL::SMALLINT AS tgtype, NULL::VARCHAR AS tgenabled,
    NULL::BOOLEAN AS tgisinternal, NULL::UINTEGER AS tgconstrrelid, NULL::UINTEGER AS tgconstrindid,
    NULL::UINTEGER AS tgconstraint, NULL::BOOLEAN AS tgdeferrable, NULL::BOOLEAN AS tginitdeferred,
    NULL::SMALLINT AS tgnargs, NULL::SMALLINT[] AS tgattr, NULL::BLOB AS tgargs, NULL::VARCHAR AS tgqual,
    NULL::VARCHAR AS tgoldtable, NULL::VARCHAR AS tgnewtable
WHERE false;

CREATE VIEW pg_db_role_setting AS SELECT
    NULL::UINTEGER AS setdatabase, NULL::UINTEGER AS setrole, NULL::VARCHAR[] AS setconfig
WHERE false;

CREATE VIEW pg_largeobject_metadata AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS lomowner, NULL::VARCHAR[] AS lomacl
WHERE false;

CREATE VIEW pg_foreign_table AS SELECT
    NULL::UINTEGER AS ftrelid, NULL::UINTEGER AS ftserver, NULL::VARCHAR[] AS ftoptions
WHERE false;

CREATE VIEW pg_policy AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS polname, NULL::UINTEGER AS polrelid, NULL::VARCHAR AS polcmd,
    NULL::BOOLEAN AS polpermissive, NULL::UINTEGER[] AS polroles, NULL::VARCHAR AS polqual,
    NULL::VARCHAR AS polwithcheck
WHERE false;

CREATE VIEW pg_partitioned_table AS SELECT
    NULL::UINTEGER AS partrelid, NULL::VARCHAR AS partstrat, NULL::SMALLINT AS partnatts,
    NULL::UINTEGER AS partdefid, NULL::SMALLINT[] AS partattrs, NULL::UINTEGER[] AS partclass,
    NULL::UINTEGER[] AS partcollation, NULL::VARCHAR AS partexprs
WHERE false;

CREATE VIEW pg_statistic_ext AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS stxrelid, NULL::VARCHAR AS stxname,
    NULL::UINTEGER AS stxnamespace, NULL::UINTEGER AS stxowner, NULL::INTEGER AS stxstattarget,
    NULL::SMALLINT[] AS stxkeys, NULL::VARCHAR[] AS stxkind, NULL::VARCHAR AS stxexprs
WHERE false;

CREATE VIEW pg_init_privs AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::INTEGER AS objsubid,
    NULL::VARCHAR AS privtype, NULL::VARCHAR[] AS initprivs
WHERE false;

CREATE VIEW pg_event_trigger AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS evtname, NULL::VARCHAR AS evtevent, NULL::UINTEGER AS evtowner,
    NULL::UINTEGER AS evtfoid, NULL::VARCHAR AS evtenabled, NULL::VARCHAR[] AS evttags
WHERE false;

CREATE VIEW pg_transform AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS trftype, NULL::UINTEGER AS trflang,
    NULL::UINTEGER AS trffromsql, NULL::UINTEGER AS trftosql
WHERE false;

CREATE VIEW pg_shseclabel AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::VARCHAR AS provider, NULL::VARCHAR AS label
WHERE false;

CREATE VIEW pg_seclabel AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::INTEGER AS objsubid,
    NULL::VARCHAR AS provider, NULL::VARCHAR AS label
WHERE false;

CREATE VIEW pg_replication_origin AS SELECT
    NULL::UINTEGER AS roident, NULL::VARCHAR AS roname
WHERE false;

CREATE VIEW pg_subscription AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS subdbid, NULL::VARCHAR AS subskiplsn, NULL::VARCHAR AS subname,
    NULL::UINTEGER AS subowner, NULL::BOOLEAN AS subenabled, NULL::BOOLEAN AS subbinary,
    NULL::BOOLEAN AS substream, NULL::VARCHAR AS subtwophasestate, NULL::BOOLEAN AS subdisableonerr,
    NULL::VARCHAR AS subconninfo, NULL::VARCHAR AS subslotname, NULL::VARCHAR AS subsynccommit,
    NULL::VARCHAR[] AS subpublications
WHERE false;

CREATE VIEW pg_subscription_rel AS SELECT
    NULL::UINTEGER AS srsubid, NULL::UINTEGER AS srrelid, NULL::VARCHAR AS srsubstate,
    NULL::VARCHAR AS srsublsn
WHERE false;

CREATE VIEW pg_publication AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS pubname, NULL::UINTEGER AS pubowner,
    NULL::BOOLEAN AS puballtables, NULL::BOOLEAN AS pubinsert, NULL::BOOLEAN AS pubupdate,
    NULL::BOOLEAN AS pubdelete, NULL::BOOLEAN AS pubtruncate, NULL::BOOLEAN AS pubviaroot
WHERE false;

CREATE VIEW pg_publication_rel AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS prpubid, NULL::UINTEGER AS prrelid, NULL::VARCHAR AS prqual,
    NULL::SMALLINT[] AS prattrs
WHERE false;

CREATE VIEW pg_publication_namespace AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS pnpubid, NULL::UINTEGER AS pnnspid
WHERE false;

CREATE VIEW pg_parameter_acl AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR AS parname, NULL::VARCHAR[] AS paracl
WHERE false;

CREATE VIEW pg_policies AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS policyname,
    NULL::VARCHAR AS permissive, NULL::VARCHAR[] AS roles, NULL::VARCHAR AS cmd, NULL::VARCHAR AS qual,
    NULL::VARCHAR AS with_check
WHERE false;

CREATE VIEW pg_rules AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS rulename,
    NULL::VARCHAR AS definition
WHERE false;

CREATE VIEW pg_stats AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS attname,
    NULL::BOOLEAN AS inherited, NULL::REAL AS null_frac, NULL::INTEGER AS avg_width,
    NULL::REAL AS n_distinct, NULL::VARCHAR AS most_common_vals, NULL::REAL[] AS most_common_freqs,
    NULL::VARCHAR AS histogram_bounds, NULL::REAL AS correlation, NULL::VARCHAR AS most_common_elems,
    NULL::REAL[] AS most_common_elem_freqs, NULL::REAL[] AS elem_count_histogram
WHERE false;

CREATE VIEW pg_stats_ext AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS statistics_schemaname,
    NULL::VARCHAR AS statistics_name, NULL::VARCHAR AS statistics_owner, NULL::VARCHAR[] AS attnames,
    NULL::VARCHAR[] AS exprs, NULL::VARCHAR[] AS kinds, NULL::BOOLEAN AS inherited,
    NULL::VARCHAR AS n_distinct, NULL::VARCHAR AS dependencies, NULL::VARCHAR[] AS most_common_vals,
    NULL::BOOLEAN[] AS most_common_val_nulls, NULL::DOUBLE[] AS most_common_freqs,
    NULL::DOUBLE[] AS most_common_base_freqs
WHERE false;

CREATE VIEW pg_stats_ext_exprs AS SELECT
    NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename, NULL::VARCHAR AS statistics_schemaname,
    NULL::VARCHAR AS statistics_name, NULL::VARCHAR AS statistics_owner, NULL::VARCHAR AS expr,
    NULL::BOOLEAN AS inherited, NULL::REAL AS null_frac, NULL::INTEGER AS avg_width,
    NULL::REAL AS n_distinct, NULL::VARCHAR AS most_common_vals, NULL::REAL[] AS most_common_freqs,
    NULL::VARCHAR AS histogram_bounds, NULL::REAL AS correlation, NULL::VARCHAR AS most_common_elems,
    NULL::REAL[] AS most_common_elem_freqs, NULL::REAL[] AS elem_count_histogram
WHERE false;

CREATE VIEW pg_publication_tables AS SELECT
    NULL::VARCHAR AS pubname, NULL::VARCHAR AS schemaname, NULL::VARCHAR AS tablename,
    NULL::VARCHAR[] AS attnames, NULL::VARCHAR AS rowfilter
WHERE false;

CREATE VIEW pg_prepared_xacts AS SELECT
    NULL::UINTEGER AS transaction, NULL::VARCHAR AS gid, NULL::TIMESTAMPTZ AS prepared,
    NULL::VARCHAR AS owner, NULL::VARCHAR AS database
WHERE false;

CREATE VIEW pg_seclabels AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::INTEGER AS objsubid,
    NULL::VARCHAR AS objtype, NULL::UINTEGER AS objnamespace, NULL::VARCHAR AS objname,
    NULL::VARCHAR AS provider, NULL::VARCHAR AS label
WHERE false;

CREATE VIEW pg_stat_replication AS SELECT
    NULL::INTEGER AS pid, NULL::UINTEGER AS usesysid, NULL::VARCHAR AS usename,
    NULL::VARCHAR AS application_name, NULL::VARCHAR AS client_addr, NULL::VARCHAR AS client_hostname,
    NULL::INTEGER AS client_port, NULL::TIMESTAMPTZ AS backend_start, NULL::UINTEGER AS backend_xmin,
    NULL::VARCHAR AS state, NULL::VARCHAR AS sent_lsn, NULL::VARCHAR AS write_lsn,
    NULL::VARCHAR AS flush_lsn, NULL::VARCHAR AS replay_lsn, NULL::INTERVAL AS write_lag,
    NULL::INTERVAL AS flush_lag, NULL::INTERVAL AS replay_lag, NULL::INTEGER AS sync_priority,
    NULL::VARCHAR AS sync_state, NULL::TIMESTAMPTZ AS reply_time
WHERE false;

CREATE VIEW pg_stat_wal_receiver AS SELECT
    NULL::INTEGER AS pid, NULL::VARCHAR AS status, NULL::VARCHAR AS receive_start_lsn,
    NULL::INTEGER AS receive_start_tli, NULL::VARCHAR AS written_lsn, NULL::VARCHAR AS flushed_lsn,
    NULL::INTEGER AS received_tli, NULL::TIMESTAMPTZ AS last_msg_send_time,
    NULL::TIMESTAMPTZ AS last_msg_receipt_time, NULL::VARCHAR AS latest_end_lsn,
    NULL::TIMESTAMPTZ AS latest_end_time, NULL::VARCHAR AS slot_name, NULL::VARCHAR AS sender_host,
    NULL::INTEGER AS sender_port, NULL::VARCHAR AS conninfo
WHERE false;

CREATE VIEW pg_stat_subscription AS SELECT
    NULL::UINTEGER AS subid, NULL::VARCHAR AS subname, NULL::INTEGER AS pid, NULL::UINTEGER AS relid,
    NULL::VARCHAR AS received_lsn, NULL::TIMESTAMPTZ AS last_msg_send_time,
    NULL::TIMESTAMPTZ AS last_msg_receipt_time, NULL::VARCHAR AS latest_end_lsn,
    NULL::TIMESTAMPTZ AS latest_end_time
WHERE false;

CREATE VIEW pg_replication_slots AS SELECT
    NULL::VARCHAR AS slot_name, NULL::VARCHAR AS plugin, NULL::VARCHAR AS slot_type,
    NULL::UINTEGER AS datoid, NULL::VARCHAR AS database, NULL::BOOLEAN AS temporary,
    NULL::BOOLEAN AS active, NULL::INTEGER AS active_pid, NULL::UINTEGER AS xmin,
    NULL::UINTEGER AS catalog_xmin, NULL::VARCHAR AS restart_lsn, NULL::VARCHAR AS confirmed_flush_lsn,
    NULL::VARCHAR AS wal_status, NULL::BIGINT AS safe_wal_size, NULL::BOOLEAN AS two_phase
WHERE false;

CREATE VIEW pg_stat_replication_slots AS SELECT
    NULL::VARCHAR AS slot_name, NULL::BIGINT AS spill_txns, NULL::BIGINT AS spill_count,
    NULL::BIGINT AS spill_bytes, NULL::BIGINT AS stream_txns, NULL::BIGINT AS stream_count,
    NULL::BIGINT AS stream_bytes, NULL::BIGINT AS total_txns, NULL::BIGINT AS total_bytes,
    NULL::TIMESTAMPTZ AS stats_reset
WHERE false;

CREATE VIEW pg_stat_user_functions AS SELECT
    NULL::UINTEGER AS funcid, NULL::VARCHAR AS schemaname, NULL::VARCHAR AS funcname, NULL::BIGINT AS calls,
    NULL::DOUBLE AS total_time, NULL::DOUBLE AS self_time
WHERE false;

CREATE VIEW pg_stat_xact_user_functions AS SELECT
    NULL::UINTEGER AS funcid, NULL::VARCHAR AS schemaname, NULL::VARCHAR AS funcname, NULL::BIGINT AS calls,
    NULL::DOUBLE AS total_time, NULL::DOUBLE AS self_time
WHERE false;

CREATE VIEW pg_stat_progress_analyze AS SELECT
    NULL::INTEGER AS pid, NULL::UINTEGER AS datid, NULL::VARCHAR AS datname, NULL::UINTEGER AS relid,
    NULL::VARCHAR AS phase, NULL::BIGINT AS sample_blks_total, NULL::BIGINT AS sample_blks_scanned,
    NULL::BIGINT AS ext_stats_total, NULL::BIGINT AS ext_stats_computed, NULL::BIGINT AS child_tables_total,
    NULL::BIGINT AS child_tables_done, NULL::UINTEGER AS current_child_table_relid
WHERE false;

CREATE VIEW pg_stat_progress_vacuum AS SELECT
    NULL::INTEGER AS pid, NULL::UINTEGER AS datid, NULL::VARCHAR AS datname, NULL::UINTEGER AS relid,
    NULL::VARCHAR AS phase, NULL::BIGINT AS heap_blks_total, NULL::BIGINT AS heap_blks_scanned,
    NULL::BIGINT AS heap_blks_vacuumed, NULL::BIGINT AS index_vacuum_count, NULL::BIGINT AS max_dead_tuples,
    NULL::BIGINT AS num_dead_tuples
WHERE false;

CREATE VIEW pg_stat_progress_cluster AS SELECT
    NULL::INTEGER AS pid, NULL::UINTEGER AS datid, NULL::VARCHAR AS datname, NULL::UINTEGER AS relid,
    NULL::VARCHAR AS command, NULL::VARCHAR AS phase, NULL::UINTEGER AS cluster_index_relid,
    NULL::BIGINT AS heap_tuples_scanned, NULL::BIGINT AS heap_tuples_written,
    NULL::BIGINT AS heap_blks_total, NULL::BIGINT AS heap_blks_scanned, NULL::BIGINT AS index_rebuild_count
WHERE false;

CREATE VIEW pg_stat_progress_create_index AS SELECT
    NULL::INTEGER AS pid, NULL::UINTEGER AS datid, NULL::VARCHAR AS datname, NULL::UINTEGER AS relid,
    NULL::UINTEGER AS index_relid, NULL::VARCHAR AS command, NULL::VARCHAR AS phase,
    NULL::BIGINT AS lockers_total, NULL::BIGINT AS lockers_done, NULL::BIGINT AS current_locker_pid,
    NULL::BIGINT AS blocks_total, NULL::BIGINT AS blocks_done, NULL::BIGINT AS tuples_total,
    NULL::BIGINT AS tuples_done, NULL::BIGINT AS partitions_total, NULL::BIGINT AS partitions_done
WHERE false;

CREATE VIEW pg_stat_progress_basebackup AS SELECT
    NULL::INTEGER AS pid, NULL::VARCHAR AS phase, NULL::BIGINT AS backup_total,
    NULL::BIGINT AS backup_streamed, NULL::BIGINT AS tablespaces_total, NULL::BIGINT AS tablespaces_streamed
WHERE false;

CREATE VIEW pg_user_mappings AS SELECT
    NULL::UINTEGER AS umid, NULL::UINTEGER AS srvid, NULL::VARCHAR AS srvname, NULL::UINTEGER AS umuser,
    NULL::VARCHAR AS usename, NULL::VARCHAR[] AS umoptions
WHERE false;

CREATE VIEW pg_stat_subscription_stats AS SELECT
    NULL::UINTEGER AS subid, NULL::VARCHAR AS subname, NULL::BIGINT AS apply_error_count,
    NULL::BIGINT AS sync_error_count, NULL::TIMESTAMPTZ AS stats_reset
WHERE false;

CREATE VIEW pg_shdescription AS SELECT
    NULL::UINTEGER AS objoid, NULL::UINTEGER AS classoid, NULL::VARCHAR AS description
WHERE false;
