"""A Duckgres of our own, with TLS and SCRAM, from this checkout.

The configuration is written to a YAML file as an operator would; the user's database file is put
in place before the start, since a running server holds it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckgres
from bench.servers.base import (
    OTHER,
    PASSWORD,
    USER,
    RunningServer,
    make_certificate,
    wait_for_port,
)

CONFIGURATION = """\
host: 127.0.0.1
port: {port}
data_dir: {data_dir}
tls:
  cert: {certificate}
  key: {key}
users:
  {user}: {password}
  {other}: {password}
max_connections: 1000
rate_limit:
  max_connections_per_ip: 1000
  exempt: [127.0.0.0/8]
threads: {threads}
memory_limit: {memory_limit}
"""


def user_file(data_dir: Path) -> Path:
    """Return the file of the measured user's database."""
    from duckgres.engine.database import database_path  # only where it is measured

    return Path(database_path(data_dir, USER))


def start_duckgres(
    directory: Path, port: int, data: Path, threads: int, memory_limit: str
) -> RunningServer:
    """Run a server whose user's database is a copy of ``data``.

    Args:
        directory: Made when missing; the copy, the certificate and the log go there.
        port: On loopback.
        data: A DuckDB file with the measured tables in schema public.
        threads: Of DuckDB.
        memory_limit: Of DuckDB, one user's.
    """
    data_dir = directory / "data"
    data_dir.mkdir(parents=True, exist_ok=True)
    file = user_file(data_dir)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(data, file)
    Path(f"{file}.wal").unlink(missing_ok=True)
    certificate, key = make_certificate(directory)
    configuration = directory / "duckgres.yaml"
    configuration.write_text(
        CONFIGURATION.format(
            port=port,
            data_dir=data_dir,
            certificate=certificate,
            key=key,
            user=USER,
            other=OTHER,
            password=PASSWORD,
            threads=threads,
            memory_limit=memory_limit,
        )
    )
    log = directory / "duckgres.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "duckgres", "--config", str(configuration)],
            stdout=sink,
            stderr=sink,
        )
    wait_for_port(process, port, log)
    version = f"duckgres {duckgres.__version__}"
    return RunningServer("duckgres", port, version, process, process.pid)
