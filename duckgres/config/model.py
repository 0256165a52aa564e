"""What can be set: the one table SETTINGS, and the dataclasses the rest of the server is handed.

Help, ``docs/settings.md`` and ``conf/duckgres.example.yaml`` are written from the table; a new
setting is one row and one field. Knows no file, environment or command line. Durations are float
seconds, sizes int bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from duckgres.config.values import (
    BOOLEAN,
    DIRECTORIES,
    DURATION,
    FILLED_TEXT,
    NAMES,
    NETWORKS,
    PATH,
    POSITIVE_DURATION,
    SIZE,
    TEXT,
    URLS,
    Kind,
    Network,
    choice,
    whole_number,
)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """The server's certificate and key; where both are missing, the server makes a pair."""

    cert: Path = Path("certs/server.crt")
    key: Path = Path("certs/server.key")


@dataclass(frozen=True, slots=True)
class UserLimits:
    """What one user may take; ``None`` is no limit of his own."""

    max_connections: int | None = None
    memory_limit: int | None = None  # bytes
    threads: int | None = None
    max_running_statements: int | None = None
    max_temp_directory_size: int | None = None  # bytes
    statement_timeout: float | None = None  # seconds, which no SET lifts


@dataclass(frozen=True, slots=True)
class User:
    """One login.

    Attributes:
        password: The plain text, or a stored ``SCRAM-SHA-256$…`` or ``md5…`` verifier.
        trusted: May use files of the server inside ``allowed_directories`` and ``allowed_urls``,
            and the reserved connections.
        read_only: Changes nothing.
        settings: What his sessions begin with, by name: PostgreSQL's ALTER ROLE … SET.
    """

    name: str
    password: str = field(repr=False)
    trusted: bool = False
    read_only: bool = False
    limits: UserLimits = UserLimits()
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DuckLake:
    """The lake: where its metadata and its files are, and how S3 is asked."""

    metadata_store: str = field(default="", repr=False)
    object_store: str = ""
    s3_provider: str = "config"
    s3_endpoint: str = ""
    s3_access_key: str = field(default="", repr=False)
    s3_secret_key: str = field(default="", repr=False)
    s3_region: str = "us-east-1"
    s3_use_ssl: bool = True
    s3_url_style: str = "path"
    s3_chain: str = ""
    s3_profile: str = ""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many logins and connections one address may try."""

    max_failed_attempts: int = 5
    failed_attempt_window: float = 300.0  # seconds
    ban_duration: float = 900.0  # seconds
    max_connections_per_ip: int = 100  # 0: no limit
    max_login_delay: float = 5.0  # seconds; 0: no delay
    exempt: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class ProxyProtocol:
    """Who speaks for others, with a PROXY protocol header before everything else."""

    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """What is written to stderr, and how; ``level`` is in lower case."""

    level: str = "info"
    format: str = "auto"


def core_count() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that was set, checked and typed.

    Attributes:
        users: By name.
        users_defaulted: Nobody set ``users``: it is the well-known postgres/postgres.
        memory_limit: Bytes for each open database; ``None`` leaves DuckDB's own.
        max_temp_directory_size: The same for the disk.
        instance_idle_timeout: Seconds a user's database stays open after his last session.
        allowed_directories: Where trusted users may read and write files.
        allowed_urls: The same for addresses.
        statement_workers: Statements that run at one time, of all users.
        statement_queue_timeout: Seconds a statement waits for that; 0 is endless.
        slow_statement: Seconds from which a statement is logged as slow; 0 is never.
        source_file: The YAML file that was read, ``None`` when there was none.
        warnings: What the log should say once the server starts, one sentence each.
    """

    host: str = "0.0.0.0"  # noqa: S104 - a server's default, warned about with default credentials
    port: int = 5432
    data_dir: Path = Path("data")
    tls: TlsFiles = TlsFiles()
    users: Mapping[str, User] = field(
        default_factory=lambda: {"postgres": User("postgres", "postgres")}
    )
    users_defaulted: bool = True
    auth_method: str = "scram-sha-256"
    unknown_database: str = "accept"
    extensions: tuple[str, ...] = ("ducklake",)
    ducklake: DuckLake = DuckLake()
    rate_limit: RateLimit = RateLimit()
    proxy_protocol: ProxyProtocol = ProxyProtocol()
    max_connections: int = 500
    superuser_reserved_connections: int = 3
    max_unauthenticated_connections: int = 1000
    authentication_timeout: float = 60.0
    shutdown_timeout: float = 30.0
    instance_idle_timeout: float = 300.0
    memory_limit: int | None = None
    threads: int = field(default_factory=core_count)
    max_temp_directory_size: int | None = None
    allowed_directories: tuple[str, ...] = ()
    allowed_urls: tuple[str, ...] = ()
    statement_workers: int = 64
    statement_queue_timeout: float = 60.0
    slow_statement: float = 1.0
    log: Log = Log()
    source_file: Path | None = None
    warnings: tuple[str, ...] = ()

    def value(self, path: str) -> Any:  # the type is the setting's
        """Return the value of the setting ``path``."""
        section, _, name = path.rpartition(".")
        return getattr(getattr(self, section) if section else self, name)


