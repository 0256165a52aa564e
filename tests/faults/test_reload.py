"""SIGHUP: certificate and users are read again; sessions stay; what is wrong changes nothing."""

import signal
import ssl
from pathlib import Path

import psycopg
import pytest
import yaml

from duckgres.server.tls import create_pair
from tests.fixtures.raw_login import RawLogin
from tests.fixtures.raw_session import wait_until

pytestmark = pytest.mark.slow


def reload(server, **settings):
    """Write settings into the file, send SIGHUP, and return the log line that answers."""
    server.settings |= settings
    path = server.directory / "duckgres.yaml"
    path.write_text(yaml.safe_dump(server.settings), encoding="utf-8")
    return hang_up(server)


def hang_up(server):
    before = len(answers(server))
    server.signal(signal.SIGHUP)
    wait_until(lambda: len(answers(server)) > before, 20)
    return answers(server)[-1]


def answers(server):
    names = ("configuration reloaded", "configuration not reloaded")
    return [event for event in server.events() if event["event"] in names]


def certificate_of(server):
    """Return the certificate that a client is shown."""
    raw = RawLogin(server.host, server.port)
    try:
        raw.tls()
        return raw.socket.getpeercert(binary_form=True)
    finally:
        raw.close()


def on_disk(path):
    return ssl.PEM_cert_to_DER_cert(Path(path).read_text())


def test_a_new_certificate_is_shown_to_new_clients_and_sessions_stay(start_canned, login):
    server = start_canned()
    staying = login(server, channel_binding="require")
    first = certificate_of(server)
    tls = {name: Path(path) for name, path in server.settings["tls"].items()}
    create_pair(tls["cert"], tls["key"])
    assert certificate_of(server) == first
    assert hang_up(server)["event"] == "configuration reloaded"
    second = certificate_of(server)
    assert second != first
    assert second == on_disk(tls["cert"])
    # The hash that SCRAM signs changed with it: libpq compares it with what it was shown.
    login(server, channel_binding="require").execute("select 1")
    login(server, sslmode="verify-ca", sslrootcert=str(tls["cert"])).execute("select 1")
    assert staying.execute("select 1").fetchall() == [(1,)]


def test_a_certificate_behind_a_link_is_changed_by_moving_the_link(start_canned, tmp_path):
    """As Kubernetes does it: server.crt -> ..data/server.crt, ..data -> ..2026_01."""
    mounted = tmp_path / "mounted"
    for version in ("..2026_01", "..2026_02"):
        create_pair(mounted / version / "server.crt", mounted / version / "server.key")
    data = mounted / "..data"
    data.symlink_to("..2026_01")
    for name in ("server.crt", "server.key"):
        (mounted / name).symlink_to(f"..data/{name}")
    files = {"cert": str(mounted / "server.crt"), "key": str(mounted / "server.key")}
    server = start_canned(tls=files)
    assert certificate_of(server) == on_disk(mounted / "..2026_01" / "server.crt")
    (mounted / "..tmp").symlink_to("..2026_02")
    (mounted / "..tmp").rename(data)
    assert hang_up(server)["event"] == "configuration reloaded"
    assert certificate_of(server) == on_disk(mounted / "..2026_02" / "server.crt")


def break_certificate(server):
    path = Path(server.settings["tls"]["cert"])
    path.write_text("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")


def break_key(server):
    create_pair(server.directory / "other.crt", server.directory / "other.key")
    Path(server.settings["tls"]["key"]).write_bytes((server.directory / "other.key").read_bytes())


def delete_key(server):
    Path(server.settings["tls"]["key"]).unlink()


def delete_both(server):
    delete_key(server)
    Path(server.settings["tls"]["cert"]).unlink()


