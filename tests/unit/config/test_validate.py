"""Files, and settings that do not go together."""

import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from duckgres.config.model import Config, DuckLake, TlsFiles, User
from duckgres.config.problems import Given
from duckgres.config.validate import problems_together

PEM = serialization.Encoding.PEM
MD5 = "md5" + "0a" * 16


def write_pair(cert: Path, key: Path, passphrase: bytes | None = None) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, private.public_key(), 1, now, now)
    cert.write_bytes(builder.sign(private, hashes.SHA256()).public_bytes(PEM))
    protection = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    key.write_bytes(private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, protection))


@pytest.fixture
def files(tmp_path):
    return TlsFiles(tmp_path / "a.crt", tmp_path / "a.key")


def said(config, **given):
    entries = {path.replace("__", "."): Given(None, where) for path, where in given.items()}
    return [str(problem) for problem in problems_together(config, entries)]


def test_the_default_has_no_problem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said(Config()) == []


def test_a_pair_that_fits(files):
    write_pair(files.cert, files.key)
    assert said(Config(tls=files)) == []


def test_no_pair_at_all_is_made_by_the_server(files):
    assert said(Config(tls=files)) == []


@pytest.mark.parametrize(("gone", "name"), [("cert", "tls.cert"), ("key", "tls.key")])
def test_half_a_pair(files, gone, name):
    write_pair(files.cert, files.key)
    getattr(files, gone).unlink()
    problems = said(Config(tls=files), **{name.replace(".", "__"): "f:3"})
    assert len(problems) == 1
    assert problems[0].startswith(f"f:3: {name}: {getattr(files, gone)} does not exist, but ")


def test_a_key_of_another_certificate(files, tmp_path):
    write_pair(files.cert, files.key)
    write_pair(tmp_path / "b.crt", files.key)
    assert said(Config(tls=files)) == [f"tls.key: {files.key} is not the key of {files.cert}"]


def test_a_key_with_a_passphrase_asks_nobody(files):
    write_pair(files.cert, files.key, b"secret")
    problems = said(Config(tls=files))
    assert len(problems) == 1
    assert problems[0].startswith("tls.key: ")


def test_no_certificate(files):
    write_pair(files.cert, files.key)
    files.cert.write_text("nonsense")
    assert said(Config(tls=files)) == [f"tls.cert: {files.cert} is not a certificate in PEM form"]


def test_no_key(files):
    write_pair(files.cert, files.key)
    files.key.write_text("nonsense")
    problems = said(Config(tls=files))
    assert len(problems) == 1
    assert problems[0].startswith(f"tls.key: {files.key} and {files.cert} cannot be used: ")


def test_a_certificate_that_cannot_be_read(files):
    write_pair(files.cert, files.key)
    files.cert.unlink()
    files.cert.mkdir()
    assert said(Config(tls=files)) == [f"tls.cert: {files.cert} cannot be read: Is a directory"]


def test_data_dir_must_be_a_directory(tmp_path):
    (tmp_path / "data").write_text("")
    problems = said(Config(data_dir=tmp_path / "data"), data_dir="--data-dir")
    assert problems == [f"--data-dir: data_dir: {tmp_path / 'data'} is not a directory"]
    assert said(Config(data_dir=tmp_path / "none")) == []


def test_a_lake_is_refused_without_showing_its_secret():
    problems = said(
        Config(ducklake=DuckLake(metadata_store="password=hidden")), ducklake__metadata_store="f:2"
    )
    assert len(problems) == 1
    assert problems[0].startswith("f:2: ducklake.metadata_store: this version does not attach")
    assert "hidden" not in problems[0]


@pytest.mark.parametrize(("method", "count"), [("scram-sha-256", 1), ("md5", 0), ("password", 0)])
def test_an_md5_verifier_needs_another_method_than_scram(method, count):
    users = {"a": User("a", MD5), "b": User("b", "md5 is a fine password")}
    problems = said(Config(users=users, auth_method=method), users="f:4")
    assert len(problems) == count
    assert all(problem.startswith("f:4: users.a: an md5 verifier") for problem in problems)


@pytest.mark.parametrize("allowed", ["/", "{}", "{}/data", "{}/data/private"])
def test_databases_are_not_among_the_files_that_users_read(files, tmp_path, allowed):
    text = allowed.format(tmp_path)
    config = Config(tls=files, data_dir=tmp_path / "data", allowed_directories=(text,))
    assert f"allowed_directories: {text} would open data_dir" in said(config)


def test_directories_beside_the_server_s_own_may_be_opened(files, tmp_path):
    config = Config(
        tls=files, data_dir=tmp_path / "data", allowed_directories=(f"{tmp_path}/database",)
    )
    assert said(config) == []
