import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from duckgres.server.tls import TlsError, create_pair, load, prepare, server_end_point


@pytest.fixture
def paths(tmp_path):
    return tmp_path / "new" / "server.crt", tmp_path / "keys" / "server.key"


def test_the_pair_is_made_once(paths):
    certificate, key = paths
    first, made = prepare(certificate, key)
    assert made
    second, made = prepare(certificate, key)
    assert not made
    assert first.end_point == second.end_point
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["server.key"]


def test_the_certificate_names_this_machine(paths):
    create_pair(*paths)
    certificate = x509.load_pem_x509_certificate(paths[0].read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert set(names.get_values_for_type(x509.IPAddress)) == {
        ipaddress.ip_address("127.0.0.1"),
        ipaddress.ip_address("::1"),
    }
    assert certificate.public_key().curve.name == "secp256r1"


def test_the_context_is_modern_and_gives_no_tickets(paths):
    context = prepare(*paths)[0].context
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.num_tickets == 0
    assert context.options & ssl.OP_NO_TICKET
    assert context.options & ssl.OP_NO_RENEGOTIATION


def test_the_end_point_is_the_certificates_hash(paths):
    tls, _ = prepare(*paths)
    parsed = x509.load_pem_x509_certificate(paths[0].read_bytes())
    assert tls.end_point == parsed.fingerprint(hashes.SHA256())


@pytest.mark.parametrize(
    ("signed_with", "hashed_with"),
    [
        ("md5", hashes.SHA256),
        ("sha1", hashes.SHA256),
        ("sha256", hashes.SHA256),
        ("sha384", hashes.SHA384),
        ("sha512", hashes.SHA512),
        (None, hashes.SHA256),
    ],
)
def test_the_end_point_hashes_as_the_signature_does(signed_with, hashed_with, monkeypatch):
    algorithms = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    algorithms |= {"md5": hashes.MD5(), "sha1": hashes.SHA1()}

    class Certificate:
        signature_hash_algorithm = algorithms.get(signed_with)

        def fingerprint(self, algorithm):
            return type(algorithm)

    monkeypatch.setattr(x509, "load_pem_x509_certificate", lambda _: Certificate())
    assert server_end_point(b"") is hashed_with


@pytest.mark.parametrize("missing", [0, 1])
def test_half_a_pair_is_refused_and_not_replaced(missing, paths):
    create_pair(*paths)
    paths[missing].unlink()
    with pytest.raises(TlsError, match=str(paths[missing])):
        prepare(*paths)
    assert not paths[missing].exists()


def test_what_is_no_certificate_is_refused_in_one_line(paths):
    create_pair(*paths)
    paths[0].write_text("hello")
    with pytest.raises(TlsError) as caught:
        load(*paths)
    assert "\n" not in str(caught.value)


def test_a_key_that_does_not_fit_is_refused(paths, tmp_path):
    create_pair(*paths)
    create_pair(tmp_path / "b.crt", tmp_path / "b.key")
    with pytest.raises(TlsError, match="key values mismatch"):
        load(paths[0], tmp_path / "b.key")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TlsError, match="cannot write"):
        prepare(tmp_path / "file" / "a.crt", tmp_path / "file" / "a.key")


def test_a_certificate_that_cannot_be_written_leaves_no_key(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TlsError):
        prepare(tmp_path / "file" / "a.crt", tmp_path / "a.key")
    assert not (tmp_path / "a.key").exists()
