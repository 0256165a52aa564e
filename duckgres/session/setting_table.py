"""The session settings: one line each.

A line is ``name | type | default | unit | range | context | applies | description``.

- type: ``bool``, ``integer``, ``real``, ``enum``, ``string``, ``words`` (a list of key words) or ``list``
  (of names, quoted where needed).
- range: ``low..high`` of a number, the values of an enum.
- context: who may change it, as ``pg_settings`` has it; ``hidden`` is a user's, left out of SHOW ALL.
- applies: who acts on it. ``engine``: DuckDB is told. ``output``: how values are written. ``session``: the
  session enforces it. ``socket``: the kernel is told, and asked by SHOW. ``fixed``: only what is true here
  anyway is taken, the rest is refused. Empty: taken and shown, without an effect; these steer PostgreSQL's
  planner, log or disk, which are not here.

Names, types, ranges and descriptions as PostgreSQL 15.18 has them; ``transaction_timeout`` is 17's, which
newer tools set. Other defaults than PostgreSQL's, so that a client that is gone holds nothing for long:
``tcp_keepalives_*`` let go of a dead machine after three minutes, ``client_connection_check_interval``
is on.
"""

# ruff: noqa: E501 - a table: one line a row, descriptions are PostgreSQL's own

from __future__ import annotations

from dataclasses import dataclass

REPORTED = (
    "application_name",
    "client_encoding",
    "DateStyle",
    "default_transaction_read_only",
    "in_hot_standby",
    "integer_datetimes",
    "IntervalStyle",
    "is_superuser",
    "server_encoding",
    "server_version",
    "session_authorization",
    "standard_conforming_strings",
    "TimeZone",
)
"""What ParameterStatus reports, in PostgreSQL 15's order."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row; ``low`` and ``high`` bound a number, ``values`` are an enum's."""

    name: str
    type: str
    default: str
    unit: str
    low: float
    high: float
    values: tuple[str, ...]
    context: str
    applies: str
    description: str

    @property
    def shown_in_all(self) -> bool:
        """Whether SHOW ALL lists it."""
        return not self.context.endswith("hidden")


def _setting(line: str) -> Setting:
    name, kind, default, unit, span, context, applies, description = (
        part.strip() for part in line.split("|")
    )
    low, _, high = span.partition("..") if kind in {"integer", "real"} else ("0", "", "0")
    values = tuple(span.split(",")) if kind == "enum" else ()
    return Setting(
        name,
        kind,
        default,
        unit,
        float(low),
        float(high),
        values,
        context,
        applies,
        description,
    )


