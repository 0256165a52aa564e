import pytest

from duckgres.config.model import Config, TlsFiles, User
from duckgres.config.problems import ConfigError
from duckgres.server import application
from duckgres.server.application import announce, banner, is_loopback, serve


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("", False),
        ("::", False),
        ("db.example.com", False),
    ],
)
def test_what_only_this_machine_reaches(host, expected):
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("host", "shown"), [("0.0.0.0", "localhost"), ("*", "localhost"), ("10.0.0.5", "10.0.0.5")]
)
def test_the_banner_holds_a_line_to_paste(host, shown):
    text = banner(Config(host=host, users={"me": User("me", "x")}, users_defaulted=False), 5433)
    assert f'psql "host={shown} port=5433 user=me dbname=me sslmode=require"' in text
    assert "password" not in text


def test_the_banner_tells_the_well_known_password_only():
    assert "The password is postgres." in banner(Config(), 5432)


@pytest.fixture
def logged(monkeypatch):
    lines = []
    for level in ("info", "warning"):
        monkeypatch.setattr(
            application.log,
            level,
            lambda event, level=level, **fields: lines.append((level, event, fields)),
        )
    return lines


def test_listening_is_logged_with_the_real_port(logged):
    announce(Config(host="127.0.0.1", port=0), 4711)
    level, event, fields = logged[0]
    assert (level, event) == ("info", "listening")
    assert (fields["host"], fields["port"], "version" in fields) == ("127.0.0.1", 4711, True)


@pytest.mark.parametrize(
    ("host", "defaulted", "warned"),
    [("0.0.0.0", True, True), ("127.0.0.1", True, False), ("0.0.0.0", False, False)],
)
def test_the_well_known_password_on_an_open_address_is_warned_about(
    host, defaulted, warned, logged
):
    announce(Config(host=host, users_defaulted=defaulted), 5432)
    assert any(level == "warning" for level, _, _ in logged) is warned


def no_rooms(*_):
    raise AssertionError("not so far")


def test_a_data_directory_that_cannot_be_made_stops_the_start(tmp_path):
    (tmp_path / "file").write_text("in the way")
    tls = TlsFiles(tmp_path / "a.crt", tmp_path / "a.key")
    with pytest.raises(ConfigError, match=r"data_dir: .* is not a directory"):
        serve(Config(data_dir=tmp_path / "file" / "data", tls=tls), no_rooms, no_rooms)


def test_a_damaged_secret_stops_the_start(tmp_path):
    (tmp_path / "auth_secret").write_text("damaged")
    tls = TlsFiles(tmp_path / "a.crt", tmp_path / "a.key")
    with pytest.raises(ConfigError, match="auth_secret has 7 bytes"):
        serve(Config(data_dir=tmp_path, tls=tls), no_rooms, no_rooms)


def test_a_certificate_without_a_key_stops_the_start(tmp_path):
    (tmp_path / "a.crt").write_text("x")
    tls = TlsFiles(tmp_path / "a.crt", tmp_path / "a.key")
    with pytest.raises(ConfigError, match="no key"):
        serve(Config(data_dir=tmp_path, tls=tls), no_rooms, no_rooms)