# What a running server cannot change; of all else it takes note when it reloads.
_AT_START = frozenset({"host", "port", "data_dir", "extensions"})
_SECTION_AT_START = "ducklake."


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        path: Key in the YAML file; a dot is a level.
        kind: How its value is read and shown.
        default: The value as one would write it; ``None`` is found out at the start.
        help: What it does, one sentence without a full stop.
        unit: What a plain number means.
        short: Name of flag and variable where it is not the path.
        in_force: Whether this version does what the setting says.
        secret: Never shown.
    """

    path: str
    kind: Kind
    default: str | None
    help: str
    unit: str = ""
    short: str = ""
    in_force: bool = True
    secret: bool = False

    @property
    def flag(self) -> str:
        """The command-line flag."""
        return "--" + (self.short or self.path).replace(".", "-").replace("_", "-")

    @property
    def env(self) -> str:
        """The environment variable."""
        return "DUCKGRES_" + (self.short or self.path).replace(".", "_").upper()

    @property
    def reloads(self) -> bool:
        """Whether SIGHUP puts a changed value in force; the others need a restart."""
        return self.path not in _AT_START and not self.path.startswith(_SECTION_AT_START)

    def default_value(self) -> Any:  # the type is the kind's
        """Return the default as the program's value."""
        return None if self.default is None else self.kind.parse(self.default)


_COUNT = whole_number(0, 1_000_000)
_later = partial(Setting, in_force=False)

