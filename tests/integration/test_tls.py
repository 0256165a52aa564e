"""TLS as clients meet it: how it begins, what is refused, whose certificate it is."""

import datetime
import signal
import socket
import ssl
import subprocess

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.fixtures.raw_login import (
    GSSENC_REQUEST,
    SSL_REQUEST,
    RawLogin,
    startup_packet,
    trusting_context,
)

pytestmark = pytest.mark.slow


def direct(server, *protocols):
    """Begin TLS at once, offering these ALPN protocols, and return the client."""
    client = RawLogin(server.host, server.port)
    context = trusting_context()
    if protocols:
        context.set_alpn_protocols(protocols)
    client.start_tls(context)
    return client


# --- how it begins -------------------------------------------------------------------------------


@pytest.mark.skipif(psycopg.pq.version() < 170000, reason="libpq before 17 knows no direct TLS")
def test_libpq_connects_directly(canned_server):
    dsn = canned_server.dsn(sslnegotiation="direct", channel_binding="require")
    psycopg.connect(dsn).close()


def test_direct_tls_with_alpn_is_taken(canned_server):
    client = direct(canned_server, "h2", "postgresql")
    client.send(startup_packet(user="test"))
    assert client.receive() == b"R"
    client.close()


@pytest.mark.parametrize("protocols", [(), ("h2",)])
def test_direct_tls_without_our_alpn_is_closed_in_silence(protocols, canned_server):
    client = direct(canned_server, *protocols)
    client.send(startup_packet(user="test"))
    assert client.receive() is None
    client.close()


def test_gssapi_is_refused_and_tls_may_follow(canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    assert client.ask(GSSENC_REQUEST) == b"N"
    assert client.ask(SSL_REQUEST) == b"S"
    client.start_tls()
    client.send(startup_packet(user="test"))
    assert client.receive() == b"R"
    client.close()


@pytest.mark.parametrize("request_packet", [GSSENC_REQUEST, SSL_REQUEST])
def test_no_request_is_answered_twice(request_packet, canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.ask(request_packet)
    if request_packet is SSL_REQUEST:
        client.start_tls()
    client.send(request_packet)
    client.receive()
    assert "unsupported frontend protocol 1234.56" in client.heard[-1]
    client.close()


def test_gssapi_may_be_asked_for_inside_tls(canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.tls()
    assert client.ask(GSSENC_REQUEST) == b"N"
    client.send(startup_packet(user="test"))
    assert client.receive() == b"R"
    client.close()


def test_the_request_may_come_byte_by_byte(canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(len(SSL_REQUEST)):
        client.send(SSL_REQUEST[at : at + 1])
    assert client.socket.recv(1) == b"S"
    client.start_tls()
    for byte in startup_packet(user="test"):
        client.send(bytes([byte]))
    assert client.receive() == b"R"
    client.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_are_spoken(version, canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.ask()
    context = trusting_context()
    context.minimum_version = context.maximum_version = version
    client.start_tls(context)
    assert client.socket.version() == version.name.replace("_", ".")
    client.close()


def test_older_versions_are_refused(canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.ask()
    context = trusting_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        client.start_tls(context)
    client.close()


def test_no_session_ticket_is_sent(canned_server):
    client = RawLogin(canned_server.host, canned_server.port)
    client.tls()
    client.send(startup_packet(user="test"))
    client.receive()
    assert not client.socket.session.has_ticket
    client.close()


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello", b"\0" * 8]
)
def test_what_is_no_handshake_closes_the_connection_and_nothing_else(garbage, canned_server):
    for behind_request in (False, True):
        client = RawLogin(canned_server.host, canned_server.port)
        if behind_request:
            client.ask()
        client.send(garbage)
        client.socket.settimeout(5)
        try:
            while client.socket.recv(1000):
                pass
        except ConnectionResetError:
            pass
        client.close()
    psycopg.connect(canned_server.dsn()).close()


# --- the certificate -----------------------------------------------------------------------------


def test_the_certificate_made_at_the_first_start_can_be_verified_by_name(canned_server):
    certificate = canned_server.directory / "certs/server.crt"
    key = canned_server.directory / "certs/server.key"
    assert key.stat().st_mode & 0o777 == 0o600
    for host in ("localhost", "127.0.0.1"):
        dsn = canned_server.dsn(sslmode="verify-full", sslrootcert=str(certificate), host=host)
        psycopg.connect(dsn).close()


def test_a_restart_keeps_the_certificate(start_canned):
    server = start_canned()
    certificate = server.directory / "certs/server.crt"
    before = certificate.read_bytes()
    server.restart()
    assert certificate.read_bytes() == before
    assert len(server.events("certificate made")) == 1


def write_pair(directory, key, algorithm):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, algorithm)
    )
    encoding = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    pem = key.private_bytes(encoding, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    paths = directory / "own.crt", directory / "own.key"
    paths[0].write_bytes(certificate.public_bytes(encoding))
    paths[1].write_bytes(pem)
    return {"cert": str(paths[0]), "key": str(paths[1])}


@pytest.mark.parametrize(
    ("make_key", "algorithm"),
    [
        (lambda: rsa.generate_private_key(65537, 2048), hashes.SHA384()),
        (lambda: rsa.generate_private_key(65537, 2048), hashes.SHA512()),
        (lambda: ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()),
    ],
    ids=["rsa-sha384", "rsa-sha512", "ecdsa-sha256"],
)
def test_channel_binding_with_ones_own_certificate(make_key, algorithm, start_canned, tmp_path):
    server = start_canned(tls=write_pair(tmp_path, make_key(), algorithm))
    psycopg.connect(server.dsn(channel_binding="require")).close()


def refused_start(start_canned, **settings):
    """Start a server that must not start; return its one line."""
    with pytest.raises(Exception, match="duckgres: ") as caught:
        start_canned(**settings)
    lines = str(caught.value).splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_a_key_of_another_certificate_stops_the_start_with_one_line(start_canned, tmp_path):
    pair = write_pair(tmp_path, ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    (tmp_path / "other").mkdir()
    other = write_pair(tmp_path / "other", rsa.generate_private_key(65537, 2048), hashes.SHA256())
    line = refused_start(start_canned, tls={"cert": pair["cert"], "key": other["key"]})
    assert "own.key" in line


def test_half_a_pair_stops_the_start_with_one_line(start_canned, tmp_path):
    pair = write_pair(tmp_path, ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    line = refused_start(start_canned, tls={**pair, "key": str(tmp_path / "missing.key")})
    assert "missing.key" in line


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="needs a POSIX system")
def test_a_key_with_a_passphrase_stops_the_start_instead_of_asking(start_canned, tmp_path):
    pair = write_pair(tmp_path, rsa.generate_private_key(65537, 2048), hashes.SHA256())
    encrypted = tmp_path / "encrypted.key"
    subprocess.run(
        ["openssl", "rsa", "-aes128", "-passout", "pass:x", "-in", pair["key"], "-out", encrypted],
        check=True,
        capture_output=True,
    )
    line = refused_start(start_canned, tls={**pair, "key": str(encrypted)})
    assert "encrypted.key" in line
