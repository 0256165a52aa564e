"""The server's certificate: made at the first start, loaded, hashed for channel binding.

Without files to load, a certificate signed by itself is made: ECDSA on P-256, whose signature
costs a login about a millisecond less than RSA's. Source: PostgreSQL manual, 19.9 "Secure TCP/IP
Connections with SSL" and 55.2.11; RFC 5929, section 4 ``tls-server-end-point``.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from duckgres.session.transport import ALPN_PROTOCOL

VALIDITY = datetime.timedelta(days=3650)
DRAFT_SECONDS = 60.0  # that making a pair may take, at most
_CLOCK_SKEW = datetime.timedelta(days=1)


class TlsError(Exception):
    """The certificate or its key cannot be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class ServerTls:
    """What a login needs: the context, and the certificate's hash for channel binding."""

    context: ssl.SSLContext
    end_point: bytes


def prepare(certificate: Path, key: Path) -> tuple[ServerTls, bool]:
    """Make the pair where both files are missing, load it, and say whether it was made.

    Raises:
        TlsError: One of the files is missing, unreadable, or they do not fit.
    """
    present = certificate.exists(), key.exists()
    if present == (True, False):
        raise TlsError(f"there is a certificate {certificate} but no key {key}")
    if present == (False, True):
        raise TlsError(f"there is a key {key} but no certificate {certificate}")
    made = present == (False, False)
    if made:
        try:
            _sweep_drafts(certificate, key)
            create_pair(certificate, key)
        except OSError as error:
            raise TlsError(
                f"cannot write {error.filename or certificate}: {error.strerror}"
            ) from error
    return load(certificate, key), made


def load(certificate: Path, key: Path) -> ServerTls:
    """Load the pair into a context.

    Raises:
        TlsError: A file is unreadable, not PEM, encrypted, or the two do not fit.
    """
    contents = {}
    for path in (certificate, key):
        try:
            contents[path] = path.read_bytes()
        except OSError as error:
            raise TlsError(f"cannot read {path}: {error.strerror}") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    # PostgreSQL's clients never resume: tickets are work and bytes for nothing.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    context.set_alpn_protocols([ALPN_PROTOCOL])
    try:
        context.load_cert_chain(certificate, key, password=_no_passphrase)
    except _EncryptedKeyError as error:
        raise TlsError(f"the key {key} has a passphrase, which nobody could type in") from error
    except ssl.SSLError as error:
        reason = (error.reason or "not PEM").lower().replace("_", " ")
        raise TlsError(f"cannot use {certificate} with {key}: {reason}") from error
    try:
        # Another one's hash would end every login with channel binding.
        if certificate.read_bytes() != contents[certificate]:
            raise TlsError(f"{certificate} changed while it was read")
        end_point = server_end_point(contents[certificate])
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TlsError(f"cannot read the certificate {certificate}: {error}") from error
    return ServerTls(context, end_point)


def server_end_point(certificate: bytes) -> bytes:
    """Return ``tls-server-end-point`` of a PEM certificate (the first one of a chain).

    The hash is the one of the certificate's signature, SHA-256 in place of MD5 and SHA-1.
    """
    parsed = x509.load_pem_x509_certificate(certificate)
    algorithm = parsed.signature_hash_algorithm
    if algorithm is None or algorithm.name in ("md5", "sha1"):
        # Ed25519 names no hash; RFC 5929 leaves it open, and PostgreSQL then refuses.
        algorithm = hashes.SHA256()
    return parsed.fingerprint(algorithm)


def create_pair(certificate: Path, key: Path) -> None:
    """Write a new self-signed certificate and its key; the key is its owner's alone to read."""
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signed = _self_signed(private)
    _write(key, pem, 0o600)
    try:
        _write(certificate, signed.public_bytes(serialization.Encoding.PEM), 0o644)
    except OSError:
        key.unlink(missing_ok=True)  # half a pair would stop the next start
        raise


def _self_signed(private: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    host = socket.gethostname() or "localhost"
    names = [x509.DNSName(name) for name in dict.fromkeys(("localhost", host)) if name.isascii()]
    addresses = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.SubjectAlternativeName([*names, *addresses]), critical=False)
        # A client may name this very file as its root certificate (sslmode=verify-full).
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )


def _sweep_drafts(*paths: Path) -> None:
    """Delete what a process left that was killed while it made a pair."""
    for path in paths:
        for draft in path.parent.glob(f".{path.name}.*"):
            # A young one may be another server's, that is at it just now.
            if draft.stat().st_mtime < time.time() - DRAFT_SECONDS:
                draft.unlink()


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a whole file or none, with its mode from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


class _EncryptedKeyError(Exception):
    """Raised where a passphrase would be asked for on the terminal."""


def _no_passphrase() -> str:
    raise _EncryptedKeyError
