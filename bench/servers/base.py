"""What every server under measurement has: where it listens and the process that is its root.

A server is started by its own module and measured through this class alone. The certificates are
made here, so that both servers do the same handshake.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "test", "secret"
OTHER = "other"  # a second user with the same password
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass
class RunningServer:
    """A server that answers on loopback.

    Attributes:
        name: ``postgres`` or ``duckgres``, a column of the table.
        port: Where it listens.
        version: What it calls itself.
        process: The root of its process tree, ``None`` for a server somebody else runs.
        root_pid: The process id whose tree is measured.
        tls: Whether it speaks TLS.
        notes: Lines for the foot of the table.
    """

    name: str
    port: int
    version: str
    process: subprocess.Popen[bytes] | None
    root_pid: int
    tls: bool = True
    host: str = "127.0.0.1"
    user: str = USER
    password: str = PASSWORD
    database: str = USER
    stop_signal: int = signal.SIGTERM
    notes: list[str] = field(default_factory=list)

    @property
    def sslmode(self) -> str:
        """libpq's word for what the server can do."""
        return "require" if self.tls else "disable"

    @property
    def dsn(self) -> str:
        """A URI that every libpq client takes."""
        place = f"{self.host}:{self.port}/{self.database}"
        return f"postgresql://{self.user}:{self.password}@{place}?sslmode={self.sslmode}"

    def environment(self) -> dict[str, str]:
        """Return libpq's variables, over this process's own environment."""
        return {
            **os.environ,
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGDATABASE": self.database,
            "PGSSLMODE": self.sslmode,
            "PGGSSENCMODE": "disable",
        }

    def stop(self) -> None:
        """Ask the process to end, and kill it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.notes.append(f"{self.name} did not stop in {STOP_SECONDS} s and was killed")


def wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the port accepts; raise with the log's end when the process gives up first."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    process.wait()
    tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    raise RuntimeError(f"no server on port {port}: {tail}")


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """Write a self-signed P-256 certificate and its key, and return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        .sign(key, hashes.SHA256())
    )
    directory.mkdir(parents=True, exist_ok=True)
    certificate_path, key_path = directory / "server.crt", directory / "server.key"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    key_path.chmod(0o600)
    return certificate_path, key_path
