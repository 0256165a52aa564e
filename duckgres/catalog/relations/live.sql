-- What only the server knows at the moment: who is connected, what is locked, how it is set. A statement that
-- names such a relation gets the rows from its session, as JSON (sql.rules.live): now_<relation>(rows). The relation
-- itself, as a view that somebody made sees it, has none. NULL stands for the rows where a statement is described.

CREATE MACRO now_pg_stat_activity(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "datid": "UINTEGER", "datname": "VARCHAR", "pid": "INTEGER", "leader_pid": "INTEGER",
        "usesysid": "UINTEGER", "usename": "VARCHAR", "application_name": "VARCHAR",
        "client_addr": "VARCHAR", "client_hostname": "VARCHAR", "client_port": "INTEGER",
        "backend_start": "TIMESTAMPTZ", "xact_start": "TIMESTAMPTZ", "query_start": "TIMESTAMPTZ",
        "state_change": "TIMESTAMPTZ", "wait_event_type": "VARCHAR", "wait_event": "VARCHAR",
        "state": "VARCHAR", "backend_xid": "UINTEGER", "backend_xmin": "UINTEGER", "query_id": "BIGINT",
        "query": "VARCHAR", "backend_type": "VARCHAR"
    }]'), max_depth := 2);
CREATE VIEW pg_stat_activity AS SELECT * FROM {pg}now_pg_stat_activity('[]');

CREATE MACRO now_pg_stat_ssl(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "pid": "INTEGER", "ssl": "BOOLEAN", "version": "VARCHAR", "cipher": "VARCHAR", "bits": "INTEGER",
        "client_dn": "VARCHAR", "client_serial": "DECIMAL(18,0)", "issuer_dn": "VARCHAR"
    }]'), max_depth := 2);
CREATE VIEW pg_stat_ssl AS SELECT * FROM {pg}now_pg_stat_ssl('[]');

CREATE MACRO now_pg_stat_gssapi(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "pid": "INTEGER", "gss_authenticated": "BOOLEAN", "principal": "VARCHAR", "encrypted": "BOOLEAN"
    }]'), max_depth := 2);
CREATE VIEW pg_stat_gssapi AS SELECT * FROM {pg}now_pg_stat_gssapi('[]');

CREATE MACRO now_pg_stat_database(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "datid": "UINTEGER", "datname": "VARCHAR", "numbackends": "INTEGER", "xact_commit": "BIGINT",
        "xact_rollback": "BIGINT", "blks_read": "BIGINT", "blks_hit": "BIGINT", "tup_returned": "BIGINT",
        "tup_fetched": "BIGINT", "tup_inserted": "BIGINT", "tup_updated": "BIGINT", "tup_deleted": "BIGINT",
        "conflicts": "BIGINT", "temp_files": "BIGINT", "temp_bytes": "BIGINT", "deadlocks": "BIGINT",
        "checksum_failures": "BIGINT", "checksum_last_failure": "TIMESTAMPTZ", "blk_read_time": "DOUBLE",
        "blk_write_time": "DOUBLE", "session_time": "DOUBLE", "active_time": "DOUBLE",
        "idle_in_transaction_time": "DOUBLE", "sessions": "BIGINT", "sessions_abandoned": "BIGINT",
        "sessions_fatal": "BIGINT", "sessions_killed": "BIGINT", "stats_reset": "TIMESTAMPTZ"
    }]'), max_depth := 2);
CREATE VIEW pg_stat_database AS SELECT * FROM {pg}now_pg_stat_database('[]');

CREATE MACRO now_pg_locks(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "locktype": "VARCHAR", "database": "UINTEGER", "relation": "UINTEGER", "page": "INTEGER",
        "tuple": "SMALLINT", "virtualxid": "VARCHAR", "transactionid": "UINTEGER", "classid": "UINTEGER",
        "objid": "UINTEGER", "objsubid": "SMALLINT", "virtualtransaction": "VARCHAR", "pid": "INTEGER",
        "mode": "VARCHAR", "granted": "BOOLEAN", "fastpath": "BOOLEAN", "waitstart": "TIMESTAMPTZ"
    }]'), max_depth := 2);
CREATE VIEW pg_locks AS SELECT * FROM {pg}now_pg_locks('[]');

CREATE MACRO now_pg_cursors(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "name": "VARCHAR", "statement": "VARCHAR", "is_holdable": "BOOLEAN", "is_binary": "BOOLEAN",
        "is_scrollable": "BOOLEAN", "creation_time": "TIMESTAMPTZ"
    }]'), max_depth := 2);
CREATE VIEW pg_cursors AS SELECT * FROM {pg}now_pg_cursors('[]');

CREATE MACRO now_pg_prepared_statements(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "name": "VARCHAR", "statement": "VARCHAR", "prepare_time": "TIMESTAMPTZ",
        "parameter_types": "UINTEGER[]", "from_sql": "BOOLEAN", "generic_plans": "BIGINT",
        "custom_plans": "BIGINT"
    }]'), max_depth := 2);
CREATE VIEW pg_prepared_statements AS SELECT * FROM {pg}now_pg_prepared_statements('[]');

CREATE MACRO now_pg_stat_progress_copy(rows) AS TABLE SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "pid": "INTEGER", "datid": "UINTEGER", "datname": "VARCHAR", "relid": "UINTEGER",
        "command": "VARCHAR", "type": "VARCHAR", "bytes_processed": "BIGINT", "bytes_total": "BIGINT",
        "tuples_processed": "BIGINT", "tuples_excluded": "BIGINT"
    }]'), max_depth := 2);
CREATE VIEW pg_stat_progress_copy AS SELECT * FROM {pg}now_pg_stat_progress_copy('[]');

CREATE MACRO now_pg_settings(rows) AS TABLE SELECT
    s.name, s.setting, f.unit, coalesce(f.category, s.category) AS category,
    coalesce(f.short_desc, s.description) AS short_desc, f.extra_desc, coalesce(f.context, s.context) AS context,
    coalesce(f.vartype, s.vartype) AS vartype, s.source, f.min_val, f.max_val, f.enumvals,
    s.boot_val, s.reset_val, NULL::VARCHAR AS sourcefile, NULL::INTEGER AS sourceline, false AS pending_restart
FROM (SELECT unnest(from_json(coalesce(rows, '[]'), '[{
        "name": "VARCHAR", "setting": "VARCHAR", "category": "VARCHAR", "description": "VARCHAR",
        "context": "VARCHAR", "vartype": "VARCHAR", "source": "VARCHAR", "boot_val": "VARCHAR",
        "reset_val": "VARCHAR"
    }]'), max_depth := 2)) AS s
LEFT JOIN _pg.main.fixed_pg_settings AS f ON f.name = s.name;
CREATE VIEW pg_settings AS SELECT * FROM {pg}now_pg_settings('[]');