@pytest.mark.parametrize("break_it", [break_certificate, break_key, delete_key, delete_both])
def test_broken_tls_files_are_refused_and_nothing_else_changes(start_canned, login, break_it):
    server = start_canned()
    first = certificate_of(server)
    break_it(server)
    answer = reload(server, users={"somebody": "else"})
    assert (answer["event"], answer["level"]) == ("configuration not reloaded", "error")
    assert "server." in answer["reason"]
    assert certificate_of(server) == first
    login(server).execute("select 1")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        login(server, "somebody", password="else")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("users: [", "not valid YAML"),
        ("users:\n  test: new\nno_such_setting: 1\n", "unknown setting"),
        ("users:\n  test: new\nmax_connections: many\n", "expected a whole number"),
        ("users:\n  test:\n", "expected a password"),
    ],
)
def test_a_broken_configuration_is_refused_and_nothing_changes(start_canned, login, text, reason):
    server = start_canned()
    (server.directory / "duckgres.yaml").write_text(text)
    answer = hang_up(server)
    assert (answer["event"], reason in answer["reason"]) == ("configuration not reloaded", True)
    login(server).execute("select 1")
    (server.directory / "duckgres.yaml").unlink()
    assert "No such file" in hang_up(server)["reason"]
    login(server).execute("select 1")
    # And once it is right again, it is taken.
    assert reload(server)["event"] == "configuration reloaded"


def test_users_come_go_and_change_their_passwords(start_canned, login):
    server = start_canned()
    removed, changed = login(server, "postgres"), login(server)
    answer = reload(server, users={"test": "a new one", "ann": "hers"})
    assert (answer["users_added"], answer["users_removed"], answer["users_changed"]) == (
        ["ann"],
        ["postgres"],
        ["test"],
    )
    assert "new one" not in server.log_path.read_text()
    login(server, "ann", password="hers").execute("select 1")
    login(server, password="a new one").execute("select 1")
    for user in ("postgres", "test"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            login(server, user)
    for staying in (removed, changed):
        assert staying.execute("select 1").fetchall() == [(1,)]


def test_limits_change_for_who_comes_and_what_needs_a_restart_is_named(start_canned, login):
    server = start_canned()
    first = login(server)
    tls = {name: f"{path}.new" for name, path in server.settings["tls"].items()}
    create_pair(Path(tls["cert"]), Path(tls["key"]))
    answer = reload(
        server, max_connections=1, port=7, host="0.0.0.0", tls=tls, shutdown_timeout="100ms"
    )
    assert answer["changed"] == ["tls.cert", "tls.key", "max_connections", "shutdown_timeout"]
    (warning,) = server.events("changed settings need a restart")
    assert warning["settings"] == ["host", "port"]
    with pytest.raises(psycopg.OperationalError, match="too many clients"):
        login(server)
    assert certificate_of(server) == on_disk(tls["cert"])
    assert first.execute("select 1").fetchall() == [(1,)]
    reload(server, max_connections=500)
    login(server).execute("select 1")
    assert len(server.events("changed settings need a restart")) == 2  # it still does
    first.close()


def test_the_log_changes_its_level(start_canned, login):
    server = start_canned()
    login(server).close()
    wait_until(lambda: server.events("session ended"))
    answer = reload(server, log={"level": "info", "format": "json"})
    assert answer["changed"] == ["log.level"]
    login(server).close()
    answer = reload(server, log={"level": "debug", "format": "json"})
    assert len(server.events("session ended")) == 1
    login(server).close()
    wait_until(lambda: len(server.events("session ended")) == 2)


def test_the_databases_take_what_they_can(start_server, login):
    server = start_server(threads=1)
    connection = login(server)
    assert connection.execute("select current_setting('threads')").fetchall() == [("1",)]
    reload(server, threads=2, slow_statement="1ms", unknown_database="refuse")
    assert connection.execute("select current_setting('threads')").fetchall() == [("1",)]
    connection.execute("select count(*) from range(30000000)")
    assert server.events("slow statement")
    with pytest.raises(psycopg.OperationalError, match='database "nosuch" does not exist'):
        login(server, dbname="nosuch")
    other = login(server, "postgres")  # whose database is opened now
    assert other.execute("select current_setting('threads')").fetchall() == [("2",)]


def test_hanging_up_many_times_is_taken_calmly(start_canned, login):
    server = start_canned()
    for _ in range(20):
        server.signal(signal.SIGHUP)
        login(server).close()
    wait_until(lambda: answers(server))
    assert {event["event"] for event in answers(server)} == {"configuration reloaded"}
