"""Which of DuckDB's functions a user may call.

``allowed.txt`` lists what everybody may; ``FILES`` are for users whom the administrator trusts
with files; all others are refused. What a version of DuckDB has that is in no list is refused too,
once ``refuse_unlisted`` is told of it: a new function is nobody's until somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILES = _words("""
    glob parquet_bloom_probe parquet_file_metadata parquet_full_metadata parquet_kv_metadata
    parquet_metadata parquet_scan parquet_schema read_blob read_csv read_csv_auto read_json
    read_json_auto read_json_objects read_json_objects_auto read_ndjson read_ndjson_auto
    read_ndjson_objects read_parquet read_text sniff_csv
""")
"""Functions that read files of the server, or addresses."""

# Reasons beside "tells of the machine or of the server's settings": pandas_scan and arrow_scan
# take an address in memory and end the process; enable_logging writes files and ends it too;
# query, query_table and the json_…_sql run a text that nobody has looked at; a forced checkpoint
# ends other sessions' transactions; variants are read from bytes without a check.
_NOBODY = _words("""
    add_parquet_key all_profiling_output arrow_scan arrow_scan_dumb checkpoint copy_database
    database_list database_size disable_checkpoint_on_shutdown disable_logging
    disable_object_cache disable_optimizer disable_print_progress_bar disable_profile
    disable_profiling disable_progress_bar disable_verification disable_verify_external
    disable_verify_fetch_row disable_verify_parallelism disable_verify_serializer duckdb_databases
    duckdb_extensions duckdb_external_file_cache duckdb_log_contexts duckdb_logs
    duckdb_logs_parsed duckdb_profiling_settings duckdb_secret_types duckdb_secrets
    duckdb_settings duckdb_temporary_files enable_checkpoint_on_shutdown enable_logging
    enable_object_cache enable_optimizer enable_print_progress_bar enable_profile enable_profiling
    enable_progress_bar enable_verification extension_versions force_checkpoint getenv
    import_database json_execute_serialized_sql json_serialize_plan pandas_scan
    parse_duckdb_log_message pragma_database_list pragma_database_size python_map_function query
    query_table read_duckdb seq_scan show_databases sleep_ms truncate_duckdb_logs
    variant_bytes_to_variant variant_to_parquet_variant verify_external verify_fetch_row
    verify_parallelism verify_serializer which_secret write_log
    ducklake_add_data_files ducklake_cleanup_old_files ducklake_commit
    ducklake_delete_orphaned_files ducklake_expire_snapshots ducklake_flush_inlined_data
    ducklake_list_files ducklake_merge_adjacent_files ducklake_options
    ducklake_rewrite_data_files ducklake_scan ducklake_set_option ducklake_settings
    postgres_attach postgres_execute postgres_query postgres_scan postgres_scan_pushdown
    mysql_execute mysql_query sqlite_attach sqlite_scan sqlite_query
""")
# PostgreSQL's own, which an ordinary user of it may not call either.
_POSTGRESQL = _words("""
    lo_export lo_import pg_current_logfile pg_ls_archive_statusdir pg_ls_dir
    pg_ls_logdir pg_ls_tmpdir pg_ls_waldir pg_read_binary_file pg_read_file pg_reload_conf
    pg_rotate_logfile pg_stat_file
""")

SETTINGS = _words("""
    arrow_lossless_conversion calendar default_collation default_null_order default_order
    integer_division max_memory max_temp_directory_size memory_limit schema search_path threads
    timezone worker_threads
""")
"""DuckDB's settings that a user may ask for; the others show paths, and what is locked."""

VIEWS = frozenset({"duckdb_databases", "duckdb_logs", "pragma_database_list"})
"""Views of DuckDB's that show paths or what others have run."""

CATALOGS = frozenset({"_pg", "_pg_now"})
"""Catalogs of the server's own, and ``PREFIX`` is that of its functions."""

PREFIX = "_pg_"

OF_INFORMATION = _words("""
    _pg_char_max_length _pg_char_octet_length _pg_datetime_precision _pg_expandarray
    _pg_index_position _pg_interval_type _pg_numeric_precision _pg_numeric_precision_radix
    _pg_numeric_scale _pg_truetypid _pg_truetypmod
""")
"""PostgreSQL's own functions in information_schema, whose names begin so, too."""

REFUSED: set[str] = {*FILES, *_NOBODY, *_POSTGRESQL}
"""All functions that not everybody may call."""


@cache
def allowed() -> frozenset[str]:
    """Return the functions that everybody may call."""
    text = (files(__package__) / "allowed.txt").read_text(encoding="utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


def unlisted(names: Iterable[str]) -> frozenset[str]:
    """Return those of DuckDB's functions that are in no list."""
    known = allowed() | FILES | _NOBODY | _POSTGRESQL
    return frozenset(name for name in map(str.lower, names) if name not in known)


def refuse_unlisted(names: Iterable[str]) -> None:
    """Refuse those of DuckDB's functions that are in no list; called once, at the start."""
    REFUSED.update(unlisted(names))
