"""Rows for the state of things: transactions, memory, files, sequences, dependents.

Messages as DuckDB 1.5.5 prints them, in the order in which they are tried.
"""

from __future__ import annotations

from duckgres import sqlstate
from duckgres.engine.errors import objects, values
from duckgres.engine.errors.rule import Template, rules

OUT_OF_MEMORY = Template(sqlstate.OUT_OF_MEMORY, "out of memory")
DISK_FULL = Template(
    sqlstate.DISK_FULL,
    "could not write to the database: No space left on device",
    hint="Check free disk space.",
)
TEMPORARY_DISK_FULL = Template(
    sqlstate.DISK_FULL, "could not write to temporary file: No space left on device"
)
# PostgreSQL's answer where temp_file_limit ends a statement.
TEMPORARY_LIMIT = Template(
    sqlstate.CONFIGURATION_LIMIT_EXCEEDED, "temporary file size exceeds max_temp_directory_size"
)
_NO_SPACE = r"[Nn]o space left|Disk quota exceeded"
DAMAGED = Template(sqlstate.DATA_CORRUPTED, "invalid block in the database file")
NO_FILES = Template(
    sqlstate.INSUFFICIENT_PRIVILEGE, "permission denied: no access to files from this session"
)
TOO_DEEP = (
    r"Max(?:imum)? expression depth",
    Template(sqlstate.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded"),
)
TRANSACTION = rules(
    (
        r"Current transaction is aborted",
        Template(
            sqlstate.IN_FAILED_SQL_TRANSACTION,
            "current transaction is aborted, commands ignored until end of transaction block",
        ),
    ),
    (r'constraint violation: duplicate key "(?P<key>.*)"', values.duplicate_value),
    (
        r"read-only mode",
        objects.read_only,
    ),
    (
        r"cannot start a transaction within",
        Template(sqlstate.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress"),
    ),
    (
        r"no transaction is active",
        Template(sqlstate.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress"),
    ),
    (
        r"single transaction can only write to a single attached database",
        Template(
            sqlstate.FEATURE_NOT_SUPPORTED,
            "a transaction can write to one database only",
            hint="Commit before you write to the other database.",
        ),
    ),
    (
        r"^Cannot CHECKPOINT",
        Template(sqlstate.OBJECT_IN_USE, "cannot checkpoint while other transactions are open"),
    ),
    (_NO_SPACE, DISK_FULL),  # in the log beside the file: nothing of the transaction stays
    (r"^Failed to commit: Could not write", Template(sqlstate.IO_ERROR, "could not commit")),
    (
        r"[Cc]onflict|has been altered|has been dropped|commit DuckLake",
        objects.write_conflict,
    ),
)

SEQUENCE = rules(
    (
        r"currval: sequence is not yet defined",
        objects.unused_sequence,
    ),
    (
        r"nextval: reached (?P<end>maximum|minimum) value of sequence \"(?P<name>.+)\""
        r" \((?P<value>-?\d+)\)",
        Template(
            sqlstate.SEQUENCE_GENERATOR_LIMIT_EXCEEDED,
            'nextval: reached {end} value of sequence "{name}" ({value})',
        ),
    ),
)

DEPENDENCY = rules(
    (r'^Cannot (?:drop|alter) entry "(?P<name>.+?)" because', objects.has_dependents),
)

MEMORY = rules(
    (r"^failed to offload|max_temp_directory_size", TEMPORARY_LIMIT),
    (r"", OUT_OF_MEMORY),
)

IO = rules(
    (r"duckdb_temp_storage.*(?:[Nn]o space left|Disk quota)", TEMPORARY_DISK_FULL),
    (_NO_SPACE, DISK_FULL),
    (r"^Corrupt (?:database|WAL) file", DAMAGED),
    (
        r"commit DuckLake transaction",
        objects.write_conflict,
    ),
    (r"[Cc]annot allocate memory", OUT_OF_MEMORY),
    (
        r"^Could not set lock on file",
        Template(sqlstate.CANNOT_CONNECT_NOW, "the database is being accessed by another process"),
    ),
    (
        r"No files found|does not exist|No such file",
        Template(sqlstate.UNDEFINED_FILE, "could not open file: No such file or directory"),
    ),
    (r"", Template(sqlstate.IO_ERROR, "could not access the storage of the database")),
)

SYNTAX = rules(
    (
        r"^Invalid escape string",
        Template(
            sqlstate.INVALID_ESCAPE_SEQUENCE,
            "invalid escape string",
            hint="Escape string must be empty or one character.",
        ),
    ),
)

CANCELED = rules(
    (r"", Template(sqlstate.QUERY_CANCELED, "canceling statement due to user request"))
)