# fmt: off
SETTINGS: tuple[Setting, ...] = (
    Setting("host", FILLED_TEXT, "0.0.0.0",  # noqa: S104 - see Config.host
            "address to listen on"),
    Setting("port", whole_number(0, 65535), "5432",
            "TCP port to listen on; 0 takes a free one"),
    Setting("data_dir", PATH, "./data",
            "directory of the users' databases"),
    Setting("tls.cert", PATH, "./certs/server.crt", short="cert",
            help="certificate, PEM; made at the first start if neither file exists"),
    Setting("tls.key", PATH, "./certs/server.key", short="key",
            help="private key of the certificate, PEM, without a passphrase"),
    Setting("auth_method", choice("scram-sha-256", "md5", "password"), "scram-sha-256",
            "how a client proves its password"),
    Setting("unknown_database", choice("accept", "refuse"), "accept",
            "what a login gets that names a database not its own: its own, or an error"),
    Setting("extensions", NAMES, "ducklake",
            "DuckDB extensions to load"),
    _later("ducklake.metadata_store", TEXT, "", secret=True,
           help="connection string of the lake's metadata"),
    _later("ducklake.object_store", TEXT, "",
           "where the lake's files are: a directory or s3://bucket/prefix/"),
    _later("ducklake.s3_provider", choice("config", "credential_chain"), "config",
           "where S3 credentials come from: these settings, or the chain of the AWS SDK"),
    _later("ducklake.s3_endpoint", TEXT, "",
           "S3 host and port, for stores that are not AWS"),
    _later("ducklake.s3_access_key", TEXT, "", "S3 access key", secret=True),
    _later("ducklake.s3_secret_key", TEXT, "", "S3 secret key", secret=True),
    _later("ducklake.s3_region", TEXT, "us-east-1", "S3 region"),
    _later("ducklake.s3_use_ssl", BOOLEAN, "true", "speak TLS to S3"),
    _later("ducklake.s3_url_style", choice("path", "vhost"), "path",
           "how a bucket stands in the URL"),
    _later("ducklake.s3_chain", TEXT, "", "credential sources to try, such as env;config"),
    _later("ducklake.s3_profile", TEXT, "", "AWS profile to read"),
    Setting("rate_limit.max_failed_attempts", _COUNT, "5",
            "failed logins after which an address is banned; 0 is never"),
    Setting("rate_limit.failed_attempt_window", DURATION, "5m",
            "time in which failed logins are counted", "seconds"),
    Setting("rate_limit.ban_duration", DURATION, "15m",
            "how long a ban lasts; attempts during it do not prolong it", "seconds"),
    Setting("rate_limit.max_connections_per_ip", _COUNT, "100",
            "sessions one address may hold; 0 is no limit"),
    Setting("rate_limit.max_login_delay", DURATION, "5s",
            "how long logins to a name are held back at most after failed ones; 0 is not at all",
            "seconds"),
    Setting("rate_limit.exempt", NETWORKS, "",
            "addresses to which none of the limits by address or name apply"),
    Setting("proxy_protocol.networks", NETWORKS, "",
            "addresses of balancers that begin each connection with a PROXY protocol header, "
            "version 1 or 2; they must, and nobody else may"),
    Setting("max_connections", whole_number(1, 1_000_000), "500",
            "sessions at one time"),
    Setting("superuser_reserved_connections", _COUNT, "3",
            "of max_connections, how many only trusted users may take, if there are any"),
    Setting("max_unauthenticated_connections", whole_number(1, 1_000_000), "1000",
            "connections that have not logged in yet; one more drops the oldest of the address "
            "that has the most"),
    Setting("authentication_timeout", POSITIVE_DURATION, "60s",
            "time for TLS, startup and login together", "seconds"),
    Setting("shutdown_timeout", DURATION, "30s",
            "how long a stop may take; most of it running statements are waited for", "seconds"),
    Setting("instance_idle_timeout", DURATION, "5m",
            "how long a user's database stays open after the last session", "seconds"),
    Setting("memory_limit", SIZE, None,
            "memory of each open database; default: DuckDB's, 80 % of the machine", "bytes"),
    Setting("threads", whole_number(1, 1024), None,
            "DuckDB threads of each open database; default: the cores"),
    Setting("max_temp_directory_size", SIZE, None,
            "disk each open database may spill to; default: DuckDB's, 90 % of the disk", "bytes"),
    Setting("allowed_directories", DIRECTORIES, "",
            "absolute directories whose files trusted users may read and write"),
    Setting("allowed_urls", URLS, "",
            "addresses ending in / below which trusted users may read and write: "
            "s3://bucket/prefix/"),
    Setting("statement_workers", whole_number(2, 1024), "64",
            "statements that run at one time; one user alone gets half of them"),
    Setting("statement_queue_timeout", DURATION, "60s",
            "how long a statement waits for its turn before it is given up; 0 is endless",
            "seconds"),
    Setting("slow_statement", DURATION, "1s",
            "statements that take longer are logged as slow; 0 is never", "seconds"),
    Setting("log.level", choice("debug", "info", "warning", "error"), "info",
            "least important line written"),
    Setting("log.format", choice("auto", "json", "console"), "auto",
            "form of a line; auto is console on a terminal and json elsewhere"),
)
# fmt: on

BY_PATH: Mapping[str, Setting] = {setting.path: setting for setting in SETTINGS}