_TABLE = """
application_name | string |  |  |  | user | session | Sets the application name to be reported in statistics and logs
archive_mode | enum | off |  | always,on,off | postmaster |  | Allows archiving of WAL files using archive_command
array_nulls | bool | on |  |  | user | fixed | Enable input of NULL elements in arrays
authentication_timeout | integer | 60 | s | 1..600 | sighup |  | Sets the maximum allowed time to complete client authentication
autovacuum | bool | on |  |  | sighup |  | Starts the autovacuum subprocess
backend_flush_after | integer | 0 | 8kB | 0..256 | user |  | Number of pages after which previously performed writes are flushed to disk
backslash_quote | enum | safe_encoding |  | safe_encoding,on,off | user |  | Sets whether "\\'" is allowed in string literals
block_size | integer | 8192 |  | 8192..8192 | internal |  | Shows the size of a disk block
bytea_output | enum | hex |  | escape,hex | user | fixed | Sets the output format for bytea
check_function_bodies | bool | on |  |  | user |  | Check routine bodies during CREATE FUNCTION and CREATE PROCEDURE
client_connection_check_interval | integer | 250 | ms | 0..2147483647 | user | session | Sets the time interval between checks for disconnection while running queries
client_encoding | string | UTF8 |  |  | user | fixed | Sets the client's character set encoding
client_min_messages | enum | notice |  | debug5,debug4,debug3,debug2,debug1,log,notice,warning,error | user | session | Sets the message levels that are sent to the client
cluster_name | string |  |  |  | postmaster |  | Sets the name of the cluster, which is included in the process title
commit_delay | integer | 0 |  | 0..100000 | superuser |  | Sets the delay in microseconds between transaction commit and flushing WAL to disk
commit_siblings | integer | 5 |  | 0..1000 | user |  | Sets the minimum number of concurrent open transactions required before performing commit_delay
compute_query_id | enum | auto |  | auto,regress,on,off | superuser |  | Enables in-core computation of query identifiers
constraint_exclusion | enum | partition |  | partition,on,off | user |  | Enables the planner to use constraints to optimize queries
cpu_index_tuple_cost | real | 0.005 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of processing each index entry during an index scan
cpu_operator_cost | real | 0.0025 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of processing each operator or function call
cpu_tuple_cost | real | 0.01 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of processing each tuple (row)
cursor_tuple_fraction | real | 0.1 |  | 0..1 | user |  | Sets the planner's estimate of the fraction of a cursor's rows that will be retrieved
data_checksums | bool | off |  |  | internal |  | Shows whether data checksums are turned on for this cluster
DateStyle | words | ISO, MDY |  |  | user | fixed | Sets the display format for date and time values
deadlock_timeout | integer | 1000 | ms | 1..2147483647 | superuser |  | Sets the time to wait on a lock before checking for deadlock
debug_assertions | bool | off |  |  | internal |  | Shows whether the running server has assertion checks enabled
debug_pretty_print | bool | on |  |  | user |  | Indents parse and plan tree displays
debug_print_parse | bool | off |  |  | user |  | Logs each query's parse tree
debug_print_plan | bool | off |  |  | user |  | Logs each query's execution plan
debug_print_rewritten | bool | off |  |  | user |  | Logs each query's rewritten parse tree
default_statistics_target | integer | 100 |  | 1..10000 | user |  | Sets the default statistics target
default_table_access_method | string | heap |  |  | user | fixed | Sets the default table access method for new tables
default_tablespace | string |  |  |  | user | fixed | Sets the default tablespace to create tables and indexes in
default_text_search_config | string | pg_catalog.english |  |  | user | fixed | Sets default text search configuration
default_toast_compression | enum | pglz |  | pglz,lz4 | user |  | Sets the default compression method for compressible values
default_transaction_deferrable | bool | off |  |  | user | session | Sets the default deferrable status of new transactions
default_transaction_isolation | enum | read committed |  | serializable,repeatable read,read committed,read uncommitted | user | session | Sets the transaction isolation level of each new transaction
default_transaction_read_only | bool | off |  |  | user | session | Sets the default read-only status of new transactions
effective_cache_size | integer | 524288 | 8kB | 1..2147483647 | user |  | Sets the planner's assumption about the total size of the data caches
effective_io_concurrency | integer | 1 |  | 0..1000 | user |  | Number of simultaneous requests that can be handled efficiently by the disk subsystem
enable_async_append | bool | on |  |  | user |  | Enables the planner's use of async append plans
enable_bitmapscan | bool | on |  |  | user |  | Enables the planner's use of bitmap-scan plans
enable_gathermerge | bool | on |  |  | user |  | Enables the planner's use of gather merge plans
enable_hashagg | bool | on |  |  | user |  | Enables the planner's use of hashed aggregation plans
enable_hashjoin | bool | on |  |  | user |  | Enables the planner's use of hash join plans
enable_incremental_sort | bool | on |  |  | user |  | Enables the planner's use of incremental sort steps
enable_indexonlyscan | bool | on |  |  | user |  | Enables the planner's use of index-only-scan plans
enable_indexscan | bool | on |  |  | user |  | Enables the planner's use of index-scan plans
enable_material | bool | on |  |  | user |  | Enables the planner's use of materialization
enable_memoize | bool | on |  |  | user |  | Enables the planner's use of memoization
enable_mergejoin | bool | on |  |  | user |  | Enables the planner's use of merge join plans
enable_nestloop | bool | on |  |  | user |  | Enables the planner's use of nested-loop join plans
enable_parallel_append | bool | on |  |  | user |  | Enables the planner's use of parallel append plans
enable_parallel_hash | bool | on |  |  | user |  | Enables the planner's use of parallel hash plans
enable_partition_pruning | bool | on |  |  | user |  | Enables plan-time and execution-time partition pruning
enable_partitionwise_aggregate | bool | off |  |  | user |  | Enables partitionwise aggregation and grouping
enable_partitionwise_join | bool | off |  |  | user |  | Enables partitionwise join
enable_seqscan | bool | on |  |  | user |  | Enables the planner's use of sequential-scan plans
enable_sort | bool | on |  |  | user |  | Enables the planner's use of explicit sort steps
enable_tidscan | bool | on |  |  | user |  | Enables the planner's use of TID scan plans
escape_string_warning | bool | on |  |  | user |  | Warn about backslash escapes in ordinary string literals
exit_on_error | bool | off |  |  | user | fixed | Terminate session on any error
extra_float_digits | integer | 1 |  | -15..3 | user | output | Sets the number of digits displayed for floating-point values
force_parallel_mode | enum | off |  | off,on,regress | user |  | Forces use of parallel query facilities
from_collapse_limit | integer | 8 |  | 1..2147483647 | user |  | Sets the FROM-list size beyond which subqueries are not collapsed
fsync | bool | off |  |  | sighup |  | Forces synchronization of updates to disk
full_page_writes | bool | on |  |  | sighup |  | Writes full pages to WAL when first modified after a checkpoint
geqo | bool | on |  |  | user |  | Enables genetic query optimization
geqo_effort | integer | 5 |  | 1..10 | user |  | GEQO: effort is used to set the default for other GEQO parameters
geqo_generations | integer | 0 |  | 0..2147483647 | user |  | GEQO: number of iterations of the algorithm
geqo_pool_size | integer | 0 |  | 0..2147483647 | user |  | GEQO: number of individuals in the population
geqo_seed | real | 0 |  | 0..1 | user |  | GEQO: seed for random path selection
geqo_selection_bias | real | 2 |  | 1.5..2 | user |  | GEQO: selective pressure within the population
geqo_threshold | integer | 12 |  | 2..2147483647 | user |  | Sets the threshold of FROM items beyond which GEQO is used
gin_fuzzy_search_limit | integer | 0 |  | 0..2147483647 | user |  | Sets the maximum allowed result for exact search by GIN
gin_pending_list_limit | integer | 4096 | kB | 64..2147483647 | user |  | Sets the maximum size of the pending list for GIN index
hash_mem_multiplier | real | 2 |  | 1..1000 | user |  | Multiple of work_mem to use for hash tables
hot_standby | bool | on |  |  | postmaster |  | Allows connections and queries during recovery
idle_in_transaction_session_timeout | integer | 0 | ms | 0..2147483647 | user | session | Sets the maximum allowed idle time between queries, when in a transaction
idle_session_timeout | integer | 0 | ms | 0..2147483647 | user | session | Sets the maximum allowed idle time between queries, when not in a transaction
in_hot_standby | bool | off |  |  | internal |  | Shows whether hot standby is currently active
integer_datetimes | bool | on |  |  | internal |  | Shows whether datetimes are integer based
IntervalStyle | enum | postgres |  | postgres,postgres_verbose,sql_standard,iso_8601 | user | fixed | Sets the display format for interval values
is_superuser | bool | off |  |  | internal-hidden |  | Shows whether the current user is a superuser
jit | bool | on |  |  | user |  | Allow JIT compilation
jit_above_cost | real | 100000 |  | -1..1.79769e+308 | user |  | Perform JIT compilation if query is more expensive
jit_expressions | bool | on |  |  | user |  | Allow JIT compilation of expressions
jit_inline_above_cost | real | 500000 |  | -1..1.79769e+308 | user |  | Perform JIT inlining if query is more expensive
jit_optimize_above_cost | real | 500000 |  | -1..1.79769e+308 | user |  | Optimize JIT-compiled functions if query is more expensive
jit_tuple_deforming | bool | on |  |  | user |  | Allow JIT compilation of tuple deforming
join_collapse_limit | integer | 8 |  | 1..2147483647 | user |  | Sets the FROM-list size beyond which JOIN constructs are not flattened
lc_collate | string | C.UTF-8 |  |  | internal |  | Shows the collation order locale
lc_ctype | string | C.UTF-8 |  |  | internal |  | Shows the character classification and case conversion locale
lc_messages | string | C.UTF-8 |  |  | superuser |  | Sets the language in which messages are displayed
lc_monetary | string | C.UTF-8 |  |  | user | fixed | Sets the locale for formatting monetary amounts
lc_numeric | string | C.UTF-8 |  |  | user | fixed | Sets the locale for formatting numbers
lc_time | string | C.UTF-8 |  |  | user | fixed | Sets the locale for formatting date and time values
lo_compat_privileges | bool | off |  |  | superuser |  | Enables backward compatibility mode for privilege checks on large objects
lock_timeout | integer | 0 | ms | 0..2147483647 | user | session | Sets the maximum allowed duration of any wait for a lock
log_connections | bool | off |  |  | backend |  | Logs each successful connection
log_disconnections | bool | off |  |  | backend |  | Logs end of a session, including duration
log_duration | bool | off |  |  | superuser |  | Logs the duration of each completed SQL statement
log_error_verbosity | enum | default |  | terse,default,verbose | superuser |  | Sets the verbosity of logged messages
log_executor_stats | bool | off |  |  | superuser |  | Writes executor performance statistics to the server log
log_lock_waits | bool | off |  |  | superuser |  | Logs long lock waits
log_min_duration_sample | integer | -1 | ms | -1..2147483647 | superuser |  | Sets the minimum execution time above which a sample of statements will be logged. Sampling is determined by log_statement_sample_rate
log_min_duration_statement | integer | -1 | ms | -1..2147483647 | superuser |  | Sets the minimum execution time above which all statements will be logged
log_min_error_statement | enum | error |  | debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic | superuser |  | Causes all statements generating error at or above this level to be logged
log_min_messages | enum | warning |  | debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic | superuser |  | Sets the message levels that are logged
log_parameter_max_length | integer | -1 | B | -1..1073741823 | superuser |  | Sets the maximum length in bytes of data logged for bind parameter values when logging statements
log_parameter_max_length_on_error | integer | 0 | B | -1..1073741823 | user |  | Sets the maximum length in bytes of data logged for bind parameter values when logging statements, on error
log_parser_stats | bool | off |  |  | superuser |  | Writes parser performance statistics to the server log
log_planner_stats | bool | off |  |  | superuser |  | Writes planner performance statistics to the server log
log_replication_commands | bool | off |  |  | superuser |  | Logs each replication command
log_statement | enum | none |  | none,ddl,mod,all | superuser |  | Sets the type of statements logged
log_statement_sample_rate | real | 1 |  | 0..1 | superuser |  | Fraction of statements exceeding log_min_duration_sample to be logged
log_statement_stats | bool | off |  |  | superuser |  | Writes cumulative performance statistics to the server log
log_temp_files | integer | -1 | kB | -1..2147483647 | superuser |  | Log the use of temporary files larger than this number of kilobytes
log_timezone | string | UTC |  |  | sighup |  | Sets the time zone to use in log messages
log_transaction_sample_rate | real | 0 |  | 0..1 | superuser |  | Sets the fraction of transactions from which to log all statements
logical_decoding_work_mem | integer | 65536 | kB | 64..2147483647 | user |  | Sets the maximum memory to be used for logical decoding
maintenance_io_concurrency | integer | 10 |  | 0..1000 | user |  | A variant of effective_io_concurrency that is used for maintenance work
maintenance_work_mem | integer | 65536 | kB | 1024..2147483647 | user |  | Sets the maximum memory to be used for maintenance operations
max_connections | integer | 100 |  | 1..262143 | postmaster |  | Sets the maximum number of concurrent connections
max_function_args | integer | 100 |  | 100..100 | internal |  | Shows the maximum number of function arguments
max_identifier_length | integer | 63 |  | 63..63 | internal |  | Shows the maximum identifier length
max_index_keys | integer | 32 |  | 32..32 | internal |  | Shows the maximum number of index keys
max_locks_per_transaction | integer | 64 |  | 10..2147483647 | postmaster |  | Sets the maximum number of locks per transaction
max_parallel_maintenance_workers | integer | 2 |  | 0..1024 | user |  | Sets the maximum number of parallel processes per maintenance operation
max_parallel_workers | integer | 8 |  | 0..1024 | user |  | Sets the maximum number of parallel workers that can be active at one time
max_parallel_workers_per_gather | integer | 2 |  | 0..1024 | user |  | Sets the maximum number of parallel processes per executor node
max_prepared_transactions | integer | 0 |  | 0..262143 | postmaster |  | Sets the maximum number of simultaneously prepared transactions
max_stack_depth | integer | 2048 | kB | 100..2147483647 | superuser |  | Sets the maximum stack depth, in kilobytes
max_wal_senders | integer | 10 |  | 0..262143 | postmaster |  | Sets the maximum number of simultaneously running WAL sender processes
max_worker_processes | integer | 8 |  | 0..262143 | postmaster |  | Maximum number of concurrent worker processes
min_parallel_index_scan_size | integer | 64 | 8kB | 0..715827882 | user |  | Sets the minimum amount of index data for a parallel scan
min_parallel_table_scan_size | integer | 1024 | 8kB | 0..715827882 | user |  | Sets the minimum amount of table data for a parallel scan
parallel_leader_participation | bool | on |  |  | user |  | Controls whether Gather and Gather Merge also run subplans
parallel_setup_cost | real | 1000 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of starting up worker processes for parallel query
parallel_tuple_cost | real | 0.1 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of passing each tuple (row) from worker to leader backend
password_encryption | enum | scram-sha-256 |  | md5,scram-sha-256 | user |  | Chooses the algorithm for encrypting passwords
plan_cache_mode | enum | auto |  | auto,force_generic_plan,force_custom_plan | user |  | Controls the planner's selection of custom or generic plan
quote_all_identifiers | bool | off |  |  | user |  | When generating SQL fragments, quote all identifiers
random_page_cost | real | 4 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of a nonsequentially fetched disk page
recursive_worktable_factor | real | 10 |  | 0.001..1e+06 | user |  | Sets the planner's estimate of the average size of a recursive query's working table
role | string | none |  |  | hidden | fixed | Sets the current role
row_security | bool | on |  |  | user |  | Enable row security
search_path | list | "$user", public |  |  | user | engine | Sets the schema search order for names that are not schema-qualified
segment_size | integer | 131072 | 8kB | 131072..131072 | internal |  | Shows the number of pages per disk file
seq_page_cost | real | 1 |  | 0..1.79769e+308 | user |  | Sets the planner's estimate of the cost of a sequentially fetched disk page
server_encoding | string | UTF8 |  |  | internal |  | Shows the server (database) character set encoding
server_version | string | 15.18 |  |  | internal |  | Shows the server version
server_version_num | integer | 150018 |  | 150018..150018 | internal |  | Shows the server version as an integer
session_authorization | string |  |  |  | hidden | fixed | Sets the session user name
session_replication_role | enum | origin |  | origin,replica,local | superuser |  | Sets the session's behavior for triggers and rewrite rules
shared_buffers | integer | 16384 | 8kB | 16..1073741823 | postmaster |  | Sets the number of shared memory buffers used by the server
ssl | bool | off |  |  | sighup |  | Enables SSL connections
standard_conforming_strings | bool | on |  |  | user | fixed | Causes '...' strings to treat backslashes literally
statement_timeout | integer | 0 | ms | 0..2147483647 | user | session | Sets the maximum allowed duration of any statement
stats_fetch_consistency | enum | cache |  | none,cache,snapshot | user |  | Sets the consistency of accesses to statistics data
superuser_reserved_connections | integer | 3 |  | 0..262143 | postmaster |  | Sets the number of connection slots reserved for superusers
synchronize_seqscans | bool | on |  |  | user |  | Enable synchronized sequential scans
synchronous_commit | enum | on |  | local,remote_write,remote_apply,on,off | user |  | Sets the current transaction's synchronization level
tcp_keepalives_count | integer | 4 |  | 0..2147483647 | user | socket | Maximum number of TCP keepalive retransmits
tcp_keepalives_idle | integer | 120 | s | 0..2147483647 | user | socket | Time between issuing TCP keepalives
tcp_keepalives_interval | integer | 15 | s | 0..2147483647 | user | socket | Time between TCP keepalive retransmits
tcp_user_timeout | integer | 0 | ms | 0..2147483647 | user | socket | TCP user timeout
temp_buffers | integer | 1024 | 8kB | 100..1073741823 | user |  | Sets the maximum number of temporary buffers used by each session
temp_file_limit | integer | -1 | kB | -1..2147483647 | superuser |  | Limits the total size of all temporary files used by each process
temp_tablespaces | list |  |  |  | user | fixed | Sets the tablespace(s) to use for temporary tables and sort files
TimeZone | string | UTC |  |  | user | engine | Sets the time zone for displaying and interpreting time stamps
timezone_abbreviations | string | Default |  |  | user | fixed | Selects a file of time zone abbreviations
trace_notify | bool | off |  |  | user |  | Generates debugging output for LISTEN and NOTIFY
trace_sort | bool | off |  |  | user |  | Emit information about resource usage in sorting
track_activities | bool | on |  |  | superuser |  | Collects information about executing commands
track_commit_timestamp | bool | off |  |  | postmaster |  | Collects transaction commit time
track_counts | bool | on |  |  | superuser |  | Collects statistics on database activity
track_functions | enum | none |  | none,pl,all | superuser |  | Collects function-level statistics on database activity
track_io_timing | bool | off |  |  | superuser |  | Collects timing statistics for database I/O activity
track_wal_io_timing | bool | off |  |  | superuser |  | Collects timing statistics for WAL I/O activity
transaction_deferrable | bool | off |  |  | user | session | Whether to defer a read-only serializable transaction until it can be executed with no possible serialization failures
transaction_isolation | enum | read committed |  | serializable,repeatable read,read committed,read uncommitted | user | session | Sets the current transaction's isolation level
transaction_read_only | bool | off |  |  | user | session | Sets the current transaction's read-only status
transaction_timeout | integer | 0 | ms | 0..2147483647 | user | session | Sets the maximum allowed duration of any transaction within a session (not a replicated wait)
transform_null_equals | bool | off |  |  | user | fixed | Treats "expr=NULL" as "expr IS NULL"
update_process_title | bool | on |  |  | superuser |  | Updates the process title to show the active SQL command
vacuum_cost_delay | real | 0 | ms | 0..100 | user |  | Vacuum cost delay in milliseconds
vacuum_cost_limit | integer | 200 |  | 1..10000 | user |  | Vacuum cost amount available before napping
vacuum_cost_page_dirty | integer | 20 |  | 0..10000 | user |  | Vacuum cost for a page dirtied by vacuum
vacuum_cost_page_hit | integer | 1 |  | 0..10000 | user |  | Vacuum cost for a page found in the buffer cache
vacuum_cost_page_miss | integer | 2 |  | 0..10000 | user |  | Vacuum cost for a page not found in the buffer cache
vacuum_failsafe_age | integer | 1600000000 |  | 0..2100000000 | user |  | Age at which VACUUM should trigger failsafe to avoid a wraparound outage
vacuum_freeze_min_age | integer | 50000000 |  | 0..1000000000 | user |  | Minimum age at which VACUUM should freeze a table row
vacuum_freeze_table_age | integer | 150000000 |  | 0..2000000000 | user |  | Age at which VACUUM should scan whole table to freeze tuples
vacuum_multixact_failsafe_age | integer | 1600000000 |  | 0..2100000000 | user |  | Multixact age at which VACUUM should trigger failsafe to avoid a wraparound outage
vacuum_multixact_freeze_min_age | integer | 5000000 |  | 0..1000000000 | user |  | Minimum age at which VACUUM should freeze a MultiXactId in a table row
vacuum_multixact_freeze_table_age | integer | 150000000 |  | 0..2000000000 | user |  | Multixact age at which VACUUM should scan whole table to freeze tuples
wal_block_size | integer | 8192 |  | 8192..8192 | internal |  | Shows the block size in the write ahead log
wal_compression | enum | off |  | pglz,lz4,zstd,on,off | superuser |  | Compresses full-page writes written in WAL file with specified method
wal_init_zero | bool | on |  |  | superuser |  | Writes zeroes to new WAL files before first use
wal_level | enum | replica |  | minimal,replica,logical | postmaster |  | Sets the level of information written to the WAL
wal_log_hints | bool | off |  |  | postmaster |  | Writes full pages to WAL when first modified after a checkpoint, even for a non-critical modification
wal_recycle | bool | on |  |  | superuser |  | Recycles WAL files by renaming them
wal_segment_size | integer | 16777216 | B | 1048576..1073741824 | internal |  | Shows the size of write ahead log segments
wal_sender_timeout | integer | 60000 | ms | 0..2147483647 | user |  | Sets the maximum time to wait for WAL replication
wal_skip_threshold | integer | 2048 | kB | 0..2147483647 | user |  | Minimum size of new file to fsync instead of writing WAL
work_mem | integer | 4096 | kB | 64..2147483647 | user |  | Sets the maximum memory to be used for query workspaces
xmlbinary | enum | base64 |  | base64,hex | user |  | Sets how binary values are to be encoded in XML
xmloption | enum | content |  | content,document | user |  | Sets whether XML data in implicit parsing and serialization operations is to be considered as documents or content fragments
"""

SETTINGS: dict[str, Setting] = {
    row.name.lower(): row for row in map(_setting, _TABLE.strip().splitlines())
}
"""Lower-case name -> row."""
